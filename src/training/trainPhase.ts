import * as tf from '@tensorflow/tfjs';
import { batchOf, epochBatches } from '../data/batches';
import type { Split } from '../data/dataSet';
import type { StartedBackend } from '../runtime/backends';
import { batchTensors } from './examples';
import { boundaryDrawer, predictSamples } from './predictions';
import { type CheckedPhase, type RunExamples, type RunModel, runRandomness } from './prepareRun';
import { startClock } from './runClock';
import type { RunControl } from './runControl';
import type { Metrics, RunEvent, RunOutcome, RunProgress } from './runEvents';
import { createTally, type PendingBatch, readOutcomes } from './tally';

/** A phase with everything that it needs to be trained. */
export interface ReadyPhase {
  readonly checked: CheckedPhase;
  readonly examples: RunExamples;
  readonly model: RunModel;
  readonly started: StartedBackend;
}

/** Milliseconds between two step events. */
const STEP_EVENT_MILLISECONDS = 100;
/** Milliseconds between two looks at what the network makes of the samples, within an epoch. */
const SAMPLES_MILLISECONDS = 2000;
/** The same at the ends of epochs, which may be short. */
const EPOCH_SAMPLES_MILLISECONDS = 500;
/** So many steps are handed to the backend before their losses are waited for. */
const STEPS_IN_FLIGHT = 16;
/** What the activations of an evaluated batch may take. */
const EVALUATION_BYTES = 64 * 1024 * 1024;
const LARGEST_EVALUATION_BATCH = 512;

/** Trains a phase to its end, or until it is stopped or its loss is no number any more. */
export async function trainPhase(
  ready: ReadyPhase,
  control: RunControl,
  onEvent: (event: RunEvent) => void,
): Promise<RunOutcome> {
  const { checked, examples, model, started } = ready;
  const { phase, parts } = checked;
  const { roles, training } = examples;
  const { network, step } = model;
  const randomness = runRandomness(phase).fork('order');
  const stepsPerEpoch = Math.ceil(training.length / phase.batchSize);
  const stepsTotal = stepsPerEpoch * phase.epochs;
  const drawBoundary = boundaryDrawer(examples);
  const clock = startClock();
  let lastSamples = Number.NEGATIVE_INFINITY;
  let epoch = 1;
  let stepInEpoch = 0;

  const progress = (): RunProgress => ({
    epoch,
    epochs: phase.epochs,
    step: stepInEpoch,
    stepsPerEpoch,
    secondsElapsed: clock.secondsElapsed(),
    secondsLeft: clock.secondsLeft(stepsTotal),
  });
  const breathe = (): Promise<void> =>
    control.breathe(
      () => {
        clock.pause();
        onEvent({ type: 'paused', progress: progress() });
      },
      () => {
        clock.resume();
        onEvent({ type: 'resumed' });
      },
    );
  const showSamples = async (notBefore = 0): Promise<void> => {
    if (performance.now() - lastSamples < notBefore) return;
    onEvent({ type: 'predictions', samples: await predictSamples(network, examples) });
    if (drawBoundary) onEvent({ type: 'boundary', boundary: await drawBoundary(network) });
    lastSamples = performance.now();
  };
  const evaluate = (split: Split): Promise<Metrics | null> =>
    evaluateSplit(ready, split, control, breathe);

  onEvent({
    type: 'started',
    backend: started.backend,
    fallbacks: started.fallbacks,
    trainCount: training.length,
    validationCount: examples.validation.length,
    testCount: examples.test.length,
    parameters: network.weights.reduce((sum, { variable }) => sum + variable.size, 0),
  });
  await showSamples();

  let metrics: Metrics = {};
  let sinceEvent = createTally();
  let lastEvent = performance.now();
  for (; epoch <= phase.epochs && !control.isStopped; epoch++) {
    stepInEpoch = 0;
    step.forgetStates();
    const wholeEpoch = createTally();
    let pending: PendingBatch[] = [];
    /** Reads the outcomes of the steps in flight; the number of a step whose loss is none, or null. */
    const readPending = async (): Promise<number | null> => {
      const outcomes = await readOutcomes(pending);
      pending = [];
      for (const [place, { count, loss, correct }] of outcomes.entries()) {
        if (!Number.isFinite(loss)) return stepInEpoch - outcomes.length + place + 1;
        wholeEpoch.add(count, loss, correct);
        sinceEvent.add(count, loss, correct);
      }
      clock.note((epoch - 1) * stepsPerEpoch + stepInEpoch);
      return null;
    };
    const order = randomness.fork(`epoch ${epoch}`);
    for (const batch of epochBatches(training, { batchSize: phase.batchSize, randomness: order })) {
      const { input, target } = batchTensors(batch, training, roles);
      step.follow(((epoch - 1) * stepsPerEpoch + stepInEpoch) / stepsTotal);
      pending.push({ count: batch.count, outcome: step.train(input, target) });
      tf.dispose([input, target]);
      stepInEpoch++;
      const isEventDue = performance.now() - lastEvent >= STEP_EVENT_MILLISECONDS;
      const isLast = stepInEpoch === stepsPerEpoch;
      if (isEventDue || isLast || pending.length >= STEPS_IN_FLIGHT) {
        const brokenStep = await readPending();
        if (brokenStep !== null) {
          return brokenLoss(epoch, brokenStep, parts.optimizerFields.learningRate);
        }
      }
      const means = isEventDue ? sinceEvent.means() : null;
      if (means) {
        onEvent({ type: 'step', progress: progress(), metrics: means });
        sinceEvent = createTally();
        lastEvent = performance.now();
        if (!isLast) await showSamples(SAMPLES_MILLISECONDS);
      }
      await breathe();
      if (control.isStopped) break;
    }
    await readPending();
    const validation = control.isStopped ? null : await evaluate(examples.validation);
    if (control.isStopped) {
      // Stopped in the first epoch: what was measured of it is better than nothing.
      if (epoch === 1) metrics = wholeEpoch.means() ?? {};
      break;
    }
    metrics = { ...wholeEpoch.means(), ...named('validation', validation) };
    onEvent({ type: 'epoch', epoch, metrics, progress: progress() });
    await showSamples(epoch === phase.epochs ? 0 : EPOCH_SAMPLES_MILLISECONDS);
  }
  const isStopped = control.isStopped;
  const test = isStopped ? null : await evaluate(examples.test);
  return {
    type: 'end',
    metrics: { ...metrics, ...named('test', test) },
    seconds: clock.secondsElapsed(),
    backend: started.backend,
    stopped: isStopped,
  };
}

