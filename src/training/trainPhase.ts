import * as tf from '@tensorflow/tfjs';
import { stepUpdates } from '../analysis/stepLearners';
import type { PortTensors } from '../compile/stepEvaluation';
import type { StepMoment } from '../compile/stepProgram';
import type { StartedBackend } from '../runtime/backends';
import type { CheckpointPlace } from './checkpoint';
import { findBroken } from './findBroken';
import type { AtPlace } from './keepPlaces';
import { measureSplit, namedMetrics } from './measureSplit';
import type { ReadyPhase } from './prepareRun';
import { type RunClock, startClock } from './runClock';
import type { RunControl } from './runControl';
import type { Metrics, RunEvent, RunOutcome, RunProgress } from './runEvents';
import { viewDrawer } from './runViews';
import { type DrawnBatch, phaseRandomness } from './stepSources';
import { createTally, type PendingBatch, readBatches, type Tally } from './tally';

/** What a phase needs beside what it trains. */
export interface PhaseRun {
  readonly ready: ReadyPhase;
  readonly started: StartedBackend;
  readonly control: RunControl;
  /** Throws where the backend can do no more, before anything is believed that it gave. */
  readonly checkBackend: () => void;
  readonly onEvent: (event: RunEvent) => void;
  /** Whether views are drawn. */
  readonly withViews: boolean;
  /** Where to go on, for a phase that was broken off. */
  readonly from: CheckpointPlace | null;
  /** Told now and then at which place the phase is, between two steps; null where its loss is none. */
  readonly atPlace?: AtPlace;
}

/** Milliseconds between two step events. */
const stepEventMilliseconds = 100;
/** Milliseconds between two looks at views within an epoch. */
const viewMilliseconds = 2000;
/** The same at the ends of epochs, which may be short. */
const epochViewMilliseconds = 500;
/** So many steps are handed to the backend before their losses are waited for. */
const stepsInFlight = 16;
/** How often measures are taken that need calls of networks of their own. */
const extraMeasureSteps = 10;
/** The smallest share of the loss by which it must fall to count as fallen. */
const leastFall = 1e-4;

/** Trains a phase to its end, or until it is stopped or its loss is no number any more. */
export async function trainPhase(run: PhaseRun): Promise<RunOutcome> {
  return new PhaseTraining(run).train();
}

class PhaseTraining {
  readonly #run: PhaseRun;
  readonly #clock: RunClock;
  readonly #stepsPerEpoch: number;
  readonly #stepsTotal: number;
  readonly #drawViews: ReturnType<typeof viewDrawer>;
  /** Losses of the first update, by which the phase is judged. */
  readonly #judged: readonly string[];
  #lastViews = Number.NEGATIVE_INFINITY;
  #epoch: number;
  #step: number;
  #whole: Tally;
  #sinceEvent = createTally();
  #lastEvent = performance.now();
  #pending: PendingBatch[] = [];
  /** The next batch, where it was drawn before its turn. */
  #ahead: DrawnBatch | null = null;
  /** A step whose loss was none, found on the way to a checkpoint. */
  #broken: number | null = null;
  #best: number | null;
  #sinceBest: number;
  #sincePlateau: number;
  #plateaus: number;

  constructor(run: PhaseRun) {
    this.#run = run;
    const { ready, from } = run;
    const { phase, sources, program, step } = ready;
    this.#stepsPerEpoch = phase.stepsPerEpoch ?? sources.batches('training', phase.batchSize) ?? 1;
    this.#stepsTotal = this.#stepsPerEpoch * phase.epochs;
    this.#drawViews = viewDrawer(step, program, sources, phase.seed);
    this.#judged = stepUpdates(step)[0]?.losses ?? [];
    this.#clock = startClock(undefined, from?.seconds ?? 0);
    this.#epoch = from?.epoch ?? 1;
    this.#step = from?.step ?? 0;
    this.#whole = createTally(from?.sums);
    this.#best = from?.best ?? null;
    this.#sinceBest = from?.sinceBest ?? 0;
    this.#sincePlateau = from?.sincePlateau ?? 0;
    this.#plateaus = from?.plateaus ?? 0;
  }

