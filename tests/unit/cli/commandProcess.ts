import { execFile, spawn } from 'node:child_process';
import path from 'node:path';
import { build } from 'vite';

/** Below node_modules, where the program finds the packages it imports. */
const folder = path.resolve('node_modules/.cache/netloom/command-test');
const program = path.join(folder, 'netloom.js');

/** What a run of the command left behind. */
export interface CommandOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  /** The lines on standard error. */
  readonly errors: readonly string[];
}

/** Bundles the command from the sources as they are, apart from `dist/`, which others may use. */
export async function bundleCommand(): Promise<void> {
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
