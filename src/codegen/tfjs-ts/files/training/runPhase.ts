import * as tf from '@tensorflow/tfjs';
import { drawWeights, type Parts, seedNetwork } from './networks';
import { type SourceParts, Sources } from './sources';
import {
  type Batch,
  belongsTo,
  type Measured,
  type Moment,
  type StepSettings,
  type TrainingStep,
} from './types';

/** One phase of training: its step, its data, and for how long. */
export interface Phase<Drawn> extends StepSettings {
  readonly name: string;
  readonly step: (settings: StepSettings) => TrainingStep<Drawn>;
  readonly sources: () => Promise<SourceParts>;
  /** The networks and trainable tensors of its step. */
  readonly parts: Parts;
  readonly batchSize: number;
  readonly epochs: number;
  /** Null means one pass through the data. */
  readonly stepsPerEpoch: number | null;
  readonly validationSplit: number;
  /** Parts that begin anew instead of with what was learned before. */
  readonly fresh: readonly string[];
  /** After how many epochs without a smaller loss the phase ends; null means never. */
  readonly patience: number | null;
}

/** What holds for all phases of a run. */
export interface Run {
  /** Only the first so many training examples; null takes all. */
  readonly limit: number | null;
  /** Takes the place of every phase's own number of epochs. */
  readonly epochs: number | null;
  /** Ends every phase after so many steps and only tells what these measured. */
  readonly steps: number | null;
  /** Parts that have weights already. */
  readonly begun: Set<string>;
}

/** What was measured, as numbers. */
export type Numbers = Readonly<Record<string, number>>;

/** How often measures are taken that need calls of networks of their own. */
const extraMeasureSteps = 10;
/** The smallest share of the loss by which it must fall to count as fallen. */
const leastFall = 1e-4;
/** How many examples are measured at once. */
const measuredExamples = 512;

/** Trains a phase, telling how it goes after every epoch; gives what each of its first steps measured. */
export async function runPhase<Drawn extends Batch>(
  phase: Phase<Drawn>,
  run: Run,
): Promise<readonly Numbers[]> {
  beginParts(phase, run);
  const step = phase.step(phase);
  const sources = new Sources(await phase.sources(), { ...phase, limit: run.limit });
  if (step.start) {
    const first = sources.first(64) as Drawn;
    tf.tidy(() => step.start?.(first));
    disposeBatch(first);
  }
  const epochs = run.epochs ?? phase.epochs;
  const stepsPerEpoch = phase.stepsPerEpoch ?? sources.batches('training', phase.batchSize) ?? 1;
  const steps: Numbers[] = [];
  const progress = { best: Number.POSITIVE_INFINITY, since: 0, sinceFall: 0, plateaus: 0 };
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const sums = new Sums();
    for (let at = 0; at < stepsPerEpoch; at++) {
      const number = (epoch - 1) * stepsPerEpoch + at;
      const moment: Moment = {
        step: number,
        epoch,
        done: number / (stepsPerEpoch * epochs),
        plateaus: progress.plateaus,
      };
      const { count, tensors } = await drawBatch(step, sources, epoch, at);
      const measured = { ...step.train(tensors, moment) };
      if (run.steps !== null) {
        steps.push(await numbersOf(measured));
        disposeBatch(tensors);
        if (steps.length === run.steps) return steps;
        continue;
      }
      if (at + 1 === stepsPerEpoch || number % extraMeasureSteps === 0) {
        measureRest(step, tensors, moment, measured);
      }
      disposeBatch(tensors);
      sums.add(count, await numbersOf(measured));
    }
    if (run.steps !== null) continue;
    const means = sums.means();
    const validation = await measureSplit(step, sources, 'validation', phase.batchSize);
    console.log(
      `${phase.name}, epoch ${epoch}: ${report({ ...means, ...returnsOf(step), ...named('validation', validation) })}`,
    );
    const loss = step.judged.reduce((sum, name) => sum + ((validation ?? means)[name] ?? 0), 0);
    const hasFallen = !(loss >= progress.best - leastFall * Math.abs(progress.best));
    if (hasFallen) progress.best = loss;
    progress.since = hasFallen ? 0 : progress.since + 1;
    progress.sinceFall = hasFallen ? 0 : progress.sinceFall + 1;
    if (progress.sinceFall >= (step.plateauEpochs ?? Number.POSITIVE_INFINITY)) {
      progress.plateaus++;
      progress.sinceFall = 0;
    }
    if (phase.patience !== null && progress.since >= phase.patience) break;
  }
  if (run.steps !== null) return steps;
  const test = { ...(await measureSplit(step, sources, 'test', phase.batchSize)) };
  for (const agent of step.agents ?? []) test[`${agent.name}Return`] = await agent.test(phase.seed);
  if (Object.keys(test).length > 0) console.log(`${phase.name}, test: ${report(test)}`);
  return steps;
}

