import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type CurveContent,
  continueContent,
  curveLimit,
  type ViewContent,
} from '../../../src/training/viewContent';
import { drawView } from '../../../src/training/views/drawView';

const finite = fc.float({ min: -1000, max: 1000, noNaN: true });

it('puts every finite number into a bin, with the mean and deviation of the numbers', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(finite, fc.constantFrom(NaN, Infinity, -Infinity)), { minLength: 1 }),
      fc.integer({ min: 2, max: 60 }),
      (numbers, bins) => {
        const content = drawView(
          'histogram',
          { bins },
          {
            a: { values: Float32Array.from(numbers), shape: [numbers.length] },
          },
        );
        if (content.type !== 'histogram') throw new Error(content.type);
        const [series] = content.series;
        const known = numbers.filter(Number.isFinite);
        expect(series?.counts).toHaveLength(bins);
        expect(series?.counts.reduce((a, b) => a + b, 0)).toBe(known.length);
        expect(series?.notFinite).toBe(numbers.length - known.length);
        if (known.length === 0) return;
        const mean = known.reduce((a, b) => a + b, 0) / known.length;
        const variance = known.reduce((a, b) => a + (b - mean) ** 2, 0) / known.length;
        expect(series?.mean).toBeCloseTo(mean, 3);
        expect(series?.deviation).toBeCloseTo(Math.sqrt(variance), 3);
        expect(series?.range[0]).toBeLessThanOrEqual(Math.min(...known));
        expect(series?.range[1]).toBeGreaterThanOrEqual(Math.max(...known));
      },
    ),
  );
});

it('counts into the bins that a ruler shows', () => {
  const content = drawView(
    'weightHistogram',
    { bins: 4 },
    {
      'dense/kernel': { values: [0, 0.9, 1, 1.5, 2.2, 4], shape: [6] },
      'dense/bias': { values: [0, 0], shape: [2] },
    },
  );
  if (content.type !== 'histogram') throw new Error(content.type);
  expect(content.isOverlaid).toBe(false);
  expect(content.series.map(({ label }) => label)).toEqual(['dense/kernel', 'dense/bias']);
  expect([...(content.series[0]?.counts ?? [])]).toEqual([2, 2, 1, 1]);
  expect(content.series[1]?.counts.reduce((a, b) => a + b, 0)).toBe(2);
});

it('gives overlaid histograms the same bounds', () => {
  const content = drawView(
    'histogram',
    { bins: 5 },
    {
      a: { values: [0, 1], shape: [2], label: 'before' },
      b: { values: [-3, 7], shape: [2], label: 'after' },
    },
  );
  if (content.type !== 'histogram') throw new Error(content.type);
  expect(content.series.map(({ range }) => range)).toEqual([
    [-3, 7],
    [-3, 7],
  ]);
});

it('draws all points of a scatter, in a square unless one is asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(finite, finite), { minLength: 1, maxLength: 50 }), (points) => {
      const values = Float32Array.from(points.flat());
      const content = drawView(
        'scatter',
        { count: 1000, extent: 0 },
        {
          points: { values, shape: [points.length, 2] },
          reference: { values: [3, 4], shape: [1, 2] },
        },
      );
      if (content.type !== 'scatter') throw new Error(content.type);
      const { x, y } = content;
      for (const [px, py] of [...points, [3, 4]] as const) {
        expect(px).toBeGreaterThanOrEqual(x[0] - 1e-3);
        expect(px).toBeLessThanOrEqual(x[1] + 1e-3);
        expect(py).toBeGreaterThanOrEqual(y[0] - 1e-3);
        expect(py).toBeLessThanOrEqual(y[1] + 1e-3);
      }
      expect(x[1] - x[0]).toBeCloseTo(y[1] - y[0], 2);
    }),
  );
});

it('colours points by class, and draws the extent that was asked for', () => {
  const content = drawView(
    'scatter',
    { count: 2, extent: 3 },
    {
      points: { values: [1, 2, 9, 3, 4, 9, 5, 6, 9], shape: [3, 3], label: 'encoder' },
      classes: { values: [1, 0, 1], shape: [3], classes: ['zero', 'one'] },
    },
  );
  if (content.type !== 'scatter') throw new Error(content.type);
  expect(content).toMatchObject({ x: [-3, 3], y: [-3, 3], classNames: ['zero', 'one'] });
  expect([...content.points.points]).toEqual([1, 2, 3, 4]);
  expect([...(content.points.classes ?? [])]).toEqual([1, 0]);
});

const point = (x: number, y: number | null): CurveContent => ({
  type: 'curve',
  series: [{ label: 'loss', x: [x], y: [y] }],
});

it('appends to curves without growing beyond all bounds, the last value kept as it is', () => {
  let content: ViewContent | null = null;
  const last = 3 * curveLimit + 7;
  for (let step = 1; step <= last; step++) content = continueContent(content, point(step, step));
  if (content?.type !== 'curve') throw new Error('no curve');
  const { x = [], y = [] } = content.series[0] ?? {};
  expect(x.length).toBeLessThanOrEqual(curveLimit + 1);
  expect(x.length).toBeGreaterThan(curveLimit / 3);
  expect(y).toHaveLength(x.length);
  expect([x.at(-1), y.at(-1)]).toEqual([last, last]);
  // A straight line stays one when neighbours are averaged.
  expect(y).toEqual(x);
  expect([...x].sort((a, b) => a - b)).toEqual(x);
});

it('keeps curves whose value is no number as gaps, and lets new series join', () => {
  const drawn = drawView('curve', {}, { a: { values: [NaN], shape: [], label: 'loss' } }, 2);
  expect(drawn).toEqual(point(2, null));
  const joined = continueContent(point(1, 5), {
    type: 'curve',
    series: [{ label: 'critic', x: [2], y: [1] }],
  });
  expect(joined).toMatchObject({
    series: [
      { label: 'loss', x: [1], y: [5] },
      { label: 'critic', x: [2], y: [1] },
    ],
  });
});

it('replaces what is no curve', () => {
  const text: ViewContent = { type: 'text', series: [] };
  expect(continueContent(point(1, 1), text)).toBe(text);
});
