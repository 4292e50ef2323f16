import { lstat, mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Result } from '../src/base/result';
import type { ExportedFile } from './bridge';
import { reasonOf } from './diskFiles';
import { liesIn } from './grantedPaths';

/** A file to be written and its absolute place. */
export interface PlacedFile {
  readonly place: string;
  readonly content: string | Uint8Array;
}

/**
 * Where exported files go below `folder`, their folders being made; an error when a path is absolute,
 * climbs, or leads out through a link.
 */
export async function exportPlaces(
  folder: string,
  files: readonly ExportedFile[],
): Promise<Result<readonly PlacedFile[]>> {
  const placed: PlacedFile[] = [];
  try {
    const home = await realpath(folder);
    for (const { path: name, content } of files) {
      const refused = { ok: false, error: `${name} is no name for an exported file.` } as const;
      if (!isPlainRelative(name)) return refused;
      const place = path.join(home, ...name.split('/'));
      await mkdir(path.dirname(place), { recursive: true });
      if (!liesIn(home, await realpath(path.dirname(place)))) return refused;
      placed.push({ place, content });
    }
  } catch (error) {
    return { ok: false, error: `Cannot write into ${folder}: ${reasonOf(error)}.` };
  }
  return { ok: true, value: placed };
}

/** The places at which something is already. */
export async function existingOf(files: readonly PlacedFile[]): Promise<readonly string[]> {
  const found = await Promise.all(
    files.map(({ place }) =>
      lstat(place).then(
        () => place,
        () => null,
      ),
    ),
  );
  return found.filter((place) => place !== null);
}

function isPlainRelative(name: string): boolean {
  const parts = name.split('/');
  return (
    !/[\\:\0]/.test(name) && parts.every((part) => part !== '' && part !== '.' && part !== '..')
  );
}
