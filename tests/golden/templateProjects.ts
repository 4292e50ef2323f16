import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { analyseProject } from '../../src/analysis/analyse';
import type { ProjectAnalysis } from '../../src/analysis/graphAnalysis';
import type { Project } from '../../src/document/project';
import { readProject } from '../../src/files/readProject';

/** A template, read and analysed. */
export interface TemplateProject {
  /** Folder and name: `convolution/lenet5`. */
  readonly name: string;
  readonly project: Project;
  readonly analysis: ProjectAnalysis;
}

/** Every template in the repository, in the order of their names. */
export const templateProjects: readonly TemplateProject[] = findTemplates('templates').map(
  (file) => {
    const project = readProject(readFileSync(file, 'utf8'));
    if (!project.ok) throw new Error(`${file}: ${project.error}`);
    const name = path.relative('templates', file).slice(0, -'.netloom'.length);
    return {
      name: name.split(path.sep).join('/'),
      project: project.value,
      analysis: analyseProject(project.value),
    };
  },
);

function findTemplates(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.netloom'))
    .map((file) => path.join(folder, file))
    .sort();
}
