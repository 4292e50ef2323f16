/**
 * The rooms of the house and which rooms each may import: the one place where this is written.
 * A file in no room, or an import against the arrows, fails `npm run lint`.
 */
const src = (name) => `^src/${name}/`;
const shipped = src('codegen/tfjs-ts/files');
const rooms = {
  [src('base')]: [],
  [src('document')]: ['base'],
  [src('kinds')]: ['base'],
  [src('analysis')]: ['base', 'document', 'kinds'],
  [src('runtime')]: ['base'],
  [src('compile')]: ['base', 'document', 'kinds', 'analysis', 'runtime'],
  [src('data')]: ['base'],
  [src('training')]: ['base', 'document', 'kinds', 'analysis', 'runtime', 'compile', 'data'],
  [src('codegen')]: ['base', 'document', 'kinds', 'analysis'],
  // Not part of the generator: what exported projects contain beside files of these rooms.
  [shipped]: ['base', 'runtime', 'compile', 'data'],
  [src('files')]: ['base', 'document', 'kinds', 'analysis'],
};
const everyRoom = Object.keys(rooms).map((path) => path.slice(5, -1));

const arrows = Object.entries(rooms).map(([path, allowed]) => ({
  name: `${path.slice(1, -1)} imports upwards only`,
  severity: 'error',
  from: path === src('codegen') ? { path, pathNot: shipped } : { path },
  to: { path: '^(src|renderer|electron|build|tests)/', pathNot: [path, ...allowed.map(src)] },
}));

const inNoRoom = `^(src/(${[...everyRoom, 'cli'].join('|')})|renderer|electron|build|tests)/|^[^/]+\\.(ts|mjs)$`;

export default {
  forbidden: [
    ...arrows,
    {
      name: 'the command sees src only',
      severity: 'error',
      from: { path: src('cli') },
      to: { path: '^(renderer|electron|build|tests)/' },
    },
    {
      name: 'the renderer sees src only, and the types of the bridge',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(src/cli|build|tests)/' },
    },
    {
      name: 'the renderer takes only types from electron',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^electron/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'electron takes only types from src',
      severity: 'error',
      from: { path: '^electron/' },
      to: { path: '^(src|renderer)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'electron ships nothing of build and tests',
      severity: 'error',
      from: { path: '^electron/' },
      to: { path: '^(build|tests)/' },
    },
    {
      name: 'no import cycles',
      severity: 'error',
      from: { path: '^(src|renderer|electron)/' },
      // A type imported back is no cycle: nothing of it is left when the program runs.
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'file in no room', severity: 'error', from: { pathNot: inNoRoom }, to: {} },
    {
      name: 'file in no room, alone',
      severity: 'error',
      from: { orphan: true, pathNot: inNoRoom },
      to: {},
    },
    {
      name: 'import of a file in no room',
      severity: 'error',
      from: {},
      to: { path: '[.](ts|tsx|mts|cts|mjs)$', pathNot: `${inNoRoom}|^node_modules/` },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|release|node_modules/.*)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.d.ts', '.json', '.css'],
    },
  },
};
