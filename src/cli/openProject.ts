import { readFile, stat } from 'node:fs/promises';
import { failure, type Result, success } from '../base/result';
import type { Project } from '../document/project';
import { checkProjectSize, readProjectBytes } from '../files/readProject';
import { type ExitCode, exitCodes } from './exitCodes';

/** Why a project could not be opened: one line without the file's name, and the exit code for it. */
export interface OpenFailure {
  readonly message: string;
  readonly exitCode: ExitCode;
}

/** Reads a project file; its size is asked for first, so that a huge one is refused at once. */
export async function openProject(file: string): Promise<Result<Project, OpenFailure>> {
  const wrongUsage = (message: string) => failure({ message, exitCode: exitCodes.wrongUsage });
  try {
    const found = await stat(file);
    if (found.isDirectory()) {
      return wrongUsage('This is a folder; name a .netloom file.');
    }
    if (!found.isFile()) return wrongUsage('This is no ordinary file; name a .netloom file.');
    const size = checkProjectSize(found.size);
    if (!size.ok) return unreadable(size.error);
    const project = readProjectBytes(await readFile(file));
    return project.ok ? success(project.value) : unreadable(project.error);
  } catch (error) {
    return wrongUsage(fileProblem(error));
  }
}

function unreadable(message: string): Result<never, OpenFailure> {
  return failure({ message, exitCode: exitCodes.projectErrors });
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file or folder.',
  ENOTDIR: 'A part of this path is a file, not a folder.',
  EISDIR: 'This is a folder.',
  EACCES: 'Permission denied.',
  EPERM: 'Permission denied.',
  EEXIST: 'There is such a file already.',
  ENOSPC: 'The disk is full.',
  EROFS: 'The disk can only be read.',
  ELOOP: 'Its links lead in a circle.',
  ENAMETOOLONG: 'The name is too long.',
};

/** A failed file operation as a sentence for people. */
export function fileProblem(error: unknown): string {
  const { code = '', message = String(error) } = error as NodeJS.ErrnoException;
  return reasons[code] ?? message;
}
