import { access, constants, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { failure, type Result, success } from '../base/result';
import { fileProblem } from './openProject';

/** Whether a file can be written there, asked before hours of training; the error names the path. */
export async function checkWritable(file: string): Promise<Result<null>> {
  const folder = path.dirname(path.resolve(file));
  try {
    if (!(await stat(folder)).isDirectory()) return failure(`${folder}: This is no folder.`);
    await access(folder, constants.W_OK);
  } catch (error) {
    return failure(`${folder}: ${fileProblem(error)}`);
  }
  const isFolder = await stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? failure(`${file}: This is a folder; name a file.`) : success(null);
}

/** Writes a file whole or not at all: under another name first, flushed, then renamed. */
export async function writeWhole(file: string, bytes: Uint8Array): Promise<Result<null>> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    return success(null);
  } catch (error) {
    await rm(temporary, { force: true });
    return failure(`${file}: ${fileProblem(error)}`);
  }
}
