import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CsvOptions } from '../../../src/data/csv';
import { cellPlace, parseCsv, parseNumber } from '../../../src/data/csv';
import { expectFailure, expectSuccess } from './expectResult';

const encode = (text: string) => new TextEncoder().encode(text);
const parse = (text: string, options?: CsvOptions) => parseCsv('t.csv', encode(text), options);

describe('parseCsv', () => {
  it.each([
    ['commas', 'a,b\n1,2\n3,4\n'],
    ['CRLF and no last line end', 'a,b\r\n1,2\r\n3,4'],
    ['CR', 'a,b\r1,2\r3,4'],
    ['semicolons', 'a;b\n1;2\n3;4\n'],
    ['tabs', 'a\tb\n1\t2\n3\t4\n'],
    ['a byte order mark', '\uFEFFa,b\n1,2\n3,4\n'],
    ['blank lines and spaces', '\na , b\n\n 1,2\n3,4 \n\n'],
    ['quotes', '"a","b"\n"1","2"\n3,4'],
  ])('reads a table with %s', (_, text) => {
    const table = expectSuccess(parse(text));
    expect(table.columns).toEqual(['a', 'b']);
    expect(table.rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  it('reads UTF-16 with a byte order mark, as spreadsheets write it', () => {
    const bytes = new Uint8Array(Buffer.from('\uFEFFhöhe\tb\r\n1\t2\r\n', 'utf16le'));
    expect(expectSuccess(parseCsv('t.csv', bytes))).toMatchObject({
      columns: ['höhe', 'b'],
      rows: [['1', '2']],
    });
  });

  it('counts lines through quoted line ends, blank lines and the header', () => {
    const table = expectSuccess(parse('name,n\n"a\nb",1\n\nc,2\n"d\r\n\r\ne",3\nf,4\n'));
    expect(table.lines).toEqual([2, 5, 6, 9]);
    expect(table.rows[0]?.[0]).toBe('a\nb');
    expect(cellPlace(table, 3, 1)).toBe('t.csv, line 9, column "n"');
  });

  it.each([
    ['a,b\n1,2', true],
    ['1,2\n3,4', false],
    ['a,1\nb,2', false],
    ['a,b\nc,d', false],
    ['a,b\nc,2', true],
    [',b\n0,2', true],
  ])('tells whether %j has a header: %s', (text, header) => {
    expect(expectSuccess(parse(text)).rows).toHaveLength(header ? 1 : 2);
  });

  it('does as told about header and delimiter', () => {
    expect(expectSuccess(parse('a,b\n1,2', { header: false })).rows).toHaveLength(2);
    expect(expectSuccess(parse('1,2\n3,4', { header: true })).columns).toEqual(['1', '2']);
    expect(expectSuccess(parse('1,2;3\n', { delimiter: ',' })).rows).toEqual([['1', '2;3']]);
  });

  it('names columns without a name by their place', () => {
    expect(expectSuccess(parse('1,2')).columns).toEqual(['column 1', 'column 2']);
    expect(expectSuccess(parse(',b\n1,2')).columns).toEqual(['column 1', 'b']);
  });

  it('reads back any table of texts that was written by RFC 4180', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', 'é', ' ', '7') });
    const tables = fc
      .integer({ min: 2, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }),
      );
    const lineEnd = fc.constantFrom('\n', '\r\n');
    const delimiter = fc.constantFrom(',', ';', '\t') as fc.Arbitrary<',' | ';' | '\t'>;
    fc.assert(
      fc.property(tables, delimiter, lineEnd, (rows, separator, end) => {
        const written = rows
          .map((cells) => cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(separator))
          .join(end);
        const options = { header: false, delimiter: separator } as const;
        expect(expectSuccess(parse(written, options)).rows).toEqual(
          rows.map((cells) => cells.map((text) => text.trim())),
        );
      }),
    );
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.string().map(encode)), (bytes) => {
        const result = parseCsv('t.csv', bytes);
        expect(result.ok || result.error.startsWith('t.csv')).toBe(true);
      }),
    );
  });

  it.each([
    ['', 't.csv: the file is empty; choose a table.'],
    ['\n \n', 't.csv: the file is empty; choose a table.'],
    ['a,b\n', 't.csv: the table has a header and no rows; add rows or switch the header off.'],
    [
      'a,b\n1,2\n\n3\n',
      't.csv, line 4: expected 2 cells as in line 1, found 1; make every row equally long.',
    ],
    [
      'a,b\n1,2,3\n',
      't.csv, line 2: expected 2 cells as in line 1, found 3; make every row equally long.',
    ],
    [
      'a,b,a\n1,2,3\n',
      't.csv, line 1: columns 1 and 3 are both called "a"; give every column a name of its own.',
    ],
    [
      'a,b\n1,2\n3,"4\n',
      't.csv, line 3: a cell starts with a quotation mark that is never closed; close it.',
    ],
    [
      'a,b\n1,"2"x\n3,4\n',
      't.csv, line 2: a quoted cell goes on after its closing quotation mark; write a quotation mark inside a cell twice.',
    ],
  ])('says what is wrong with %j', (text, message) => {
    expect(expectFailure(parse(text))).toBe(message);
  });

  it('refuses bytes that are no UTF-8, and files that are too large', () => {
    expect(expectFailure(parseCsv('t.csv', Uint8Array.of(0x61, 0xe9, 0x0a)))).toBe(
      't.csv: not UTF-8 text; save the table as "CSV UTF-8".',
    );
    expect(expectFailure(parseCsv('t.csv', new Uint8Array(2 ** 27 + 1)))).toBe(
      't.csv: 134217729 bytes are too large for a table (at most 134217728); cut the file into parts.',
    );
  });
});

describe('parseNumber', () => {
  it('reads what JavaScript writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(parseNumber(String(number))).toBe(Object.is(number, -0) ? 0 : number);
      }),
    );
  });

  it.each([
    ['+5', 5],
    ['.5', 0.5],
    ['5.', 5],
    ['1E3', 1000],
    ['', null],
    ['NaN', null],
    ['Infinity', null],
    ['0x10', null],
    ['1,5', null],
    ['1 000', null],
    ['.', null],
    ['-', null],
  ])('%j is %s', (text, expected) => {
    expect(parseNumber(text)).toBe(expected);
  });
});
