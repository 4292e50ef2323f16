/// <reference types="vite/types/importMeta.d.ts" />

const texts = import.meta.glob<string>('../../templates/**/*.netloom', {
  query: '?raw',
  import: 'default',
});

/** Readers of the texts of all templates, by file name without ending, sorted. */
export const templates: ReadonlyMap<string, () => Promise<string>> = new Map(
  Object.entries(texts)
    .map(([path, read]) => [path.replace(/^.*\/|\.netloom$/g, ''), read] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1)),
);
