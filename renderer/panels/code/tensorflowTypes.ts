/**
 * The declarations that tf.js ships, as they are: what makes hover and completion work. The backends
 * are left out, since generated code names none of their types.
 */
const declarations = import.meta.glob<string>(
  [
    '../../../node_modules/@tensorflow/tfjs/dist/**/*.d.ts',
    '../../../node_modules/@tensorflow/tfjs-core/dist/**/*.d.ts',
    '../../../node_modules/@tensorflow/tfjs-layers/dist/**/*.d.ts',
    '../../../node_modules/@tensorflow/tfjs-converter/dist/**/*.d.ts',
    '../../../node_modules/@tensorflow/tfjs-data/dist/**/*.d.ts',
    '!**/*_test.d.ts',
  ],
  { query: '?raw', import: 'default', eager: true },
);

/** Files of declarations with the paths that they have in an installed project below `file:///`. */
export function tensorflowTypes(): readonly { filePath: string; content: string }[] {
  const files = Object.entries(declarations).map(([path, content]) => ({
    filePath: `file:///${path.slice(path.indexOf('node_modules/'))}`,
    content,
  }));
  // Stands in for the field `types` of each package.json.
  const entries = ['tfjs', 'tfjs-core', 'tfjs-layers', 'tfjs-converter', 'tfjs-data'].map(
    (name) => ({
      filePath: `file:///node_modules/@tensorflow/${name}/index.d.ts`,
      content: "export * from './dist/index';\n",
    }),
  );
  return [...files, ...entries];
}
