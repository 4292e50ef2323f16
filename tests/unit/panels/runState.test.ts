import { expect, test } from 'vitest';
import {
  applyEvents,
  curveLimit,
  epochsOfRun,
  isActive,
  noRun,
  type RunSubject,
  startedRun,
  trainsTheSame,
} from '../../../renderer/training/runState';
import { moveNodes, setFields } from '../../../src/document/edits/nodeEdits';
import { type Phase, type Project, phaseDefaults } from '../../../src/document/project';
import type { RunEvent, RunProgress } from '../../../src/training/runEvents';

const phase: Phase = {
  ...phaseDefaults,
  step: 'train',
  batchSize: 10,
  epochs: 2,
};
const project: Project = {
  name: 'Points',
  graphs: {
    main: {
      role: 'network',
      nodes: { dense1: { id: 'dense1', kind: 'dense', fields: { units: 1 } } },
      edges: [],
    },
    train: {
      role: 'trainingStep',
      nodes: { network: { id: 'network', kind: 'call:main', fields: {} } },
      edges: [],
    },
  },
  phases: [phase],
};
const subject: RunSubject = { project, phases: [0], opened: 1 };

function progress(epoch: number, step: number, stepsPerEpoch: number, phase = 0): RunProgress {
  return {
    phase,
    phases: 1,
    epoch,
    epochs: 2,
    step,
    stepsPerEpoch,
    secondsElapsed: 1,
    secondsLeft: 1,
  };
}

function step(epoch: number, at: number, of: number, loss: number): RunEvent {
  return { type: 'step', progress: progress(epoch, at, of), metrics: { loss } };
}

const started: RunEvent = {
  type: 'started',
  backend: 'wasm',
  threads: 2,
  fallbacks: [{ backend: 'webgpu', reason: 'WebGPU is not available here.' }],
  trainCount: 90,
  validationCount: 10,
  testCount: 100,
  parameters: 3,
  phase: 0,
  measures: ['loss'],
};

test('a run is followed from its start to its end', () => {
  const running = applyEvents(startedRun(subject), [started, step(1, 5, 10, 2), step(2, 5, 10, 1)]);
  expect(running.status).toBe('running');
  expect(running.backend).toBe('wasm');
  expect(running.fallbacks).toHaveLength(1);
  expect(running.steps.epochs).toEqual([0.5, 1.5]);
  expect(running.steps.metrics).toEqual([{ loss: 2 }, { loss: 1 }]);
  const ended = applyEvents(running, [
    {
      type: 'epoch',
      phase: 0,
      epoch: 2,
      metrics: { validationLoss: 3 },
      progress: progress(2, 10, 10),
    },
    { type: 'end', metrics: { testLoss: 4 }, seconds: 7, backend: 'wasm', stopped: false },
  ]);
  expect(ended.epochs).toEqual({ epochs: [2], metrics: [{ validationLoss: 3 }] });
  expect(ended.end).toEqual({ metrics: { testLoss: 4 }, seconds: 7, stopped: false });
  expect(isActive(ended.status)).toBe(false);
  expect(running.status).toBe('running');
});

test('a start that arrives after the stop was asked for does not take the stop back', () => {
  const stopping = { ...startedRun(subject), status: 'stopping' as const };
  expect(applyEvents(stopping, [started]).status).toBe('stopping');
});

test('long runs keep a bounded curve with the same span, mean and newest value', () => {
  const count = 10 * curveLimit;
  let state = startedRun(subject);
  for (let first = 0; first < count; first += 500) {
    const events = Array.from({ length: 500 }, (_, i) => step(1, first + i + 1, count, first + i));
    state = applyEvents(state, events);
  }
  const { epochs, metrics } = state.steps;
  expect(epochs.length).toBeLessThanOrEqual(curveLimit);
  expect(epochs.length).toBeGreaterThan(curveLimit / 4);
  expect(epochs).toEqual([...epochs].sort((a, b) => a - b));
  expect(metrics.at(-1)?.loss).toBeGreaterThan(count * 0.99);
  for (const [place, epoch] of epochs.entries()) {
    expect(metrics[place]?.loss).toBeCloseTo(epoch * count - 1, 5);
  }
});

test('a run is of an earlier version once network or phase change, not when nodes move', () => {
  const after = (edit: ReturnType<typeof moveNodes>): Project => {
    const changed = edit.apply(project);
    if (!changed.ok) throw new Error(changed.error);
    return changed.value;
  };
  expect(trainsTheSame(subject, project)).toBe(true);
  expect(trainsTheSame(subject, after(moveNodes('main', { dense1: { x: 9, y: 9 } })))).toBe(true);
  expect(trainsTheSame(subject, after(setFields('main', 'dense1', { units: 2 })))).toBe(false);
  expect(trainsTheSame(subject, { ...project, phases: [{ ...phase, epochs: 3 }] })).toBe(false);
  expect(trainsTheSame(subject, { ...project, graphs: {} })).toBe(false);
  expect(noRun.subject).toBeNull();
});

test('phases follow each other on one axis, each with views of its own', () => {
  const two: RunSubject = {
    project: { ...project, phases: [phase, { ...phase, epochs: 3 }] },
    phases: [0, 1],
    opened: 1,
  };
  const text = (words: string): RunEvent => ({
    type: 'view',
    node: 'text',
    content: { type: 'text', series: [{ label: 'said', texts: [words] }] },
  });
  const first = applyEvents(startedRun(two), [started, text('first'), step(2, 10, 10, 1)]);
  expect(first.views.text).toMatchObject({ series: [{ texts: ['first'] }] });
  const second = applyEvents(first, [
    { ...started, phase: 1, measures: ['other'] },
    { type: 'step', progress: progress(1, 5, 10, 1), metrics: { other: 1 } },
    { type: 'epoch', phase: 1, epoch: 1, metrics: {}, progress: progress(1, 10, 10, 1) },
  ]);
  expect(second.steps.epochs).toEqual([2, 2.5]);
  expect(second.epochs.epochs).toEqual([3]);
  expect(second.measures).toEqual(['other']);
  expect(second.views).toEqual({});
  expect(epochsOfRun(two)).toBe(5);
});

test('what broke is kept with the reason', () => {
  const failed = applyEvents(startedRun(subject), [
    started,
    { type: 'failed', message: 'No number any more.', node: 'network/dense1' },
  ]);
  expect(failed).toMatchObject({ status: 'failed', failedNode: 'network/dense1' });
});
