import { randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, realpath, rename, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { Result } from '../src/base/result';

/** The largest project that is read, in bytes. */
export const projectLimitBytes = 64 * 1024 * 1024;

/** The largest data file that is read, in bytes. */
export const dataLimitBytes = 1024 * 1024 * 1024;

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'you may not access it',
  EPERM: 'you may not access it',
  ENOENT: 'there is no such file',
  ENOTDIR: 'part of the path is not a folder',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  EDQUOT: 'your disk quota is used up',
  EBUSY: 'another program is using it',
};

/** Why a call of the file system failed, in words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code !== undefined && reasons[code]) || message;
}

/** The content of a regular file of at most `limitBytes`; the error names the file and the reason. */
export async function readBytes(file: string, limitBytes: number): Promise<Result<Uint8Array>> {
  const refuse = (reason: string) =>
    ({ ok: false, error: `Cannot read ${file}: ${reason}.` }) as const;
  let handle: FileHandle | undefined;
  try {
    // Looked at before opening: opening a pipe would wait for ever.
    const found = await stat(file);
    if (found.isDirectory()) return refuse('it is a folder; choose a file in it');
    if (!found.isFile()) return refuse('it is a device or a pipe, not a file');
    handle = await open(file, 'r');
    const { size } = await handle.stat();
    if (size > limitBytes) {
      return refuse(
        `it has ${megabytes(size)} MB, more than the limit of ${megabytes(limitBytes)}`,
      );
    }
    return { ok: true, value: new Uint8Array(await handle.readFile()) };
  } catch (error) {
    return refuse(reasonOf(error));
  } finally {
    await handle?.close();
  }
}

/** The content of a UTF-8 text file of at most `projectLimitBytes`. */
export async function readText(file: string): Promise<Result<string>> {
  const bytes = await readBytes(file, projectLimitBytes);
  if (!bytes.ok) return bytes;
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true }).decode(bytes.value) };
  } catch {
    return { ok: false, error: `Cannot read ${file}: it is not UTF-8 text.` };
  }
}

/**
 * Writes a file so that at every moment either the old or the new content is there, whole: to a
 * temporary file beside it, flushed, then renamed. Permissions are kept, links are followed.
 */
export async function writeWhole(
  file: string,
  content: string | Uint8Array,
): Promise<Result<string>> {
  let temporary: string | undefined;
  try {
    const target = await followed(file);
    const folder = path.dirname(target);
    const before = await stat(target).catch(() => null);
    if (before !== null && !before.isFile()) {
      return { ok: false, error: `Cannot write ${file}: it is not a regular file.` };
    }
    temporary = path.join(
      folder,
      `.${path.basename(target)}.${randomBytes(6).toString('hex')}.tmp`,
    );
    const permissions = before === null ? 0o666 : before.mode & 0o777;
    const handle = await open(temporary, 'wx', permissions);
    try {
      await handle.writeFile(content);
      // The process's umask may have taken some away.
      if (before !== null) await handle.chmod(permissions);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
    temporary = undefined;
    await flushFolder(folder);
    return { ok: true, value: file };
  } catch (error) {
    return { ok: false, error: `Cannot write ${file}: ${reasonOf(error)}.` };
  } finally {
    if (temporary !== undefined) await unlink(temporary).catch(() => undefined);
  }
}

/** The regular files in a folder and below, relative to it, with `/`, sorted; links are left out. */
export async function listFiles(folder: string): Promise<Result<readonly string[]>> {
  try {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .map((name) => name.split(path.sep).join('/'));
    return { ok: true, value: files.sort() };
  } catch (error) {
    return { ok: false, error: `Cannot list ${folder}: ${reasonOf(error)}.` };
  }
}

function followed(file: string): Promise<string> {
  return realpath(file).catch(() => file);
}

/** Makes a rename survive a power cut; Windows can't open folders and needs no such thing. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  // Some network file systems refuse to flush a folder; the file itself is already safe.
  await handle.sync().catch(() => undefined);
  await handle.close();
}

const megabytes = (bytes: number): string => (bytes / (1024 * 1024)).toFixed(1);
