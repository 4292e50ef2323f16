import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import packageManifest from '../../../package.json';
import { analyseProject } from '../../../src/analysis/analyse';
import { generateProject } from '../../../src/codegen/tfjs-ts/generateProject';
import type { Project } from '../../../src/document/project';
import { sourceText } from './sources';

/** Runs a program to its end. */
export const run = promisify(execFile);

/** The path of a tool of this checkout. */
export const tool = (name: string): string => path.resolve('node_modules/.bin', name);

/** Writes the export of a project's network into a folder, with the checkout's packages. */
export async function exportProject(
  project: Project,
  network: string,
  place: string,
): Promise<void> {
  const { dependencies, devDependencies } = packageManifest;
  const generated = await generateProject(project, analyseProject(project), network, {
    source: sourceText,
    versions: { ...dependencies, ...devDependencies },
  });
  if (!generated.ok) throw new Error(generated.error);
  for (const [file, text] of Object.entries(generated.value)) {
    await mkdir(path.dirname(path.join(place, file)), { recursive: true });
    await writeFile(path.join(place, file), text);
  }
  await symlink(path.resolve('node_modules'), path.join(place, 'node_modules'), 'junction');
}

/** Type-checks every exported project in a folder at once; throws with what the compiler says. */
export async function checkTypes(folder: string, names: readonly string[]): Promise<void> {
  const settings = path.join(folder, 'tsconfig.json');
  const first = await readFile(path.join(folder, names[0] ?? '', 'tsconfig.json'), 'utf8');
  const include = names.map((name) => `${name}/**/*.ts`);
  await writeFile(settings, JSON.stringify({ ...JSON.parse(first), include }));
  await symlink(path.resolve('node_modules'), path.join(folder, 'node_modules'), 'junction');
  await run(tool('tsc'), ['-p', settings]).catch((error: { stdout?: string }) => {
    throw new Error(error.stdout ?? String(error));
  });
}
