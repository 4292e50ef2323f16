import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  metricNames,
  settingText,
  tellingMetrics,
} from '../../../renderer/panels/training/runs/runWords';
import { pictureBytes, pictureWidth } from '../../../renderer/panels/training/views/pictures';
import { twoClassColor } from '../../../renderer/panels/training/views/seriesColors';
import { shortNumber } from '../../../renderer/panels/training/views/shortNumber';
import { viewDetail } from '../../../renderer/panels/training/views/viewDetail';
import {
  createKeptRuns,
  curvesByMetric,
  type KeptRun,
  mostKeptRuns,
} from '../../../renderer/training/keptRuns';
import type { RunStorage } from '../../../renderer/training/runStorage';
import { createStorageReport } from '../../../renderer/training/storageReport';
import { emptyProject } from '../../../src/document/project';

it('draws grey and colour pixel by pixel, black and white where the range says', () => {
  const grey = { label: '', height: 1, width: 2, channels: 1, count: 3 };
  const values = Float32Array.of(-1, 1, 0, 2, -1, -9);
  const drawn = pictureBytes({ ...grey, values, range: [-1, 1] }, 0, 3, 2);
  expect([drawn.width, drawn.height]).toEqual([4, 2]);
  const reds = Array.from({ length: 8 }, (_, pixel) => drawn.bytes[4 * pixel]);
  // The third picture begins the second row; beside it nothing is drawn.
  expect(reds).toEqual([0, 255, 128, 255, 0, 0, 0, 0]);
  expect([drawn.bytes[3], drawn.bytes[4 * 6 + 3]]).toEqual([255, 0]);
  const colour = { ...grey, channels: 3, count: 1, width: 1, range: [0, 1] as const };
  const pixel = pictureBytes({ ...colour, values: Float32Array.of(1, 0, 0.2) }, 0, 1, 1);
  expect([...pixel.bytes]).toEqual([255, 0, 51, 255]);
});

it('never draws a picture wider than its room, and its pixels as whole pixels of the screen', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 600 }),
      fc.constantFrom(1, 1.25, 1.5, 2),
      (own, room, density) => {
        const width = pictureWidth(own, room, density);
        expect(width).toBeGreaterThan(0);
        expect(width).toBeLessThanOrEqual(room);
        if (room * density < own) return;
        const times = (width * density) / own;
        expect(times).toBeCloseTo(Math.round(times), 6);
        expect(width + own / density).toBeGreaterThan(room);
      },
    ),
  );
});

it('says beside a view what it shows', () => {
  expect(
    viewDetail({
      type: 'confusion',
      size: 2,
      values: Float32Array.of(3, 1, 0, 4),
      classNames: ['a', 'b'],
    }),
  ).toBe('87.5 % right');
  const sample = {
    input: new Float32Array(),
    inputShape: [],
    content: 'vector',
    output: new Float32Array(),
    outputShape: [],
    expected: 'a',
    predicted: 'a',
  } as const;
  expect(
    viewDetail({
      type: 'predictions',
      samples: [true, false, null].map((correct) => ({ ...sample, correct })),
    }),
  ).toBe('1 of 2 right');
});

it('writes numbers short, with a true minus sign', () => {
  expect([0, -1.23456, 1234.5, 0.00012345, -0.5].map(shortNumber)).toEqual([
    '0',
    '−1.23',
    '1230',
    '1.2e−4',
    '−0.5',
  ]);
});

it('goes from orange to blue as the answer goes from the first class to the second', () => {
  expect(twoClassColor(0)).toEqual([245, 147, 34]);
  expect(twoClassColor(1)).toEqual([8, 119, 189]);
  expect(twoClassColor(Number.NaN)).toEqual(twoClassColor(0.5));
});

function run(id: string, startedAtMilliseconds: number, more: Partial<KeptRun> = {}): KeptRun {
  return {
    id,
    name: `Run ${id}`,
    startedAtMilliseconds,
    project: emptyProject(),
    phaseIndex: 0,
    status: 'ended',
    epochs: 1,
    curves: {},
    metrics: {},
    end: null,
    settings: {},
    ...more,
  };
}

/** A storage that remembers, as a browser does. */
function memory(
  stored: readonly KeptRun[] = [],
): RunStorage & { readonly runs: Map<string, KeptRun> } {
  const runs = new Map(stored.map((one) => [one.id, one]));
  return {
    runs,
    readAll: async () => [...runs.values()],
    write: async (one) => void runs.set(one.id, one),
    remove: async (id) => void runs.delete(id),
  };
}

it('keeps the newest runs, in memory and on disk', () => {
  const storage = memory();
  const store = createKeptRuns(storage, { attempted: () => undefined });
  for (let i = 0; i < mostKeptRuns + 3; i++) store.getState().keep(run(String(i), i));
  const ids = store.getState().runs.map(({ id }) => id);
  expect(ids).toHaveLength(mostKeptRuns);
  expect(ids[0]).toBe(String(mostKeptRuns + 2));
  expect([...storage.runs.keys()].toSorted()).toEqual(ids.toSorted());
});

