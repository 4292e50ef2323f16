import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import packageManifest from '../../package.json';
import { analyseProject, isSound } from '../analysis/analyse';
import { generateProject } from '../codegen/tfjs-ts/generateProject';
import { chooseGraph } from './chooseGraph';
import { diagnosticLine } from './diagnosticLines';
import { type ExitCode, exitCodes } from './exitCodes';
import type { exportTargets } from './exportTargets';
import { fileProblem, openProject } from './openProject';
import { sourceText } from './sourceFiles';
import { printError, printLine } from './terminal';

/** The options of `netloom export`. */
export interface ExportOptions {
  readonly target: (typeof exportTargets)[number];
  readonly out: string;
  readonly graph?: string;
  readonly force?: boolean;
}

/**
 * `netloom export`: writes a network as a project of its own. Either the whole project is written or
 * nothing; a folder with something in it is left alone unless `force` is given, and then keeps what
 * the export does not write.
 */
export async function exportCommand(file: string, options: ExportOptions): Promise<ExitCode> {
  const opened = await openProject(file);
  if (!opened.ok) {
    printError(`${file}: ${opened.error.message}`);
    return opened.error.exitCode;
  }
  const project = opened.value;
  const id = chooseGraph(project, options.graph);
  if (!id.ok) {
    printError(`${file}: ${id.error}`);
    return options.graph === undefined ? exitCodes.projectErrors : exitCodes.wrongUsage;
  }
  const analysis = analyseProject(project);
  const graph = analysis.graphs[id.value];
  if (graph && !isSound(graph)) {
    for (const diagnostic of graph.diagnostics) {
      if (diagnostic.severity === 'error') printError(diagnosticLine(file, diagnostic));
    }
    return exitCodes.projectErrors;
  }
  const { dependencies, devDependencies } = packageManifest;
  const generated = await generateProject(project, analysis, id.value, {
    source: sourceText,
    versions: { ...dependencies, ...devDependencies },
  });
  if (!generated.ok) {
    printError(`${file}: ${generated.error}`);
    return exitCodes.projectErrors;
  }
  try {
    const refusal = await writeFolder(options.out, generated.value, options.force ?? false);
    if (refusal !== null) {
      printError(`${options.out}: ${refusal}`);
      return exitCodes.wrongUsage;
    }
  } catch (error) {
    printError(`${options.out}: ${fileProblem(error)}`);
    return exitCodes.wrongUsage;
  }
  const count = Object.keys(generated.value).length;
  printLine(`Wrote ${count} files to ${options.out}; README.md says what to do with them.`);
  return exitCodes.fine;
}

/** Writes files into a folder by way of a temporary one beside it, or says why it is left alone. */
async function writeFolder(
  folder: string,
  files: Readonly<Record<string, string>>,
  force: boolean,
): Promise<string | null> {
  const target = path.resolve(folder);
  const existing = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (existing && existing.length > 0 && !force) {
    return 'The folder is not empty; choose another, or give --force to replace files in it.';
  }
  await mkdir(path.dirname(target), { recursive: true });
  const temporary = `${target}.partial-${process.pid}`;
  await mkdir(temporary);
  try {
    for (const [name, text] of Object.entries(files)) {
      const place = path.join(temporary, name);
      await mkdir(path.dirname(place), { recursive: true });
      await writeFile(place, text);
    }
    if (existing === null) {
      await rename(temporary, target);
    } else {
      for (const name of Object.keys(files)) {
        await mkdir(path.dirname(path.join(target, name)), { recursive: true });
        await rename(path.join(temporary, name), path.join(target, name));
      }
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return null;
}