  /** Trains to the end; what breaks leaves no tensor of a batch behind. */
  async train(): Promise<RunOutcome> {
    try {
      return await this.#train();
    } finally {
      tf.dispose(this.#pending.flatMap(({ measured }) => Object.values(measured)));
      if (this.#ahead) disposeBatch(this.#ahead);
    }
  }

  async #train(): Promise<RunOutcome> {
    const { ready, started, control, onEvent, from } = this.#run;
    const { phase, index, sources, program } = ready;
    onEvent({
      type: 'started',
      phase: index,
      backend: started.backend,
      threads: started.threads,
      fallbacks: started.fallbacks,
      trainCount: sources.counts.training,
      validationCount: sources.counts.validation,
      testCount: sources.counts.test,
      parameters: program.weights.reduce((sum, { variable }) => sum + variable.size, 0),
      measures: program.measures,
    });
    if (!from) this.#startTensors();
    await this.#showViews();
    let metrics: Metrics = {};
    while (this.#epoch <= phase.epochs && !control.isStopped) {
      const broken = await this.#trainEpoch();
      if (broken) return broken;
      const means = this.#whole.means() ?? {};
      const validation = control.isStopped
        ? null
        : await measureSplit(ready, 'validation', control, this.#breathe);
      if (control.isStopped) {
        // Stopped in the first epoch: what was measured of it is better than nothing.
        if (this.#epoch === 1) metrics = means;
        break;
      }
      metrics = {
        ...means,
        ...ready.actors?.returns(),
        ...namedMetrics('validation', validation),
      };
      onEvent({
        type: 'epoch',
        phase: index,
        epoch: this.#epoch,
        metrics,
        progress: this.#progress(),
      });
      const isLast = this.#judge(validation ?? means) || this.#epoch === phase.epochs;
      await this.#showViews(isLast ? 0 : epochViewMilliseconds);
      if (isLast) break;
      this.#epoch++;
      this.#step = 0;
      this.#whole = createTally();
    }
    const isStopped = control.isStopped;
    const test = isStopped ? null : await measureSplit(ready, 'test', control, this.#breathe);
    return {
      type: 'end',
      metrics: { ...metrics, ...namedMetrics('test', test) },
      seconds: this.#clock.secondsElapsed(),
      backend: started.backend,
      stopped: isStopped,
    };
  }

  /** Gives trainable tensors what is wired to their start. */
  #startTensors(): void {
    const { sources, program } = this.#run.ready;
    const drawn = sources.look('training', 64);
    program.startTensors(drawn.tensors, this.#moment());
    disposeBatch(drawn);
  }

  async #trainEpoch(): Promise<RunOutcome | null> {
    const { ready, control, atPlace } = this.#run;
    const { program } = ready;
    if (this.#step === 0) program.forgetStates();
    while (this.#step < this.#stepsPerEpoch) {
      const isLast = this.#step + 1 === this.#stepsPerEpoch;
      const drawn = await this.#drawBatch();
      let isEventDue = false;
      try {
        this.#trainStep(drawn, isLast);
        isEventDue = performance.now() - this.#lastEvent >= stepEventMilliseconds;
        if (isEventDue || isLast || this.#pending.length >= stepsInFlight) {
          const reading = this.#readPending();
          this.#drawAhead(isLast);
          const broken = await reading;
          if (broken !== null) return await this.#brokenLoss(broken, drawn);
        }
      } finally {
        disposeBatch(drawn);
      }
      if (isEventDue) await this.#tellStep(isLast);
      await atPlace?.(() => this.#place(), false);
      if (this.#broken === null) await this.#breathe();
      if (this.#broken !== null) return this.#brokenLoss(this.#broken, null);
      if (control.isStopped) break;
    }
    const broken = await this.#readPending();
    return broken === null ? null : this.#brokenLoss(broken, null);
  }

  /** Makes one step; what it measured is read later. */
  #trainStep(drawn: DrawnBatch, isLast: boolean): void {
    const { program } = this.#run.ready;
    const moment = this.#moment();
    const measured = { ...program.train(drawn.tensors, moment) };
    this.#pending.push({ count: drawn.count, measured });
    this.#step++;
    if (!isLast && moment.step % extraMeasureSteps !== 0) return;
    const missing = program.measures.filter((node) => !measured[node]);
    if (missing.length === 0) return;
    Object.assign(measured, program.measure(missing, drawn.tensors, moment));
  }

  async #drawBatch(): Promise<DrawnBatch> {
    const { phase, actors } = this.#run.ready;
    const drawn = this.#ahead ?? this.#draw(this.#step);
    this.#ahead = null;
    if (!actors) return drawn;
    const randomness = phaseRandomness(phase).fork(`act ${this.#epoch} ${this.#step}`);
    const played = await actors.play(drawn.count, randomness);
    return { count: drawn.count, tensors: new Map([...drawn.tensors, ...played]) };
  }

  /** Draws the next batch of the epoch while a graphics processor still works on the steps before. */
  #drawAhead(isLast: boolean): void {
    const isProcessorBusy = ['webgpu', 'webgl'].includes(this.#run.started.backend);
    if (!isLast && isProcessorBusy) this.#ahead = this.#draw(this.#step);
  }

  /** What data nodes give for a step of this epoch, from 0; the same whenever it is asked for. */
  #draw(batch: number): DrawnBatch {
    const { phase, sources } = this.#run.ready;
    return sources.draw({
      split: 'training',
      batchSize: phase.batchSize,
      batch,
      epoch: this.#epoch,
      stepsPerEpoch: phase.stepsPerEpoch,
    });
  }

  async #tellStep(isLast: boolean): Promise<void> {
    const means = this.#sinceEvent.means();
    if (!means) return;
    this.#run.onEvent({ type: 'step', progress: this.#progress(), metrics: means });
    this.#sinceEvent = createTally();
    this.#lastEvent = performance.now();
    if (!isLast) await this.#showViews(viewMilliseconds);
  }

  /** Reads the measures of the steps in flight; the number of a step whose loss is none, or null. */
  async #readPending(): Promise<number | null> {
    const pending = this.#pending;
    this.#pending = [];
    const batches = await readBatches(pending);
    this.#run.checkBackend();
    for (const [place, { count, values }] of batches.entries()) {
      const isBroken = Object.values(values).some((value) => !Number.isFinite(value));
      if (isBroken) return this.#step - batches.length + place + 1;
      this.#whole.add(count, values);
      this.#sinceEvent.add(count, values);
    }
    this.#clock.note((this.#epoch - 1) * this.#stepsPerEpoch + this.#step);
    return null;
  }

  #moment(): StepMoment {
    const step = (this.#epoch - 1) * this.#stepsPerEpoch + this.#step;
    return {
      step,
      epoch: this.#epoch,
      done: step / this.#stepsTotal,
      plateaus: this.#plateaus,
    };
  }

  #progress(): RunProgress {
    const { phase, index, project } = this.#run.ready;
    return {
      phase: index,
      phases: project.project.phases.length,
      epoch: this.#epoch,
      epochs: phase.epochs,
      step: this.#step,
      stepsPerEpoch: this.#stepsPerEpoch,
      secondsElapsed: this.#clock.secondsElapsed(),
      secondsLeft: this.#clock.secondsLeft(this.#stepsTotal),
    };
  }

  async #place(): Promise<CheckpointPlace | null> {
    this.#broken = await this.#readPending();
    if (this.#broken !== null) return null;
    return {
      phase: this.#run.ready.index,
      epoch: this.#epoch,
      step: this.#step,
      sums: this.#whole.sums(),
      best: this.#best,
      sinceBest: this.#sinceBest,
      sincePlateau: this.#sincePlateau,
      plateaus: this.#plateaus,
      seconds: this.#clock.secondsElapsed(),
    };
  }

  #breathe = (): Promise<void> =>
    this.#run.control.breathe(
      async () => {
        this.#clock.pause();
        this.#run.onEvent({ type: 'paused', progress: this.#progress() });
        // Whoever pauses may well close the window then: what was learned is kept.
        await this.#run.atPlace?.(() => this.#place(), true);
      },
      () => {
        this.#clock.resume();
        this.#run.onEvent({ type: 'resumed' });
      },
    );

