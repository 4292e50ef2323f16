import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { toCsv, toMarkdown } from '../../../renderer/panels/tables/tableText';
import { analyseProject } from '../../../src/analysis/analyse';
import { type Summary, summarise } from '../../../src/analysis/summary';
import { readProject } from '../../../src/files/readProject';

function summaryOf(nodes: readonly object[], edges: readonly object[]): Summary {
  const project = readProject(
    JSON.stringify({ netloom: 1, name: 'Test', graphs: { main: { nodes, edges } } }),
  );
  if (!project.ok) throw new Error(project.error);
  return summarise(analyseProject(project.value).graphs.main!, 1, 0);
}

const filters = summaryOf(
  [
    { id: 'image', kind: 'input', fields: { shape: [32, 32, 3] } },
    { id: 'conv1', kind: 'conv2d', fields: { filters: 10, kernelSize: [5, 5], padding: 2 } },
  ],
  [{ from: 'image', to: 'conv1' }],
);

test('CSV holds exact numbers, one line a node, and the totals last', () => {
  const { data, errors } = Papa.parse<string[]>(toCsv(filters));
  expect(errors).toEqual([]);
  expect(data).toHaveLength(4);
  expect(data[0]?.slice(0, 3)).toEqual(['Layer', 'Kind', 'Output']);
  // The lecture's example: ten 5×5 filters on 32×32×3 have 760 weights and 32·32·10·75 products.
  expect(data[2]).toEqual([
    'conv1',
    'Conv 2D',
    '32×32×10',
    'float32',
    '760',
    '760',
    '40960',
    '768000',
  ]);
  expect(data[3]?.slice(4)).toEqual(['760', '760', String(40960 + 12288), '768000']);
});

test('Markdown sets thousands apart and aligns numbers to the right', () => {
  const lines = toMarkdown(filters).split('\n');
  expect(lines).toHaveLength(5);
  expect(lines[1]).toBe('| --- | --- | --- | --- | ---: | ---: | ---: | ---: |');
  expect(lines[3]).toContain('| 768,000 |');
  expect(lines[4]).toContain('**Total**');
});

test('an unknown kind cannot break the table or run in a spreadsheet', () => {
  const kind = '=HYPERLINK("x")|2,\n3';
  const strange = summaryOf(
    [
      { id: 'image', kind: 'input', fields: { shape: [4] } },
      { id: 'odd', kind },
    ],
    [{ from: 'image', to: 'odd' }],
  );
  const row = Papa.parse<string[]>(toCsv(strange)).data[2];
  expect(row?.[1]).toBe(`'${kind}`);
  expect(row?.slice(4)).toEqual(['', '', '', '']);
  const lines = toMarkdown(strange).split('\n');
  expect(lines).toHaveLength(5);
  expect(lines[3]?.match(/(?<!\\)\|/g)).toHaveLength(9);
  expect(lines[4]).toContain('**Total of what is known**');
});
