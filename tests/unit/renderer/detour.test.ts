import { expect, test } from 'vitest';
import { detour, riser } from '../../../renderer/canvas/detour';
import { nodeHeight, nodeWidth } from '../../../renderer/canvas/nodeSize';

const start = { x: nodeWidth / 2, y: nodeHeight };
const end = { x: nodeWidth / 2, y: 400 };

test('a wire goes straight where nothing is in its way', () => {
  const ends = [
    { x: 0, y: 0 },
    { x: 0, y: 400 },
  ];
  expect(detour(start, end, ends)).toBeNull();
  expect(detour(start, end, [...ends, { x: nodeWidth + 40, y: 200 }])).toBeNull();
});

test('a wire goes around a node on the shorter side', () => {
  const right = detour(start, end, [{ x: -60, y: 200 }]);
  expect(right).toBeGreaterThan(nodeWidth - 60);
  const left = detour(start, end, [{ x: 60, y: 200 }]);
  expect(left).toBeLessThan(60);
});

test('a wire that goes up runs half-way, or beside the nodes that stand there', () => {
  const from = { x: nodeWidth / 2, y: 400 };
  const to = { x: 600 + nodeWidth / 2, y: 0 };
  const ends = [
    { x: 0, y: 352 },
    { x: 600, y: 0 },
  ];
  expect(riser(from, to, ends)).toBeNull();
  const between = { x: 240, y: 200 };
  const beside = riser(from, to, [...ends, between]) as number;
  expect(beside).toBeGreaterThan(between.x + nodeWidth);
  expect(beside).toBeLessThan(600);
  expect(riser(from, to, [...ends, { x: 240, y: 600 }])).toBeNull();
});