  async #showViews(notBefore = 0): Promise<void> {
    if (!this.#run.withViews || performance.now() - this.#lastViews < notBefore) return;
    const epoch = this.#epoch - 1 + this.#step / this.#stepsPerEpoch;
    for await (const { node, content } of this.#drawViews(this.#moment(), epoch)) {
      this.#run.onEvent({ type: 'view', node, content });
    }
    this.#lastViews = performance.now();
  }

  /** Whether the loss has not fallen for so long that the phase ends; counts plateaus on the way. */
  #judge(metrics: Metrics): boolean {
    const { phase, step } = this.#run.ready;
    const loss = this.#judged.reduce((sum, node) => sum + (metrics[node] ?? 0), 0);
    const hasFallen = this.#best === null || loss < this.#best - leastFall * Math.abs(this.#best);
    if (hasFallen) this.#best = loss;
    this.#sinceBest = hasFallen ? 0 : this.#sinceBest + 1;
    this.#sincePlateau = hasFallen ? 0 : this.#sincePlateau + 1;
    const { fallEpochs = 10 } = (stepUpdates(step)[0]?.analysis.fields ?? {}) as {
      fallEpochs?: number;
    };
    if (this.#sincePlateau >= fallEpochs) {
      this.#plateaus++;
      this.#sincePlateau = 0;
    }
    return phase.patience !== null && this.#sinceBest >= phase.patience;
  }

  /** Says where the loss of a step of this epoch broke; `drawn` is the batch of the last one. */
  async #brokenLoss(step: number, drawn: DrawnBatch | null): Promise<RunOutcome> {
    const { ready } = this.#run;
    const isLast = drawn !== null && step === this.#step;
    // What agents played is gone with its step; everything else can be drawn again.
    const again = isLast || ready.actors ? null : this.#draw(step - 1);
    const batch = again ?? drawn;
    const moment = { ...this.#moment(), step: (this.#epoch - 1) * this.#stepsPerEpoch + step - 1 };
    const found = batch && (await findBroken(ready, batch, moment));
    if (again) disposeBatch(again);
    const rates = stepUpdates(ready.step).map(({ analysis }) => analysis.fields?.learningRate);
    const rate = rates.length === 1 ? ` (now ${rates[0]})` : '';
    return {
      type: 'failed',
      message: `The loss is no number any more in step ${step} of epoch ${this.#epoch}${found ? `: ${found.message}` : ''}. Lower the learning rate${rate}, or scale the data.`,
      ...(found ? { node: found.node } : {}),
    };
  }
}

function disposeBatch({ tensors }: DrawnBatch): void {
  for (const ports of tensors.values()) tf.dispose({ ...(ports as PortTensors) });
}
