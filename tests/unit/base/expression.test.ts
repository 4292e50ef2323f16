import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateExpression } from '../../../src/base/evaluateExpression';
import { expressionNames, parseExpression } from '../../../src/base/expression';
import type { JsonValue } from '../../../src/base/jsonValue';

const names = { filters: 64, stride: 2, index: 1, project: true, padding: 'same', widths: [8, 16] };

function worth(text: string, known: Record<string, JsonValue> = names): JsonValue {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(parsed.error);
  const value = evaluateExpression(parsed.value, known);
  if (!value.ok) throw new Error(value.error);
  return value.value;
}

/** Why a text has no value, from reading or from working it out. */
function refusal(text: string): string {
  const parsed = parseExpression(text);
  if (!parsed.ok) return parsed.error;
  const value = evaluateExpression(parsed.value, names);
  return value.ok ? `no refusal: ${JSON.stringify(value.value)}` : value.error;
}

describe('one-line expressions', () => {
  it.each<[string, JsonValue]>([
    ['4*filters', 256],
    ['index == 1 ? stride : 1', 2],
    ['!project', false],
    ['project && index >= 1', true],
    ['false || index != 1', false],
    ['padding == "same"', true],
    ["padding == 'valid'", false],
    ['if(project, filters / 4, 1)', 16],
    ['[stride, stride]', [2, 2]],
    ['[filters, [1, 2]] == [64, [1, 2]]', true],
    ['widths[index]', 16],
    ['widths[-1]', 16],
    ['min(3, filters, 7) + max(1, 2)', 5],
    ['floor(7/2) + ceil(7/2) + round(3.5)', 11],
    ['sqrt(abs(-16)) + log2(8) + exp(0)', 8],
    ['7 % 4', 3],
    ['-3 + +2', -1],
    ['3 − 2 × 4 ÷ 8', 2],
    ['1.5e2', 150],
    ['  8 ', 8],
    ['true ? "a" : 1/0', 'a'],
    ['false && 1/0 == 1', false],
  ])('%s', (text, value) => {
    expect(worth(text)).toEqual(value);
  });

  it('binds as in mathematics: powers before signs, from right to left', () => {
    expect(worth('-2 ** 2')).toBe(-4);
    expect(worth('(-2) ** 2')).toBe(4);
    expect(worth('-(-2) ** 2')).toBe(-4);
    expect(worth('2 ** -1')).toBe(0.5);
    expect(worth('2 ** 3 ** 2')).toBe(512);
    expect(worth('--2 ** 2')).toBe(4);
    expect(worth('-abs(-3) ** 2')).toBe(-9);
  });

  it.each([
    ['', 'empty'],
    ['filters +', 'character 10'],
    ['filters ^ 2', 'Write ** for powers.'],
    ['index = 1', 'Write == to compare.'],
    ['project & project', 'Write && for "and"'],
    ['1 2', 'several expressions'],
    ['(1, 2)', 'several expressions'],
    ['[1,,2]', 'missing'],
    ['2 * sin(filters)', 'no function "sin"; the functions are min, max'],
    ['2 * sin(filters)', 'character 5'],
    ['"sin" == sin(1)', 'character 10'],
    ['log2(1, 2)', 'log2 takes 1 arguments, found 2'],
    ['min()', 'at least 1'],
    ['filters.constructor', '(character 8)'],
    ['filters?.x', 'taken out'],
    ['this', '"this" means nothing'],
    ['null', 'no name "null"'],
    ['größe', 'letters, digits'],
    ['1e999', 'too large'],
    ['filtres * 2', 'There is no name "filtres" here; the names are filters, stride'],
    ['toString', 'There is no name "toString"'],
    ['filters / 0', '64 / 0 is not defined'],
    ['sqrt(-1)', 'sqrt(-1) is not defined'],
    ['10 ** 400', '10 ** 400 is too large'],
    ['padding * 2', '"same" is no number, but * needs one'],
    ['filters ? 1 : 2', '64 is neither true nor false'],
    ['!filters', '64 is neither true nor false'],
    ['widths[2]', 'no item 2 in a list of 2'],
    ['widths[0.5]', 'no item 0.5'],
    ['filters[0]', '64 is no list'],
    ['(() => 1)()', 'character'],
    ['x = {}', 'character'],
    ['`x`', 'character 1'],
    ['1'.repeat(1001), '1001 characters'],
    [`${'('.repeat(400)}1`, 'character'],
  ])('refuses %s', (text, part) => {
    expect(refusal(text)).toContain(part);
  });

  it('names what an expression uses, each once', () => {
    const parsed = parseExpression('a * (b + a) > f ? min(c, -b) : [d][e]');
    expect(parsed.ok && expressionNames(parsed.value)).toEqual(['a', 'b', 'f', 'c', 'd', 'e']);
  });

  it('is plain JSON', () => {
    const parsed = parseExpression('index == 1 ? -stride : min(widths[0], 2)');
    expect(parsed.ok && JSON.parse(JSON.stringify(parsed.value))).toEqual(
      parsed.ok && parsed.value,
    );
  });

  it('reads back what it writes, with the value that arithmetic gives', () => {
    const number = fc.integer({ min: 0, max: 20 }).map((value) => ({ text: `${value}`, value }));
    const { sum } = fc.letrec<{ sum: { text: string; value: number } }>((tie) => ({
      sum: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        number,
        fc
          .tuple(tie('sum'), tie('sum'), fc.constantFrom('+', '-', '*'))
          .map(([a, b, operator]) => ({
            text: `(${a.text} ${operator} ${b.text})`,
            value:
              operator === '+'
                ? a.value + b.value
                : operator === '-'
                  ? a.value - b.value
                  : a.value * b.value,
          })),
        tie('sum').map(({ text, value }) => ({ text: `(-${text})`, value: 0 - value })),
      ),
    }));
    fc.assert(
      fc.property(sum, ({ text, value }) => {
        fc.pre(text.length <= 1000);
        expect(worth(text)).toBe(value);
      }),
    );
  });

  it('never throws, whatever is typed', () => {
    const symbols = fc.constantFrom(...'x12.+-*/%!<>=&|?:()[]," \'', 'min', 'item', 'true', '**');
    const text = fc.oneof(
      fc.string(),
      fc.array(symbols).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(text, (typed) => {
        const parsed = parseExpression(typed);
        const value = parsed.ok ? evaluateExpression(parsed.value, { x: 1 }) : parsed;
        if (!value.ok) expect(value.error).toMatch(/\.$/);
      }),
      { numRuns: 2000 },
    );
  });
});
