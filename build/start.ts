/**
 * `npm start`: the app in Electron, or, where that can't be, on localhost in the browser.
 * Options: --browser, --port N, --no-open, and projects to open.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfChanged } from './build';
import {
  electronFolder,
  electronInstaller,
  electronProgram,
  electronVersion,
  whyNoWindow,
} from './electronRuntime';
import { serve } from './serve';

const { values: options, positionals: projects } = parseArgs({
  allowPositionals: true,
  options: {
    browser: { type: 'boolean', default: false },
    port: { type: 'string', default: '5178' },
    'no-open': { type: 'boolean', default: false },
  },
});
const say = (line: string) => console.log(line);

await buildIfChanged(say);
const whyNot = options.browser ? '--browser was given' : await whyNotElectron();
if (whyNot !== null) await startBrowser(whyNot);

/** Runs Electron until its window is closed; when it can't start, the reason. */
async function whyNotElectron(): Promise<string | null> {
  const reason = whyNoWindow() ?? whyNoSandbox() ?? (await whyNoRuntime());
  if (reason !== null) return reason;
  const program = path.join(electronFolder() ?? '', electronProgram);
  say('Netloom runs in Electron; its window opens now.');
  const startedAt = Date.now();
  const child = spawn(program, ['.', ...projects.map((file) => path.resolve(file))], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const ended = await endOf(child, process.stderr);
  // A window that was there for a while was closed, however it ended.
  if (ended.code === 0 || ended.wasStopped || Date.now() - startedAt > 15_000) {
    process.exitCode = ended.code ?? 0;
    return null;
  }
  return `Electron could not start (${lastLine(ended.errors) || `exit code ${ended.code}`})`;
}

function whyNoSandbox(): string | null {
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  return isRoot ? 'the sandbox of Electron does not run as root' : null;
}

/** Has Electron's package fetch its runtime when there is none; the reason when that fails. */
async function whyNoRuntime(): Promise<string | null> {
  if (electronFolder() !== null) return null;
  say(`Fetching Electron ${electronVersion} from GitHub (about 110 MB, this once) …`);
  say('  (Ctrl+C stops it; `npm start -- --browser` does without Electron.)');
  const child = spawn(process.execPath, [electronInstaller], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = await endOf(child, null);
  if (ended.wasStopped) process.exit(130);
  if (ended.code === 0 && electronFolder() !== null) return null;
  const cause = ended.errors
    .split('\n')
    .find((line) => /error/i.test(line))
    ?.trim();
  return `Electron's runtime could not be fetched (${cause ?? `exit code ${ended.code}`})`;
}

async function startBrowser(reason: string): Promise<void> {
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    console.error(`--port ${options.port}: a port is a whole number from 0 to 65535.`);
    process.exitCode = 2;
    return;
  }
  const served = await serve({ root: 'dist/renderer', port, anyPortIfTaken: true });
  say(`Netloom runs in the browser, because ${reason}.`);
  say(`  ${served.address}   (Ctrl+C ends it)`);
  const stop = () => void served.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  if (!options['no-open'] && whyNoWindow() === null) openBrowser(served.address);
}

function openBrowser(address: string): void {
  const [program, ...given] =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', address]
        : ['xdg-open', address];
  const child = spawn(program!, given, { stdio: 'ignore', detached: true });
  child.on('error', () => say('  No browser was found to open it; open the address yourself.'));
  child.unref();
}

interface Ended {
  readonly code: number | null;
  readonly errors: string;
  /** Whether Ctrl+C ended it. */
  readonly wasStopped: boolean;
}

function endOf(child: ChildProcess, errorsTo: NodeJS.WriteStream | null): Promise<Ended> {
  let errors = '';
  let wasStopped = false;
  const stop = () => {
    wasStopped = true;
    child.kill('SIGTERM');
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-10_000);
    errorsTo?.write(chunk);
  });
  return new Promise((resolve) => {
    const settle = (code: number | null) => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve({ code, errors, wasStopped });
    };
    child.once('close', settle);
    child.once('error', (error) => {
      errors += error.message;
      settle(-1);
    });
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').pop()?.slice(0, 200) ?? '';
}
