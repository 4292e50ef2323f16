import type { Plugin, Rolldown } from 'vite';

/** Libraries too heavy to load before the first canvas is on the screen. */
const lazyLibraries = /\/node_modules\/(@tensorflow|monaco-editor|elkjs|prettier)\//;

/**
 * Fails a build whose page would load tf.js, Monaco, elk or Prettier at once, naming the import that
 * brings the library in; `import()` at the place of use is the cure.
 */
export function lazyLibrariesPlugin(): Plugin {
  return {
    name: 'netloom:lazy-libraries',
    generateBundle(_options, bundle) {
      const seen = new Set<string>();
      const waiting = Object.values(bundle)
        .filter((output) => output.type === 'chunk' && output.isEntry)
        .map((output) => output.fileName);
      for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
        const chunk = bundle[name];
        if (seen.has(name) || chunk?.type !== 'chunk') continue;
        seen.add(name);
        waiting.push(...chunk.imports);
        const heavy = chunk.moduleIds.find((id) => rendered(chunk, id) && lazyLibraries.test(id));
        if (heavy === undefined) continue;
        const importers = this.getModuleInfo(heavy)?.importers.join(', ');
        this.error(`${heavy} is loaded before the first canvas (imported by ${importers}).`);
      }
    },
  };
}

function rendered(chunk: Rolldown.OutputChunk, id: string): boolean {
  return (chunk.modules[id]?.renderedLength ?? 0) > 0;
}