/** Loss and accuracy over a whole split; null for an empty one or when the run is stopped on the way. */
async function evaluateSplit(
  { checked, examples, model }: ReadyPhase,
  split: Split,
  control: RunControl,
  breathe: () => Promise<void>,
): Promise<Metrics | null> {
  let activationBytes = 1;
  for (const { costs } of checked.graph.nodes.values())
    activationBytes += costs?.activationBytes ?? 0;
  const fitting = Math.floor(EVALUATION_BYTES / activationBytes);
  const batchSize = Math.max(checked.phase.batchSize, Math.min(LARGEST_EVALUATION_BATCH, fitting));
  const tally = createTally();
  // A validation is a sequence of its own, as the next epoch is.
  model.step.forgetStates();
  for (let start = 0; start < split.length; start += batchSize) {
    const count = Math.min(batchSize, split.length - start);
    const batch = batchOf(
      split,
      Uint32Array.from({ length: count }, (_, index) => start + index),
    );
    const { input, target } = batchTensors(batch, split, examples.roles);
    const outcome = model.step.evaluate(input, target);
    tf.dispose([input, target]);
    for (const { loss, correct } of await readOutcomes([{ count, outcome }])) {
      tally.add(count, loss, correct);
    }
    await breathe();
    if (control.isStopped) return null;
  }
  return tally.means();
}

/** `loss` becomes `validationLoss`, and so on. */
function named(prefix: 'validation' | 'test', metrics: Metrics | null): Metrics {
  return Object.fromEntries(
    Object.entries(metrics ?? {}).map(([name, value]) => [
      `${prefix}${name[0]?.toUpperCase()}${name.slice(1)}`,
      value,
    ]),
  );
}

function brokenLoss(epoch: number, step: number, learningRate: unknown): RunOutcome {
  const rate = typeof learningRate === 'number' ? ` (now ${learningRate})` : '';
  return {
    type: 'failed',
    message: `The loss is no number any more in step ${step} of epoch ${epoch}: the weights have grown beyond all bounds. Lower the learning rate${rate}, or scale the data.`,
  };
}
