/** The text of a file of Netloom by its path below `src/`: `runtime/kernels/tanh.ts`. */
export type SourceText = (path: string) => Promise<string>;

/** Files of Netloom that an exported project contains as they are. */
export interface ShippedFiles {
  /** Texts by path in the exported project. */
  readonly files: Readonly<Record<string, string>>;
  /** The packages they import. */
  readonly packages: ReadonlySet<string>;
}

/** Where a folder of Netloom lies in an exported project. */
const places: readonly (readonly [from: string, to: string])[] = [
  ['runtime/', ''],
  ['codegen/tfjs-ts/files/', ''],
  ['data/', 'data/'],
  ['base/', 'base/'],
];

const importPattern = /^(?:import|(?:import|export)\s[^'";=()]*?from)\s*['"]([^'"]+)['"]/gm;

/** The names that a TypeScript file imports from. */
function importedNames(text: string): readonly string[] {
  return [...text.matchAll(importPattern)].map(([, name]) => name as string);
}

/** The packages among imported names, without paths inside them and without Node's own. */
export function importedPackages(text: string): readonly string[] {
  return importedNames(text)
    .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
    .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
}

/** Gathers files and everything they import from Netloom; throws where one may not be shipped. */
export async function gatherFiles(
  roots: Iterable<string>,
  source: SourceText,
): Promise<ShippedFiles> {
  const files: Record<string, string> = {};
  const packages = new Set<string>();
  const waiting = [...roots];
  const seen = new Set(waiting);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const text = await source(path);
    files[placeOf(path)] = text;
    for (const name of importedPackages(text)) packages.add(name);
    for (const name of importedNames(text)) {
      if (!name.startsWith('.')) continue;
      const imported = resolve(path, `${name}.ts`);
      if (seen.has(imported)) continue;
      seen.add(imported);
      waiting.push(imported);
    }
  }
  return { files, packages };
}

function placeOf(path: string): string {
  const place = places.find(([from]) => path.startsWith(from));
  if (!place) throw new Error(`${path} is no file that an exported project may contain.`);
  return place[1] + path.slice(place[0].length);
}

/** `a/b.ts` and `../c.ts` give `c.ts`. */
function resolve(from: string, relative: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