function disposeBatch(batch: Batch): void {
  for (const columns of Object.values(batch)) tf.dispose({ ...columns });
}

/** Draws the weights of what is new in a phase, and seeds what draws random numbers. */
function beginParts<Drawn>({ parts, seed, fresh }: Phase<Drawn>, { begun }: Run): void {
  for (const [name, part] of Object.entries(parts)) {
    const isNew = !begun.has(name);
    // What normalises a kernel is drawn by the layer itself.
    if (part instanceof tf.LayersModel) seedNetwork(part, seed);
    drawWeights(name, part, seed, (weight) => isNew || fresh.some((one) => belongsTo(weight, one)));
    begun.add(name);
  }
}

async function drawBatch<Drawn>(
  { agents = [] }: TrainingStep<Drawn>,
  sources: Sources,
  epoch: number,
  at: number,
): Promise<{ readonly count: number; readonly tensors: Drawn }> {
  const { count, tensors } = sources.draw(epoch, at);
  const played: Record<string, Batch[string]> = {};
  for (const agent of agents) {
    played[agent.name] = await agent.play(count, sources.randomness(`act ${epoch} ${at}`));
  }
  return { count, tensors: { ...tensors, ...played } as Drawn };
}

/** Measures what the updates of a step have not. */
function measureRest<Drawn>(
  step: TrainingStep<Drawn>,
  batch: Drawn,
  moment: Moment,
  measured: Measured,
): void {
  if (step.measures.every((name) => measured[name])) return;
  for (const [name, value] of Object.entries(step.measure(batch, moment))) {
    if (measured[name]) value.dispose();
    else measured[name] = value;
  }
}

async function measureSplit<Drawn>(
  step: TrainingStep<Drawn>,
  sources: Sources,
  split: 'validation' | 'test',
  trained: number,
): Promise<Record<string, number> | null> {
  if (!sources.canMeasure(split) || step.measuresOfExamples.length === 0) return null;
  const batchSize = Math.max(trained, measuredExamples);
  const sums = new Sums();
  for (let at = 0; at < (sources.batches(split, batchSize) ?? 0); at++) {
    const { count, tensors } = sources.drawInOrder(split, batchSize, at);
    const moment: Moment = { step: at, epoch: 1, done: 0, plateaus: 0 };
    const all = await numbersOf(step.measure(tensors as Drawn, moment));
    disposeBatch(tensors);
    sums.add(
      count,
      Object.fromEntries(step.measuresOfExamples.map((name) => [name, all[name] ?? 0])),
    );
  }
  return sums.means();
}

/** Means per example, summed up in double precision and in order. */
class Sums {
  readonly #sums = new Map<string, [examples: number, sum: number]>();

  add(count: number, values: Numbers): void {
    for (const [name, value] of Object.entries(values)) {
      if (!Number.isFinite(value)) {
        throw new Error(
          `${name} is no number any more. Lower the learning rate, or scale the data.`,
        );
      }
      const [examples, sum] = this.#sums.get(name) ?? [0, 0];
      this.#sums.set(name, [examples + count, sum + value * count]);
    }
  }

  means(): Record<string, number> {
    return Object.fromEntries([...this.#sums].map(([name, [count, sum]]) => [name, sum / count]));
  }
}

async function numbersOf(measured: Measured): Promise<Numbers> {
  const numbers: Record<string, number> = {};
  for (const [name, value] of Object.entries(measured)) {
    numbers[name] = (await value.data())[0] ?? Number.NaN;
    value.dispose();
  }
  return numbers;
}

function returnsOf<Drawn>({ agents = [] }: TrainingStep<Drawn>): Numbers {
  return Object.fromEntries(
    agents.flatMap((agent) => {
      const mean = agent.meanReturn();
      return mean === null ? [] : [[`${agent.name}Return`, mean]];
    }),
  );
}

/** `loss` becomes `validationLoss`. */
function named(prefix: string, values: Numbers | null): Numbers {
  return Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [
      `${prefix}${name[0]?.toUpperCase()}${name.slice(1)}`,
      value,
    ]),
  );
}

/** Numbers in one line: `loss 0.1234, accuracy 0.9500`. */
function report(values: Numbers): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${value.toFixed(4)}`)
    .join(', ');
}
