import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CsvDataSetOptions } from '../../../src/data/csvDataSet';
import { csvDataSet, loadCsvDataSet } from '../../../src/data/csvDataSet';
import type { DataSet } from '../../../src/data/dataSet';
import { expectFailure, expectSuccess } from './expectResult';
import { memoryDataFiles } from './memoryDataFiles';

const encode = (text: string) => new TextEncoder().encode(text);
const read = (text: string, options?: CsvDataSetOptions) =>
  csvDataSet('iris.csv', encode(text), options);

const IRIS = [
  'sepal width,petal width,species',
  ...Array.from({ length: 10 }, (_, i) => `${i}.5,${100 - i},setosa`),
  ...Array.from({ length: 10 }, (_, i) => `${i + 10},${i * i},"versicolor"`),
].join('\n');

function rowsOf({ train, test }: DataSet): number[][] {
  return [train, test].flatMap(({ length, columns }) => {
    const { features, label } = columns;
    const width = features?.type.shape[0] ?? 0;
    return Array.from({ length }, (_, row) => [
      ...(features?.values.subarray(row * width, (row + 1) * width) ?? []),
      label?.values[row] ?? Number.NaN,
    ]);
  });
}

describe('csvDataSet', () => {
  it('classifies by a last column of text', () => {
    const { title, train, test } = expectSuccess(read(IRIS));
    expect([title, train.length, test.length]).toEqual(['iris.csv', 16, 4]);
    expect(train.columns.features).toMatchObject({
      type: { shape: [2], dtype: 'float32' },
      content: 'vector',
      scale: 1,
    });
    expect(train.columns.label).toMatchObject({
      type: { shape: [], dtype: 'int32' },
      content: 'class',
      classes: ['setosa', 'versicolor'],
    });
    expect([...(test.columns.label?.values ?? [])].sort()).toEqual([0, 0, 1, 1]);
    const rows = rowsOf({ title, train, test });
    expect(rows).toHaveLength(20);
    expect(rows).toContainEqual([3.5, 97, 0]);
    expect(rows).toContainEqual([15, 25, 1]);
  });

  it.each([
    ['few whole numbers that repeat', '1,0\n2,1\n3,0\n4,1', 'class'],
    ['whole numbers that do not repeat', '1,10\n2,11\n3,12\n4,13', 'vector'],
    ['fractions', '1,0\n2,1\n3,0\n4,0.5', 'vector'],
    ['text', '1,0\n2,1\n3,x\n4,1', 'class'],
  ])('finds out the task: %s', (_, text, content) => {
    const { columns } = expectSuccess(read(text)).train;
    expect(Object.keys(columns)).toEqual(['features', 'label']);
    expect(columns.label?.content).toBe(content);
  });

  it('does as told about the task', () => {
    const text = '1,0\n2,1\n3,0\n4,1';
    const regression = expectSuccess(read(text, { task: 'regression' }));
    expect(regression.train.columns.label?.type).toEqual({ shape: [1], dtype: 'float32' });
    const classes = expectSuccess(read('1,10\n2,9\n3,8', { task: 'classification' }));
    expect(classes.train.columns.label?.classes).toEqual(['8', '9', '10']);
  });

  it('takes targets and ignores columns by name', () => {
    const text = 'id,a,b,c\n1,2,3,4\n5,6,7,8';
    const { train, test } = expectSuccess(
      read(text, { target: ['c', 'a'], ignore: ['id'], testRatio: 0 }),
    );
    expect([train.length, test.length]).toEqual([2, 0]);
    expect(train.columns.features?.type.shape).toEqual([1]);
    expect(train.columns.label?.type.shape).toEqual([2]);
    expect([...(train.columns.label?.values ?? [])].sort()).toEqual([2, 4, 6, 8]);
    expect([4, 8]).toContain(train.columns.label?.values[0]);
    const last = expectSuccess(read(text, { ignore: ['c'] }));
    expect(last.train.columns.features?.type.shape).toEqual([2]);
  });

  it('takes 1 and 1.0 for the same class', () => {
    const { train } = expectSuccess(read('5,1\n6,1.0\n7,2\n8,2\n9,1', { testRatio: 0 }));
    expect(train.columns.label?.classes).toEqual(['1', '2']);
  });

  it('reads back the numbers that were written, divided by seed', () => {
    const number = fc.float({ noNaN: true, noDefaultInfinity: true });
    const rows = fc.array(fc.tuple(number, number, number), { minLength: 2, maxLength: 30 });
    const byAll = (a: readonly number[], b: readonly number[]) =>
      a.map((value, index) => value - (b[index] ?? 0)).find((difference) => difference) ?? 0;
    fc.assert(
      fc.property(rows, fc.nat(), (table, seed) => {
        const text = table.map((row) => row.join(',')).join('\n');
        const options = { task: 'regression', seed } as const;
        const made = expectSuccess(read(text, options));
        // Text has no negative zero.
        const written = table.map((row) => row.map((value) => value + 0));
        expect(rowsOf(made).sort(byAll)).toEqual(written.sort(byAll));
        expect(made.test.length).toBeGreaterThanOrEqual(1);
        expect(read(text, options)).toEqual(read(text, options));
      }),
    );
  });

  it('standardises features by the training rows, exactly even far from zero', () => {
    const text = Array.from({ length: 40 }, (_, i) => `${1.6e9 + i * i},7,${i}`).join('\n');
    const options = { task: 'regression', standardise: true, testRatio: 0.25 } as const;
    const { train, test } = expectSuccess(read(text, options));
    const first = [...(train.columns.features?.values ?? [])].filter((_, i) => i % 2 === 0);
    const mean = first.reduce((a, b) => a + b, 0) / first.length;
    const squares = first.reduce((a, b) => a + b * b, 0) / first.length;
    expect(mean).toBeCloseTo(0, 5);
    expect(squares).toBeCloseTo(1, 5);
    const constant = [...(test.columns.features?.values ?? [])].filter((_, i) => i % 2 === 1);
    expect(constant).toEqual(Array.from({ length: 10 }, () => 0));
    const differences = new Set(first);
    expect(differences.size).toBe(30);
  });

  it.each<[string, CsvDataSetOptions, string]>([
    [
      'sepal,petal width,species\n1,2,a\n3,abc,b',
      {},
      'iris.csv, line 3, column "petal width": "abc" is not a number; correct it or leave the column out.',
    ],
    [
      'a;b;c\n1,5;2;x\n2;3;y',
      {},
      'iris.csv, line 2, column "a": "1,5" is not a number; write it with a decimal point.',
    ],
    [
      'a,b\n1,x\n,y',
      {},
      'iris.csv, line 3, column "a": the cell is empty; fill it in or delete the row.',
    ],
    [
      'a,b\n1,x\nNaN,y',
      {},
      'iris.csv, line 3, column "a": "NaN" is not a number; correct it or leave the column out.',
    ],
    [
      'a,b\n1,x\n-1e39,y',
      {},
      'iris.csv, line 3, column "a": -1e39 is too large for a 32-bit number; use a larger unit.',
    ],
    [
      'a,b\n1,x\n2,\n3,y',
      {},
      'iris.csv, line 3, column "b": the class is missing; fill it in or delete the row.',
    ],
    [
      'a,b\n1,0.5\n2,\n3,1',
      { task: 'regression' },
      'iris.csv, line 3, column "b": the cell is empty; fill it in or delete the row.',
    ],
    [
      'a,b\n1,x\n2,x',
      {},
      'iris.csv: column "b" holds one class only ("x"); a classification needs two, choose another target.',
    ],
    ['a,b\n1,2', { target: 'c' }, 'iris.csv: there is no column "c"; choose one of "a", "b".'],
    ['a,b\n1,2', { ignore: ['c'] }, 'iris.csv: there is no column "c"; choose one of "a", "b".'],
    [
      'a,b\n1,2',
      { target: 'b', ignore: ['b'] },
      'iris.csv: column "b" is both chosen as target and left out; do one of the two.',
    ],
    [
      'a,b,c\n1,2,3',
      { target: ['a', 'b'], task: 'classification' },
      'iris.csv: 2 targets are chosen; a classification has one, choose one.',
    ],
    [
      'a\n1\n2',
      {},
      'iris.csv: no column is left to learn from (1 in the file, 1 chosen as target, 0 left out); check the separator and the chosen columns.',
    ],
    [
      'a\n1\n2',
      { ignore: ['a'] },
      'iris.csv: no column is left to learn from (1 in the file, 0 chosen as target, 1 left out); check the separator and the chosen columns.',
    ],
    [
      `a,b\n${Array.from({ length: 1001 }, (_, i) => `${i},name ${i}`).join('\n')}`,
      {},
      'iris.csv: column "b" holds 1001 different values, too many for classes (at most 1000); choose another target or regression.',
    ],
    ['a,b\n1,2', { testRatio: 2 }, 'The test share is 2; choose a number from 0 to below 1.'],
    ['', {}, 'iris.csv: the file is empty; choose a table.'],
  ])('says what is wrong with %j %j', (text, options, message) => {
    expect(expectFailure(read(text, options))).toBe(message);
  });

  it('loads a file by its path', async () => {
    const files = memoryDataFiles(new Map([['data/iris.csv', encode(IRIS)]]));
    const { title } = expectSuccess(await loadCsvDataSet(files, 'data/iris.csv'));
    expect(title).toBe('iris.csv');
    expect(expectFailure(await loadCsvDataSet(files, 'b.csv'))).toBe(
      'b.csv: there is no such file.',
    );
  });
});
