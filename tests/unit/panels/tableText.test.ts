import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { type CopiedTable, copyOfLayers } from '../../../renderer/panels/tables/copiedTable';
import { usualColumns } from '../../../renderer/panels/tables/tableColumns';
import { tableRows, totalNumbers } from '../../../renderer/panels/tables/tableRows';
import { toCsv, toLatex, toMarkdown } from '../../../renderer/panels/tables/tableText';
import { analyseProject } from '../../../src/analysis/analyse';
import { summarise } from '../../../src/analysis/summary';
import { readProject } from '../../../src/files/readProject';

function copied(nodes: readonly object[], edges: readonly object[]): CopiedTable {
  const project = readProject(
    JSON.stringify({ netloom: 1, name: 'Test', graphs: { main: { nodes, edges } } }),
  );
  if (!project.ok) throw new Error(project.error);
  const summary = summarise(analyseProject(project.value).graphs.main!, 1, 0);
  const choice = { arrangement: 'tree', filter: '', kind: null } as const;
  const rows = tableRows(summary, choice, 1, 0);
  return copyOfLayers(summary, rows, totalNumbers(summary, 1, 0), usualColumns);
}

const filters = copied(
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
  expect(lines.findIndex((line) => !line.startsWith('|'))).toBe(5);
  expect(lines[1]).toBe('| --- | --- | --- | --- | ---: | ---: | ---: | ---: |');
  expect(lines[3]).toContain('| 768,000 |');
  expect(lines[4]).toContain('**Total**');
});

test('Markdown and LaTeX say below what each number means', () => {
  for (const text of [toMarkdown(filters), toLatex(filters)]) {
    expect(text).toContain('MACs: Multiply-accumulates of one forward pass of one example');
    expect(text).toContain('Parameters: Numbers in all weights');
  }
});

test('LaTeX has the lines of booktabs and a cell for every column', () => {
  const lines = toLatex(filters).split('\n');
  expect(lines[1]).toBe('\\begin{tabular}{llllrrrr}');
  expect(lines.filter((line) => /\\(top|mid|bottom)rule/.test(line))).toHaveLength(4);
  expect(lines).toContain(
    '  conv1 & Conv 2D & 32$\\times$32$\\times$10 & float32 & 760 & 760 & 40,960 & 768,000 \\\\',
  );
  const rows = lines.filter((line) => line.endsWith('\\\\'));
  expect(rows).toHaveLength(4);
  for (const row of rows) expect(row.match(/ & /g)).toHaveLength(7);
  expect(lines.join('\n')).toContain('\\end{tabular}');
});

test('an unknown kind cannot break the table or run in a spreadsheet', () => {
  const kind = '=HYPERLINK("x")|2,\n3';
  const strange = copied(
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
  expect(lines.findIndex((line) => !line.startsWith('|'))).toBe(5);
  expect(lines[3]?.match(/(?<!\\)\|/g)).toHaveLength(9);
  expect(lines[4]).toContain('**Total of what is known**');
});

test('no name can be a command of LaTeX', () => {
  const strange = copied(
    [
      { id: 'image', kind: 'input', fields: { shape: [4] } },
      { id: 'odd_node', kind: 'a&b%c$d#e_f{g}h~i^j\\input{k}<l>|m\n\nn' },
    ],
    [{ from: 'image', to: 'odd_node' }],
  );
  const row = toLatex(strange)
    .split('\n')
    .find((line) => line.includes('odd'));
  expect(row).toContain(
    'odd\\_node & a\\&b\\%c\\$d\\#e\\_f\\{g\\}h\\textasciitilde{}i\\textasciicircum{}j' +
      '\\textbackslash{}input\\{k\\}\\textless{}l\\textgreater{}\\textbar{}m n & -- & --',
  );
});
