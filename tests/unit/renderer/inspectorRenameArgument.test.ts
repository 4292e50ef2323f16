import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyseProject } from '../../../src/analysis/analyse';
import { graphTotals } from '../../../src/analysis/graphTotals';
import { evaluateExpression } from '../../../src/base/evaluateExpression';
import { parseExpression } from '../../../src/base/expression';
import { renameArgument, renameInExpression } from '../../../src/document/edits/renameArgument';
import type { Project } from '../../../src/document/project';
import { readProject } from '../../../src/files/readProject';

describe('an argument renamed in an expression', () => {
  test.each([
    ['4*filters', '4*width'],
    ['filters == 1 ? stride : filters', 'width == 1 ? stride : width'],
    ['min(filters, filters2)', 'min(width, filters2)'],
    ['mode == "filters" ? 1 : 2', 'mode == "filters" ? 1 : 2'],
    [
      'filters + (\'filters\' == "a\\"filters" ? 1 : 2)',
      'width + (\'filters\' == "a\\"filters" ? 1 : 2)',
    ],
    ['filters*1e3', 'width*1e3'],
    ['2 * (filters', '2 * (width'],
  ])('%s becomes %s', (before, after) => {
    expect(renameInExpression(before, 'filters', 'width')).toBe(after);
  });

  test('a function of that name stays', () => {
    expect(renameInExpression('min(min, 2) + min', 'min', 'least')).toBe('min(least, 2) + least');
  });

  test('any expression has the same value under the new name', () => {
    const leaf = fc.constantFrom('a', 'b', 'ab', '3', '0.5', '1e2', '(a)', 'max(a, b)');
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { maxDepth: 4, depthSize: 'small' },
        leaf,
        fc
          .tuple(tie('expression'), fc.constantFrom('+', '-', '*', ' <= '), tie('expression'))
          .map(([left, operator, right]) =>
            operator === ' <= ' ? `(${left} <= ${right} ? a : b)` : `(${left}${operator}${right})`,
          ),
        tie('expression').map((inner) => `abs(${inner})`),
      ),
    }));
    const value = (text: string, names: Record<string, number>) => {
      const parsed = parseExpression(text);
      return parsed.ok ? evaluateExpression(parsed.value, names) : parsed;
    };
    fc.assert(
      fc.property(expression, fc.integer(), fc.integer(), (text, a, b) => {
        const before = value(text, { a, b, ab: 7 });
        expect(before.ok).toBe(true);
        const renamed = renameInExpression(text, 'a', 'first');
        expect(value(renamed, { first: a, b, ab: 7 })).toEqual(before);
      }),
    );
  });
});

function resnet(): Project {
  const read = readProject(readFileSync('tests/e2e/fixtures/resnet50.netloom', 'utf8'));
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

function parametersOf(project: Project): number {
  const { main } = analyseProject(project).graphs;
  expect(main?.diagnostics).toEqual([]);
  return main ? graphTotals(main).costs.trainableParameters : 0;
}

describe('an argument renamed in a project', () => {
  test.each([
    ['stage', 'units', 'depth'],
    ['stage', 'filters', 'width'],
    ['bottleneck', 'filters', 'channels'],
    ['bottleneck', 'project', 'stride2'],
  ])('%s.%s, renamed in every use, leaves ResNet-50 as it was', (graph, name, newName) => {
    const project = resnet();
    const renamed = renameArgument(graph, name, newName).apply(project);
    if (!renamed.ok) throw new Error(renamed.error);
    expect(JSON.stringify(renamed.value)).toContain(`"${newName}"`);
    // As in torchvision.
    expect(parametersOf(renamed.value)).toBe(25_557_032);
    const back = renameArgument(graph, newName, name).apply(renamed.value);
    expect(back).toEqual({ ok: true, value: project });
  });

  test.each([
    ['filters', 'units', /already/],
    ['filters', 'index', /cannot name/],
    ['filters', 'a-b', /cannot name/],
    ['nothing', 'width', /no argument named "nothing"/],
  ])('%s cannot become %s where that is taken, reserved or no name', (name, newName, message) => {
    const refused = renameArgument('stage', name, newName).apply(resnet());
    expect(refused.ok ? '' : refused.error).toMatch(message);
  });
});
