import { execFile, spawn } from 'node:child_process';
import path from 'node:path';
import { build } from 'vite';

/** Below node_modules, where the program finds the packages it imports. */
const cache = path.resolve('node_modules/.cache/netloom');
let program = path.join(cache, 'command-test', 'netloom.js');

/** What a run of the command left behind. */
export interface CommandOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  /** The lines on standard error. */
  readonly errors: readonly string[];
}

/**
 * Bundles the command from the sources as they are, apart from `dist/`, which others may use; test
 * files that run beside each other need folders of their own.
 */
export async function bundleCommand(folderName = 'command-test'): Promise<void> {
  const folder = path.join(cache, folderName);
  program = path.join(folder, 'netloom.js');
  await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      ssr: 'src/cli/main.ts',
      target: 'node20.19',
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'netloom.js' } },
    },
  });
}

const refusing = `export function resolve(name, context, next) {
  if (name.startsWith('@tensorflow')) throw new Error('tf.js was asked for');
  return next(name, context);
}`;
const refusingUrl = `data:text/javascript,${encodeURIComponent(refusing)}`;
const registering = `import { register } from 'node:module'; register(${JSON.stringify(refusingUrl)});`;

/** Options for Node with which any import of tf.js fails. */
export const withoutTfjs: readonly string[] = [
  '--import',
  `data:text/javascript,${encodeURIComponent(registering)}`,
];

/** Runs the command as a process of its own. */
export function netloom(
  words: readonly string[],
  workingFolder = '.',
  nodeOptions: readonly string[] = [],
): Promise<CommandOutcome> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...nodeOptions, program, ...words],
      { cwd: workingFolder, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const exitCode = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
        resolve({ exitCode, stdout, errors: stderr.split('\n').filter((line) => line !== '') });
      },
    );
  });
}

/** Runs the command and hangs up after its first words of output. */
export function netloomCutOff(words: readonly string[]): Promise<CommandOutcome> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stdout.destroy();
    child.stderr.on('data', (text) => {
      stderr += String(text);
    });
    child.on('close', (code) => {
      const errors = stderr.split('\n').filter((line) => line !== '');
      resolve({ exitCode: code ?? -1, stdout: '', errors });
    });
  });
}

/** Runs the command and kills it (SIGKILL) once it has printed so many lines; what it printed until then. */
export function netloomKilled(
  words: readonly string[],
  workingFolder: string,
  lines: number,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...words], {
      cwd: workingFolder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let stdout = '';
    child.stdout.on('data', (text) => {
      stdout += String(text);
      if (stdout.split('\n').length > lines) child.kill('SIGKILL');
    });
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(stdout);
      else reject(new Error(`The command ended by itself (${code}): ${stdout}`));
    });
  });
}
