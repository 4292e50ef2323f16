import { describe, expect, test } from 'vitest';
import { detour, riser } from '../../../renderer/canvas/detour';
import { nodeHeight, nodeWidth } from '../../../renderer/canvas/nodeSize';
import { wireWays } from '../../../renderer/canvas/wireWays';

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

describe('wires that go around nodes', () => {
  const blocking = { x: -60, y: 200 };
  const wire = { start, end, source: 'a' };

  test('keep off nodes that stand on the shorter side', () => {
    // Beside the first there is no room: the next node's left edge lies there.
    const next = { x: nodeWidth - 60 + 24, y: 240 };
    const way = detour(start, end, [blocking, next]) as number;
    expect(way < blocking.x || way > next.x + nodeWidth).toBe(true);
  });

  test('run in the middle of a narrow gap', () => {
    const next = { x: nodeWidth - 60 + 60, y: 200 };
    expect(detour(start, end, [blocking, next])).toBe(nodeWidth - 60 + 30);
  });

  test('run side by side when they come from different sources, with one of their shapes', () => {
    const [first, second, third] = wireWays(
      [wire, { ...wire, source: 'b' }, { ...wire, source: 'a' }],
      [blocking],
    );
    expect(first?.isLabelled).toBe(true);
    expect(second?.isLabelled).toBe(false);
    expect(Math.abs((second?.x ?? 0) - (first?.x ?? 0))).toBeGreaterThan(3);
    // What is the same tensor may lie upon itself.
    expect(third?.x).toBe(first?.x);
  });

  test('share a place when one begins below the end of the other', () => {
    const below = { start: { x: start.x, y: 448 }, end: { x: end.x, y: 800 }, source: 'b' };
    const nodes = [blocking, { x: -60, y: 600 }];
    const ways = wireWays([wire, below], nodes);
    expect(ways[0]?.x).toBe(ways[1]?.x);
    expect(ways.every((way) => way?.isLabelled)).toBe(true);
  });

  test('say their shape beside a node they pass', () => {
    const [way] = wireWays([wire], [blocking]);
    expect(way?.labelY).toBe(blocking.y + nodeHeight / 2);
  });
});
