import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  layersOf,
  numbersInNetwork,
  operationsOfNetwork,
  pathPrefix,
} from '../../../renderer/inspector/numbersInNetwork';
import { shownOnWay } from '../../../renderer/store/graphWay';
import { analyseProject } from '../../../src/analysis/analyse';
import { readProject } from '../../../src/files/readProject';

function resnet() {
  const read = readProject(readFileSync('tests/e2e/fixtures/resnet50.netloom', 'utf8'));
  if (!read.ok) throw new Error(read.error);
  const analysis = analyseProject(read.value);
  const network = analysis.graphs.main;
  if (!network) throw new Error('There is no network.');
  const at = (steps: readonly { node: string; part: number | null }[], id: string) => {
    const way = { root: 'main', steps };
    const graph = shownOnWay(analysis, way).shown;
    const found = graph?.nodes.get(id);
    if (!graph || !found) throw new Error(`There is no ${id}.`);
    return numbersInNetwork(network, pathPrefix(way), found);
  };
  return { network, at };
}

test('a block sees what its last layer sees', () => {
  const { at } = resnet();
  const sizes = (stage: string) => {
    const seen = at([], stage)?.receptiveField;
    return Array.isArray(seen) ? seen.map(({ size }) => size) : seen;
  };
  // By hand: 11 after the pool, whose jump is 4; each 3×3 adds twice the jump before it.
  expect(['stage1', 'stage2', 'stage3', 'stage4'].map(sizes)).toEqual([
    [35, 35],
    [91, 91],
    [267, 267],
    [427, 427],
  ]);
  expect(at([], 'averagePool')?.receptiveField).toBe('everything');
});

test('the layers of ResNet-50 are counted as its paper draws them', () => {
  const { network } = resnet();
  // 53 convolutions and normalisations, 49 activations, 16 sums, 2 poolings and the classes.
  expect(layersOf(network)).toBe(53 + 53 + 49 + 16 + 2 + 1);
});

test('the operations of blocks are those of the layers inside, at every depth', () => {
  const { network, at } = resnet();
  const all = operationsOfNetwork(network);
  const nodes = [...network.nodes.keys()];
  const sum = nodes.reduce((total, id) => total + (at([], id)?.operations.forward ?? 0), 0);
  expect(sum).toBe(all?.forward);
  const inStage = at([{ node: 'stage2', part: null }], 'unit')?.operations.forward;
  expect(inStage).toBe(at([], 'stage2')?.operations.forward);
  const conv = at(
    [
      { node: 'stage2', part: null },
      { node: 'unit', part: 2 },
    ],
    'conv2',
  );
  // 3×3 over 28×28, 128 to 128 channels: two a multiply-accumulate, and one a result.
  const results = 28 * 28 * 128;
  const macs = results * 9 * 128;
  expect([2 * macs, 2 * macs + results]).toContain(conv?.operations.forward);
  expect(conv?.operations.backward).toBeGreaterThanOrEqual(4 * macs);
  expect(
    at(
      [
        { node: 'stage2', part: null },
        { node: 'unit', part: 2 },
      ],
      'shortcut',
    ),
  ).toBeNull();
});
