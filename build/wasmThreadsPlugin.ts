import type { Plugin } from 'vite';

const module = /\/tfjs-backend-wasm\/wasm-out\/tfjs-backend-wasm-threaded-simd\.js$/;

/** Uses of a variable outside of the function, and what stands for them where it is not there. */
const replacements = [
  ['typeof _scriptDir !== "undefined" && _scriptDir', 'false'],
  ['Module["mainScriptUrlOrBlob"]||_scriptDir', 'Module["mainScriptUrlOrBlob"]'],
] as const;

/**
 * Keeps tf.js's threaded WASM backend working when it is minified. Its threads run the text of a
 * function (`toString()`), which must not refer to anything outside: the guard `typeof _scriptDir`
 * that tf.js has for that is folded away by a minifier that sees the variable.
 */
export function wasmThreadsPlugin(): Plugin {
  return {
    name: 'netloom:wasm-threads',
    transform: {
      filter: { id: module },
      handler(code, id) {
        return replacements.reduce((text, [found, replacement]) => {
          if (!text.includes(found)) this.error(`${id} no longer has ${found}.`);
          return text.replace(found, replacement);
        }, code);
      },
    },
  };
}
