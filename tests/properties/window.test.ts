import { backend_util } from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pair } from '../../src/kinds/field';
import {
  explicitSides,
  inferWindow,
  type Rounding,
  type Window,
  windowAxis,
  windowPadding,
} from '../../src/kinds/layers/window';
import { type Fix, formatMessage, type ReportDetails } from '../../src/kinds/report';

/** What a window over some axes reports, in order. */
function inferredOver(window: Window, sizes: readonly number[]) {
  const reports: { severity: string; code: string; text: string; fixes: readonly Fix[] }[] = [];
  const say =
    (severity: string) =>
    (code: string, values: Record<string, string | number>, details?: ReportDetails) => {
      const text = formatMessage(Object.values(values).join(' '), values);
      reports.push({ severity, code, text, fixes: details?.fixes ?? [] });
    };
  const output = inferWindow(window, sizes, {
    error: say('error'),
    warning: say('warning'),
    hint: say('hint'),
  });
  return { output, reports };
}

const inferred = (window: Window, height: number, width: number) =>
  inferredOver(window, [height, width]);

const ofSize = (kernel: number, stride: number, rounding: Rounding = 'strict'): Window => ({
  kernel: [kernel, kernel],
  strides: [stride, stride],
  dilation: [1, 1],
  padding: 'valid',
  rounding,
});

/** The window after a fix. */
function fixed(window: Window, fix: Fix): Window {
  if (fix.change.type !== 'setFields') throw new Error('a window is fixed by its fields');
  return { ...window, ...(fix.change.values as Partial<Window>) };
}

const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const pairUpTo = (max: number): fc.Arbitrary<Pair> => fc.tuple(upTo(max), upTo(max));
const side = fc.nat({ max: 4 });

const anyWindow: fc.Arbitrary<Window> = fc.record({
  kernel: pairUpTo(6),
  strides: pairUpTo(5),
  dilation: pairUpTo(3),
  padding: fc.oneof(
    fc.constantFrom('valid' as const, 'same' as const),
    side,
    fc.tuple(side, side, side, side),
  ),
  rounding: fc.constantFrom('floor' as const, 'ceil' as const, 'strict' as const),
});

