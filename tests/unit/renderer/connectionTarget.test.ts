import { describe, expect, test } from 'vitest';
import { connectionTarget, fittingInput } from '../../../renderer/canvas/connectionTarget';
import { walk } from '../../../renderer/canvas/keyboardWalk';
import { analyseGraph } from '../../../src/analysis/analyse';
import type { GraphAnalysis } from '../../../src/analysis/graphAnalysis';
import { float32 } from '../../../src/base/tensorType';
import { readProject } from '../../../src/files/readProject';
import { findLayerKind } from '../../../src/kinds/registry';

function analysed(nodes: readonly object[], edges: readonly object[]): GraphAnalysis {
  const read = readProject(
    JSON.stringify({ netloom: 1, name: 'p', graphs: { main: { nodes, edges } } }),
  );
  if (!read.ok) throw new Error(read.error);
  return analyseGraph('main', read.value.graphs.main!);
}

const residual = analysed(
  [
    { id: 'image', kind: 'input', fields: { shape: [8, 8, 3] } },
    { id: 'conv', kind: 'conv2d', fields: { filters: 3, padding: 'same' } },
    { id: 'sum', kind: 'add' },
    { id: 'flat', kind: 'flatten' },
  ],
  [
    { from: 'image', to: 'conv' },
    { from: 'conv', to: 'sum:a' },
    { from: 'sum', to: 'flat' },
  ],
);

describe('a wire dropped on a node', () => {
  test('takes a free port before a wired one', () => {
    const target = connectionTarget(residual, { node: 'image', port: 'y' }, 'sum', null);
    expect(target.edge?.to).toEqual({ node: 'sum', port: 'b' });
  });

  test('is refused with the reason where no port takes it', () => {
    const into = (from: string, to: string) =>
      connectionTarget(residual, { node: from, port: 'y' }, to, null).refusal;
    expect(into('flat', 'conv')).toMatch(/already leads to flat/);
    expect(into('conv', 'image')).toMatch(/takes no wire/);
    expect(into('conv', 'conv')).toMatch(/itself/);
  });
});

test('an image fits a convolution but no embedding', () => {
  const image = float32([8, 8, 3]);
  expect(fittingInput(findLayerKind('conv2d')!, image)).toBe('x');
  expect(fittingInput(findLayerKind('conv2d')!, float32([8]))).toBeNull();
  expect(fittingInput(findLayerKind('input')!, image)).toBeNull();
});

test('the keyboard follows wires and stops at the ends', () => {
  expect(walk(residual, null, 'next')).toBe('image');
  expect(walk(residual, 'image', 'next')).toBe('conv');
  expect(walk(residual, 'sum', 'previous')).toBe('conv');
  expect(walk(residual, 'flat', 'next')).toBeNull();
  expect(walk(residual, 'image', 'previous')).toBeNull();
});
