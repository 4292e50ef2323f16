import fc from 'fast-check';
import katex from 'katex';
import { describe, expect, test } from 'vitest';
import { readShape, writeShape } from '../../../renderer/inspector/shapeText';
import { breakFormula, formulaBreaks, formulasApart } from '../../../renderer/text/breakFormula';
import { workExample } from '../../../src/kinds/example';
import { layerKinds } from '../../../src/kinds/registry';

describe('the text of a shape', () => {
  test('reads back as the shape that was written', () => {
    const axis = fc.option(fc.integer({ min: -1, max: 100_000 }), { nil: null });
    fc.assert(
      fc.property(fc.array(axis, { maxLength: 8 }), (shape) => {
        expect(readShape(writeShape(shape))).toEqual(shape);
      }),
    );
  });

  test.each([
    ['28×28×1', [28, 28, 1]],
    ['28 x 28 x 1', [28, 28, 1]],
    ['[?, 3]', [null, 3]],
    ['', []],
  ])('%s is understood', (text, shape) => {
    expect(readShape(text)).toEqual(shape);
  });

  test.each(['2.5', 'many', '3,,a'])('%s is none', (text) => {
    expect(readShape(text)).toBeNull();
  });
});

test.each(formulaBreaks)(
  'a formula of every kind, broken at %s, is one that KaTeX can set',
  (at) => {
    for (const kind of layerKinds) {
      for (const example of kind.examples) {
        const { fields, inputs, outputs } = workExample(kind, example);
        for (const line of outputs ? kind.formula(fields, inputs, outputs) : []) {
          const broken = breakFormula(line, at);
          expect(() => katex.renderToString(broken, { strict: false })).not.toThrow();
          expect(unbroken(broken)).toBe(unbroken(line));
        }
      }
    }
  },
);

test('a formula is broken where it may be, and no further than asked', () => {
  const dense = 'y_j = b + (a + c), \\quad j = 1 \\dots 4';
  expect(formulaBreaks.map((at) => breakFormula(dense, at).split('\\\\').length)).toEqual([
    1, 2, 3,
  ]);
  const condition = 'k > 0, \\quad k < 4';
  expect(breakFormula(condition)).toBe(condition);
  expect(breakFormula(condition, 'conditions').split('\\\\')).toHaveLength(2);
});

test.each([
  ['a = b, \\qquad c = d \\qquad e', ['a = b,', 'c = d', 'e']],
  ['a \\quad \\text{if } b', ['a \\quad \\text{if } b']],
  ['\\begin{cases} a & b \\qquad c \\end{cases}', ['\\begin{cases} a & b \\qquad c \\end{cases}']],
])('the formulas of %s have lines of their own', (formula, apart) => {
  expect(formulasApart(formula)).toEqual(apart);
});

/** A formula without blanks, alignment and new lines. */
function unbroken(formula: string): string {
  return formula.replaceAll(/[\s&]|\\\\|\\quad|\\(begin|end)\{aligned\}/g, '');
}
