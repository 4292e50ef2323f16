/// <reference types="vite/types/importMeta.d.ts" />

/** Netloom's own files that exports ship as they are; each is read when it is asked for. */
const sources = import.meta.glob<string>(
  [
    '../runtime/{layers,kernels,corrections,steps}/**/*.ts',
    '../data/**/*.ts',
    '../base/*.ts',
    '../compile/*.ts',
    '../training/loadData.ts',
    '../codegen/*/files/**/*.ts',
  ],
  { query: '?raw', import: 'default' },
);

/** The text of a file by its path below `src/`; throws where exports may not ship it. */
export async function sourceText(path: string): Promise<string> {
  const read = sources[`../${path}`];
  if (!read) throw new Error(`src/${path} is not among the files that exports ship.`);
  return read();
}