describe('a window', () => {
  it.each([
    [1, 5],
    [2, 3],
  ])('of 3 with stride %i takes %i places in 7, as in the lecture', (stride, places) => {
    expect(inferred(ofSize(3, stride), 7, 7)).toEqual({ output: [places, places], reports: [] });
  });

  it('of 3 with stride 3 does not fit 7: 2.33, and two ways out are padding 1 and stride 2', () => {
    const window = ofSize(3, 3);
    const { output, reports } = inferred(window, 7, 7);
    expect(output).toBeNull();
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({ severity: 'error', code: 'doesNotFit' });
    expect(reports[0]?.text).toContain('2.33');
    const fixes = reports[0]?.fixes ?? [];
    expect(fixes.map(({ title }) => title)).toEqual([
      'Padding 1 (output 3×3)',
      'Stride 2 (output 3×3)',
      'Stride 1 (output 5×5)',
    ]);
    for (const fix of fixes) expect(inferred(fixed(window, fix), 7, 7).reports).toEqual([]);
  });

  it('rounded down warns of the row that is left out; rounded up says nothing', () => {
    const { output, reports } = inferred(ofSize(3, 3, 'floor'), 7, 7);
    expect(output).toEqual([2, 2]);
    expect(reports).toMatchObject([{ severity: 'warning', code: 'dropsEdge' }]);
    expect(inferred(ofSize(3, 3, 'ceil'), 7, 7)).toEqual({ output: [3, 3], reports: [] });
  });

  it('takes as many places as tf.js says', () => {
    fc.assert(
      fc.property(anyWindow, pairUpTo(20), (window, [height, width]) => {
        const floor: Window = { ...window, rounding: 'floor' };
        const { output } = inferred(floor, height, width);
        if (!output) return;
        const { padding } = floor;
        if (padding === 'causal') throw new Error('an image has no causal padding');
        const [top = 0, bottom = 0, left = 0, right = 0] = explicitSides(padding, 2) ?? [];
        const info = backend_util.computeConv2DInfo(
          [1, height, width, 1],
          [floor.kernel[0]!, floor.kernel[1]!, 1, 1],
          [floor.strides[0]!, floor.strides[1]!],
          [floor.dilation[0]!, floor.dilation[1]!],
          padding === 'same'
            ? 'same'
            : [
                [0, 0],
                [top, bottom],
                [left, right],
                [0, 0],
              ],
        );
        expect(output).toEqual([info.outHeight, info.outWidth]);
        if (padding === 'same') {
          const vertical = windowAxis(floor, 0, height);
          expect([vertical.before, vertical.after]).toEqual([
            info.padInfo.top,
            info.padInfo.bottom,
          ]);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('rounded up stands on the padded image, and its last place sees something of it', () => {
    fc.assert(
      fc.property(anyWindow, pairUpTo(20), (window, [height, width]) => {
        const ceil: Window = { ...window, rounding: 'ceil' };
        const { output } = inferred(ceil, height, width);
        if (!output || ceil.padding === 'same') return;
        const total = windowPadding(ceil, [height, width]);
        for (const axis of [0, 1] as const) {
          const size = axis === 0 ? height : width;
          const { places, before, overhang, exact, after } = windowAxis(ceil, axis, size);
          if (places === null || exact === null) throw new Error('the size is known');
          const padded = size + before + after + overhang;
          const span = ceil.dilation[axis]! * (ceil.kernel[axis]! - 1) + 1;
          expect(places).toBe(Math.floor((padded - span) / ceil.strides[axis]!) + 1);
          expect([Math.floor(exact), Math.ceil(exact)]).toContain(places);
          if (places > Math.floor(exact)) {
            expect((places - 1) * ceil.strides[axis]!).toBeLessThan(size + before);
          }
          if (total.rule === 'explicit') expect(total.overhang[axis]).toBe(overhang);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('offers only fixes that help', () => {
    let offered = 0;
    fc.assert(
      fc.property(anyWindow, pairUpTo(20), (window, [height, width]) => {
        for (const { code, fixes } of inferred(window, height, width).reports) {
          if (code !== 'kernelTooLarge' && window.rounding === 'strict') {
            expect(fixes.length).toBeGreaterThan(0);
          }
          for (const fix of fixes) {
            offered += 1;
            const after = inferred(fixed(window, fix), height, width);
            expect(after.reports.map((report) => report.code)).not.toContain(code);
            if (code !== 'kernelTooLarge') {
              expect(after.reports).toEqual([]);
              expect(fix.title).toContain(`output ${after.output?.join('×')}`);
            }
          }
        }
      }),
      { numRuns: 2000 },
    );
    expect(offered).toBeGreaterThan(500);
  });

  it('over a volume takes as many places as tf.js says', () => {
    const triple = (max: number) => fc.tuple(upTo(max), upTo(max), upTo(max));
    const volumeWindow = fc.record({
      kernel: triple(4),
      strides: triple(4),
      dilation: triple(3),
      padding: fc.constantFrom('valid' as const, 'same' as const),
      rounding: fc.constant('floor' as const),
    });
    let fitting = 0;
    fc.assert(
      fc.property(volumeWindow, triple(12), (window, [depth, height, width]) => {
        const { output } = inferredOver(window, [depth, height, width]);
        if (!output) return;
        fitting += 1;
        const info = backend_util.computeConv3DInfo(
          [1, depth, height, width, 1],
          [...window.kernel, 1, 1],
          window.strides,
          window.dilation,
          window.padding,
        );
        expect(output).toEqual([info.outDepth, info.outHeight, info.outWidth]);
      }),
      { numRuns: 1000 },
    );
    expect(fitting).toBeGreaterThan(500);
  });

  it('along a sequence is a window over an image with one row', () => {
    fc.assert(
      fc.property(anyWindow, upTo(20), (window, length) => {
        const { padding } = window;
        if (padding === 'causal') throw new Error('an image has no causal padding');
        const along: Window = {
          ...window,
          kernel: window.kernel.slice(1),
          strides: window.strides.slice(1),
          dilation: window.dilation.slice(1),
          padding: typeof padding === 'object' ? padding.slice(2) : padding,
        };
        const [, , left, right] = explicitSides(padding, 2) ?? [];
        const row: Window = {
          kernel: [1, along.kernel[0]!],
          strides: [1, along.strides[0]!],
          dilation: [1, along.dilation[0]!],
          padding: padding === 'same' ? 'same' : [0, 0, left!, right!],
          rounding: window.rounding,
        };
        expect(inferredOver(along, [length]).output).toEqual(
          inferred(row, 1, length).output?.slice(1) ?? null,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('padded causally keeps ⌈N / S⌉ places, and none sees what comes after it', () => {
    fc.assert(
      fc.property(upTo(6), upTo(5), upTo(4), upTo(20), (kernel, stride, dilation, length) => {
        const window: Window = {
          kernel: [kernel],
          strides: [stride],
          dilation: [dilation],
          padding: 'causal',
          rounding: 'floor',
        };
        expect(inferredOver(window, [length]).output).toEqual([Math.ceil(length / stride)]);
        const { before, after } = windowAxis(window, 0, length);
        // The last tap of place t stands on t · S.
        expect([dilation * (kernel - 1) - before, after]).toEqual([0, 0]);
      }),
    );
  });

  it('along a sequence offers fixes in the form its fields have', () => {
    const window: Window = {
      kernel: [3],
      strides: [3],
      dilation: [1],
      padding: 'valid',
      rounding: 'strict',
    };
    const [report] = inferredOver(window, [7]).reports;
    expect(report?.fixes.map(({ title, change }) => [title, change])).toEqual([
      ['Padding 1 (output 3)', { type: 'setFields', values: { padding: 1 } }],
      ['Stride 2 (output 3)', { type: 'setFields', values: { strides: 2 } }],
      ['Stride 1 (output 5)', { type: 'setFields', values: { strides: 1 } }],
    ]);
    const causal = inferredOver({ ...window, padding: 'causal', rounding: 'strict' }, [8]);
    expect(causal.reports[0]?.fixes.map(({ title }) => title)).toEqual(['Stride 1 (output 8)']);
  });

  it('answers at once however large its numbers are', () => {
    const largest = 2 ** 31 - 1;
    const huge = { ...ofSize(2, largest), dilation: [1, 1] as const };
    expect(inferred(huge, 28, 28).reports[0]?.code).toBe('doesNotFit');
    expect(inferred(huge, largest, largest).reports[0]?.code).toBe('doesNotFit');
    expect(inferred({ ...huge, kernel: [largest, 1] }, 28, 28).reports[0]?.code).toBe(
      'kernelTooLarge',
    );
  });
});
