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
  ['compile/', 'training/'],
  ['training/', 'training/'],
];

/** Files of which an export needs types only, and the file that has these alone. */
const replacements: Readonly<Record<string, string>> = Object.fromEntries(
  ['buildModel', 'networkConfig', 'stepNetworks'].map((name) => [
    `compile/${name}.ts`,
    'codegen/tfjs-ts/files/training/types.ts',
  ]),
);

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

/** The files of Netloom that generated code, which stands at the top of a project, imports. */
export function shippedImports(text: string): readonly string[] {
  return importedNames(text).flatMap((name) => {
    const path = `${name.slice(2)}.ts`;
    const [folder = ''] = path.split('/');
    if (!name.startsWith('./') || !path.includes('/')) return [];
    if (folder === 'training') return [trainingSources[path] ?? `codegen/tfjs-ts/files/${path}`];
    return [['data', 'base'].includes(folder) ? path : `runtime/${path}`];
  });
}

/** Files of Netloom's own rooms that stand in the folder `training` of an export. */
const trainingSources: Readonly<Record<string, string>> = {
  'training/historyPool.ts': 'compile/historyPool.ts',
  'training/loadData.ts': 'training/loadData.ts',
  'training/pruning.ts': 'compile/pruning.ts',
  'training/variableGradients.ts': 'compile/variableGradients.ts',
};

/**
 * Gathers files and everything they import from Netloom, unchanged but for where imports are; throws
 * where one may not be shipped.
 */
export async function gatherFiles(
  roots: Iterable<string>,
  source: SourceText,
): Promise<ShippedFiles> {
  const files: Record<string, string> = {};
  const packages = new Set<string>();
  const waiting = [...roots];
  const seen = new Set(waiting);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    let text = await source(path);
    for (const name of importedPackages(text)) packages.add(name);
    for (const name of new Set(importedNames(text))) {
      if (!name.startsWith('.')) continue;
      const wanted = resolve(path, `${name}.ts`);
      const imported = replacements[wanted] ?? wanted;
      const written = relative(placeOf(path), placeOf(imported)).replace(/\.ts$/, '');
      if (written !== name) text = text.replaceAll(`from '${name}'`, `from '${written}'`);
      if (seen.has(imported)) continue;
      seen.add(imported);
      waiting.push(imported);
    }
    files[placeOf(path)] = text;
  }
  return { files, packages };
}

function placeOf(path: string): string {
  const place = places.find(([from]) => path.startsWith(from));
  if (!place) throw new Error(`${path} is no file that an exported project may contain.`);
  return place[1] + path.slice(place[0].length);
}

/** How `a/b.ts` imports `c.ts`: `../c.ts`. */
function relative(from: string, to: string): string {
  const folders = from.split('/').slice(0, -1);
  const parts = to.split('/');
  while (folders.length > 0 && folders[0] === parts[0] && parts.length > 1) {
    folders.shift();
    parts.shift();
  }
  const up = folders.map(() => '..');
  return [...(up.length > 0 ? up : ['.']), ...parts].join('/');
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
