import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { slideNotes } from '../../../renderer/panels/tables/slideNotes';
import {
  deepestLevel,
  kindsIn,
  openToLevel,
  type RowChoice,
  type TableRow,
  tableRows,
} from '../../../renderer/panels/tables/tableRows';
import { analyseProject } from '../../../src/analysis/analyse';
import { summarise } from '../../../src/analysis/summary';
import type { Project } from '../../../src/document/project';
import { readProject } from '../../../src/files/readProject';

function open(path: string): Project {
  const read = readProject(readFileSync(path, 'utf8'));
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

const resnet = analyseProject(open('templates/convolution/resnet50.netloom')).graphs.main!;
const summary = summarise(resnet, 8, 2);

function rowsOf(choice: Partial<RowChoice>): readonly TableRow[] {
  return tableRows(summary, { arrangement: 'tree', filter: '', kind: null, ...choice }, 8, 2);
}

describe('the rows of ResNet-50', () => {
  it('are a tree of stages, units and layers with the last part of each path', () => {
    const rows = rowsOf({});
    const stage = rows.find(({ label }) => label === 'stage3');
    expect(rows.map(({ label }) => label)).toEqual([
      ...['image', 'conv1', 'norm1', 'relu1', 'pool1', 'stage1', 'stage2', 'stage3', 'stage4'],
      ...['averagePool', 'classify'],
    ]);
    expect(stage?.inside.map(({ label }) => label)).toEqual(
      Array.from({ length: 6 }, (_, index) => `unit${index + 1}`),
    );
    expect(stage?.inside[4]?.inside.map(({ path }) => path)).toContain('stage3/unit5/conv2');
  });

  it('searched, are all that match, blocks too, one under the other', () => {
    const found = rowsOf({ filter: ' STAGE3/unit5 ' });
    expect(found[0]).toMatchObject({ path: 'stage3/unit5', inside: [] });
    expect(found.every(({ path }) => path?.startsWith('stage3/unit5'))).toBe(true);
    expect(rowsOf({ filter: '14×14×1024', kind: 'Conv 2D' })).toHaveLength(7);
    expect(rowsOf({ filter: 'nowhere' })).toEqual([]);
  });

  it('of one kind are its layers: 53 convolutions', () => {
    expect(kindsIn(summary)).toContain('Conv 2D');
    expect(rowsOf({ kind: 'Conv 2D' })).toHaveLength(53);
    expect(rowsOf({ kind: 'Conv 2D', arrangement: 'flat' })).toHaveLength(53);
  });

  it.each(['flat', 'kind', 'family'] as const)(
    'arranged %s add up to the totals, nothing twice',
    (arrangement) => {
      const rows = rowsOf({ arrangement });
      for (const name of ['parameters', 'macs', 'activationBytes', 'forwardFlops'] as const) {
        const sum = rows.reduce((all, row) => all + (row[name] ?? Number.NaN), 0);
        expect(sum).toBe(summary.totals[name]);
      }
    },
  );

  it('grouped by family say how many layers each has', () => {
    const groups = rowsOf({ arrangement: 'family' });
    const convolution = groups.find(({ label }) => label === 'Convolution');
    expect(convolution).toMatchObject({ kind: '53 layers', path: null });
    expect(convolution?.inside).toHaveLength(53);
  });

  it('multiply activations by the batch and gradients by the slots', () => {
    const row = rowsOf({}).find(({ label }) => label === 'conv1');
    expect(row).toMatchObject({
      batchActivationBytes: 112 * 112 * 64 * 4 * 8,
      optimizerBytes: 7 * 7 * 3 * 64 * 4 * 2,
    });
  });

  it('open to a level, block by block', () => {
    expect(deepestLevel(summary)).toBe(2);
    expect(openToLevel(summary, 0)).toEqual({});
    expect(Object.keys(openToLevel(summary, 1))).toEqual(['stage1', 'stage2', 'stage3', 'stage4']);
    expect(Object.keys(openToLevel(summary, 2))).toHaveLength(4 + 3 + 4 + 6 + 3);
  });
});

describe('the notes below the table as on the slide', () => {
  it('tell where the slide of VGG-16 is wrong, as the notes of the template do', () => {
    expect(slideNotes(open('templates/convolution/vgg16.netloom').notes)).toContain(
      "The lecture's slide adds its own rows to 24 M numbers and 93 MB; the rows really make 15.2 M and 61 MB.",
    );
  });

  it('say nothing of slides that the project does not speak of', () => {
    expect(slideNotes(undefined)).toEqual([]);
    expect(slideNotes('# Mine\n\nNothing here. Nothing *there*.')).toEqual([]);
  });
});