it('updates a run that goes on under the name it was given', () => {
  const storage = memory();
  const store = createKeptRuns(storage, { attempted: () => undefined });
  store.getState().keep(run('a', 1, { status: 'running' }));
  store.getState().rename('a', '  Larger rate ');
  store.getState().rename('a', ' ');
  store.getState().keep(run('a', 1, { epochs: 2 }));
  expect(store.getState().runs).toMatchObject([
    { name: 'Larger rate', epochs: 2, status: 'ended' },
  ]);
  expect(storage.runs.get('a')).toMatchObject({ name: 'Larger rate', epochs: 2 });
});

it('finds earlier runs again, none of which goes on any more', async () => {
  const storage = memory([run('old', 1, { status: 'running' }), run('new', 5)]);
  const store = createKeptRuns(storage, { attempted: () => undefined });
  store.getState().keep(run('now', 3, { status: 'running' }));
  await Promise.resolve();
  await Promise.resolve();
  expect(store.getState().runs.map(({ id, status }) => [id, status])).toEqual([
    ['new', 'ended'],
    ['now', 'running'],
    ['old', 'stopped'],
  ]);
});

it('gives compared runs colours of their own, which they keep while others come and go', () => {
  const store = createKeptRuns(memory(), { attempted: () => undefined });
  for (const id of ['a', 'b', 'c']) {
    store.getState().keep(run(id, 1));
    store.getState().compare(id, true);
  }
  store.getState().compare('b', false);
  store.getState().keep(run('d', 2));
  store.getState().compare('d', true);
  const colors = Object.fromEntries(store.getState().compared.map(({ id, color }) => [id, color]));
  expect(colors).toEqual({ a: 0, c: 2, d: 1 });
  store.getState().remove('a');
  expect(store.getState().compared.map(({ id }) => id)).toEqual(['c', 'd']);
  expect(store.getState().runs.some(({ id }) => id === 'a')).toBe(false);
});

it('gathers curves by metric, with gaps where nothing was measured', () => {
  expect(
    curvesByMetric(
      { epochs: [0.5, 1], metrics: [{ loss: 2 }, { loss: 1, accuracy: 0.5 }] },
      { epochs: [1], metrics: [{ validationLoss: 3, loss: 9 }] },
    ),
  ).toEqual({
    loss: { x: [0.5, 1], y: [2, 1] },
    accuracy: { x: [0.5, 1], y: [null, 0.5] },
    validationLoss: { x: [1], y: [3] },
  });
});

it('puts losses and tests first', () => {
  const curve = { x: [], y: [] };
  expect(
    metricNames([{ curves: { accuracy: curve, loss: curve } }, { curves: { criticLoss: curve } }]),
  ).toEqual(['loss', 'criticLoss', 'accuracy']);
  const names = tellingMetrics({ loss: 1, validationLoss: 2, testLoss: 3 }).map(([name]) => name);
  expect(names).toEqual(['testLoss', 'validationLoss', 'loss']);
});

it('writes settings as people read them', () => {
  expect([undefined, null, true, [3, 3], [], 'same', 0.001].map(settingText)).toEqual([
    '–',
    '–',
    'yes',
    '3, 3',
    '–',
    'same',
    '0.001',
  ]);
});

it('says that a run could not be kept, and lists it all the same', async () => {
  const full = Object.assign(new Error('The quota was exceeded.'), { name: 'QuotaExceededError' });
  const told: string[] = [];
  const storage = { ...memory(), write: () => Promise.reject(full) };
  const store = createKeptRuns(
    storage,
    createStorageReport((message) => told.push(message)),
  );
  store.getState().keep(run('a', 1));
  store.getState().keep(run('a', 1, { epochs: 2 }));
  await new Promise((resolve) => setTimeout(resolve));
  expect(store.getState().runs).toMatchObject([{ id: 'a', epochs: 2 }]);
  // What, why and what to do; not anew after every epoch.
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/run could not be kept.*storage is full.*Delete runs/);
});

it('says anew that nothing is kept once something was, and tells checkpoints from runs', () => {
  const told: string[] = [];
  const report = createStorageReport((message) => told.push(message));
  report.attempted('checkpoint', 'the disk is gone');
  report.attempted('checkpoint', 'the disk is gone');
  report.attempted('run', 'the disk is gone');
  expect(told).toHaveLength(2);
  report.attempted('checkpoint', null);
  report.attempted('checkpoint', 'the disk is gone');
  expect(told).toHaveLength(3);
  expect(told[2]).toMatch(
    /state of this run.*the disk is gone.*cannot be continued.*save the weights/,
  );
});
