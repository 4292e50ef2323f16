import { describe, expect, it } from 'vitest';
import { RING_PATTERNS, type RingPattern, ringDataSet } from '../../../src/data/ring';

function pointsOf(pattern: RingPattern, noise: number, count = 5000) {
  const { train } = ringDataSet({ pattern, count, testCount: 1, noise, seed: 1 });
  const { point, mode } = train.columns;
  return Array.from({ length: count }, (_, i) => ({
    x: point?.values[2 * i] ?? Number.NaN,
    y: point?.values[2 * i + 1] ?? Number.NaN,
    mode: mode?.values[i] ?? Number.NaN,
  }));
}

describe('points of many modes', () => {
  it.each([
    ['ring', 8],
    ['grid', 25],
    ['moons', 2],
  ] as const)('%s: %i modes with equally many points each', (pattern, modes) => {
    const counts = Array.from({ length: modes }, () => 0);
    for (const { mode } of pointsOf(pattern, 0.1)) counts[mode] = (counts[mode] ?? 0) + 1;
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  it('ring: centres 45° apart at distance 2, spread as asked', () => {
    const points = pointsOf('ring', 0.1);
    for (let mode = 0; mode < 8; mode++) {
      const own = points.filter((point) => point.mode === mode);
      const mean = (axis: 'x' | 'y') => own.reduce((sum, p) => sum + p[axis], 0) / own.length;
      expect(mean('x')).toBeCloseTo(2 * Math.cos((mode * Math.PI) / 4), 1);
      expect(mean('y')).toBeCloseTo(2 * Math.sin((mode * Math.PI) / 4), 1);
      const spread = own.reduce((sum, p) => sum + (p.x - mean('x')) ** 2, 0) / own.length;
      expect(Math.sqrt(spread)).toBeCloseTo(0.1, 1);
    }
  });

  it('grid: five by five centres from −2 to 2', () => {
    const places = new Set(pointsOf('grid', 0, 50).map(({ x, y }) => `${x},${y}`));
    const steps = [-2, -1, 0, 1, 2];
    expect([...places].sort()).toEqual(steps.flatMap((x) => steps.map((y) => `${x},${y}`)).sort());
  });

  it('moons: half circles of radius 1, one turned and hooked into the other', () => {
    for (const { x, y, mode } of pointsOf('moons', 0, 400)) {
      const [cx, cy] = mode === 0 ? [-0.5, -0.25] : [0.5, 0.25];
      expect(Math.hypot(x - cx, y - cy)).toBeCloseTo(1, 5);
      if (mode === 0) expect(y).toBeGreaterThanOrEqual(cy - 1e-6);
      else expect(y).toBeLessThanOrEqual(cy + 1e-6);
    }
  });

  it('lie among their own: the nearest other point is of the same mode', () => {
    for (const pattern of RING_PATTERNS) {
      const points = pointsOf(pattern, 0.1, 400);
      let right = 0;
      for (const one of points.slice(0, 100)) {
        const others = points.slice(100);
        const nearest = others.reduce((a, b) =>
          Math.hypot(a.x - one.x, a.y - one.y) < Math.hypot(b.x - one.x, b.y - one.y) ? a : b,
        );
        if (nearest.mode === one.mode) right++;
      }
      expect(right).toBeGreaterThan(95);
    }
  });
});
