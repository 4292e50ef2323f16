import { dependencies, devDependencies } from '../../../package.json';
import type { ProjectAnalysis } from '../../../src/analysis/graphAnalysis';
import type { Result } from '../../../src/base/result';
import { type GeneratedFiles, generateProject } from '../../../src/codegen/tfjs-ts/generateProject';

/** The files of Netloom that generated projects may contain, each loaded when one does. */
const sources = import.meta.glob<string>(
  [
    '../../../src/runtime/**/*.ts',
    '../../../src/data/**/*.ts',
    '../../../src/base/**/*.ts',
    '../../../src/compile/*.ts',
    '../../../src/training/loadData.ts',
    '../../../src/codegen/tfjs-ts/files/**/*.ts',
  ],
  { query: '?raw', import: 'default' },
);

function source(path: string): Promise<string> {
  const load = sources[`../../../src/${path}`];
  if (!load) throw new Error(`${path} is no file that an exported project may contain.`);
  return load();
}

/** The TypeScript project of one network: texts by path, or why there is none. */
export function generateFiles(
  analysis: ProjectAnalysis,
  graphId: string,
): Promise<Result<GeneratedFiles>> {
  return generateProject(analysis.project, analysis, graphId, {
    source,
    versions: { ...dependencies, ...devDependencies },
  });
}
