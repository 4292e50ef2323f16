import * as tf from '@tensorflow/tfjs';
import type { GraphAnalysis, ProjectAnalysis } from '../analysis/graphAnalysis';
import { edgesInto } from '../analysis/graphStructure';
import { stepUpdates } from '../analysis/stepLearners';
import { stepMeasures } from '../analysis/stepMeasures';
import type { PortReference } from '../document/project';
import * as stepFunctions from '../runtime/steps/index';
import type { StepFunction } from '../runtime/steps/stepFunction';
import type { WeightValues } from './buildModel';
import { type DrawingLayer, drawingLayersOf } from './drawingLayers';
import { followTargets } from './followTargets';
import { type HeldStatistics, holdStatistics } from './heldStatistics';
import { createHistoryPool, type HistoryPool } from './historyPool';
import { layerStates, restoreLayerStates } from './layerStates';
import { isDue, type PreparedUpdate, prepareUpdate } from './preparedUpdate';
import { createPruning, type Pruning } from './pruning';
import { type EvaluationParts, type SourceTensors, StepEvaluation } from './stepEvaluation';
import { buildStepLayers } from './stepLayers';
import {
  belongsTo,
  buildStepNetworks,
  type StepNetworks,
  type StepWeight,
  stepWeights,
} from './stepNetworks';
import { variableGradients } from './variableGradients';

/** Where in a run a step is taken. */
export interface StepMoment {
  /** The number of the step in its phase, from 0. */
  readonly step: number;
  /** The running epoch, from 1. */
  readonly epoch: number;
  /** The share of the phase's steps that is over, 0 … 1. */
  readonly done: number;
  /** How often the loss stayed where it was for too long; see the schedule `plateau`. */
  readonly plateaus: number;
}

/** What losses and metrics gave, still on the backend, by node; the caller disposes them. */
export type Measured = Readonly<Record<string, tf.Scalar>>;

/** How a step is compiled. */
export interface ProgramOptions {
  readonly seed: number;
  /** Names of weights, and of what they belong to, that stay as they are. */
  readonly frozen: readonly string[];
}

/** A training step as a program, with all its weights and the states of its optimizers. */
export interface StepProgram {
  readonly step: GraphAnalysis;
  readonly built: StepNetworks;
  /** Every weight that is saved: of networks and trainable tensors. */
  readonly weights: readonly StepWeight[];
  /** Losses, metrics, and what else updates make smaller, in file order. */
  readonly measures: readonly string[];
  /** Makes the updates of one step, in their order. `sources` are not disposed. */
  train(sources: SourceTensors, moment: StepMoment): Measured;
  /** Losses and metrics as the networks stand, in use; nothing changes. */
  measure(nodes: readonly string[], sources: SourceTensors, moment: StepMoment): Measured;
  /**
   * What arrives at the ports of a view, networks in use, some ports replaced; nothing changes. The
   * caller disposes it.
   */
  look(
    ports: readonly PortReference[],
    sources: SourceTensors,
    moment: StepMoment,
    replacements?: ReadonlyMap<string, tf.Tensor>,
  ): readonly tf.Tensor[];
  /**
   * The gradient that each weight would have now, by name, the first update's where several change
   * it; nothing changes. The caller disposes them.
   */
  gradients(sources: SourceTensors, moment: StepMoment): ReadonlyMap<string, tf.Tensor>;
  /** Makes copies equal to their networks, as after these were given weights. */
  copyToTargets(): void;
  /** Sets trainable tensors to what is wired to their start. */
  startTensors(sources: SourceTensors, moment: StepMoment): void;
  /** Lets layers that keep states between batches begin with zeros again. */
  forgetStates(): void;
  /** Everything beside the weights that a later run needs to go on equally, by name. */
  state(): Promise<ReadonlyMap<string, WeightValues>>;
  /** Takes a state back; what it lacks stays as it is. */
  restore(state: ReadonlyMap<string, WeightValues>): Promise<void>;
  dispose(): void;
}

/** Compiles a sound training step on the running backend. */
export async function compileStep(
  project: ProjectAnalysis,
  step: GraphAnalysis,
  { seed, frozen }: ProgramOptions,
): Promise<StepProgram> {
  const built = await buildStepNetworks(project, step, seed);
  const layers = await buildStepLayers(step, seed);
  const parts: EvaluationParts = {
    step,
    built,
    layers,
    pools: historyPools(step),
    seed,
    functions: stepFunctions as Readonly<Record<string, unknown>> as Readonly<
      Record<string, StepFunction>
    >,
  };
  return new CompiledStep(parts, frozen);
}

function historyPools(step: GraphAnalysis): ReadonlyMap<string, HistoryPool> {
  const pools = new Map<string, HistoryPool>();
  for (const [id, { node, fields }] of step.nodes) {
    if (node.kind !== 'historyBuffer' || !fields) continue;
    pools.set(id, createHistoryPool(id, fields.capacity as number));
  }
  return pools;
}

/** How far apart the random numbers of two evaluations lie in the streams of layers. */
const drawsPerEvaluation = 4096;

/** Whether numbers of the running backend are there without waiting. */
function isReadAtOnce(): boolean {
  return ['cpu', 'wasm'].includes(tf.getBackend());
}

/** Whether a node is of a kind or follows from one that is. */
function follows(step: GraphAnalysis, node: string, kind: string, seen: Set<string>): boolean {
  if (seen.has(node)) return false;
  seen.add(node);
  return (
    step.nodes.get(node)?.node.kind === kind ||
    [...edgesInto(step.structure, node).values()].some(({ from }) =>
      follows(step, from.node, kind, seen),
    )
  );
}

/** Calculates what no gradient is taken of: no operation in it is recorded. */
function withoutTape<Value>(calculate: () => Value): Value {
  const { state } = tf.engine() as unknown as { readonly state: { kernelDepth: number } };
  // As within a kernel, whose parts tf.js does not record either.
  state.kernelDepth++;
  try {
    return calculate();
  } finally {
    state.kernelDepth--;
  }
}

class CompiledStep implements StepProgram {
  readonly weights: readonly StepWeight[];
  readonly measures: readonly string[];
  readonly #parts: EvaluationParts;
  readonly #updates: readonly PreparedUpdate[];
  readonly #prunings: readonly Pruning[];
  readonly #held: ReadonlyMap<string, HeldStatistics>;
  /** Measures that take gradients themselves. */
  readonly #differentiating: ReadonlySet<string>;
  readonly #drawingLayers: readonly DrawingLayer[];
  readonly #targets: ReturnType<typeof followTargets>;

  constructor(parts: EvaluationParts, frozen: readonly string[]) {
    this.#parts = parts;
    const { step, built } = parts;
    this.weights = stepWeights(built);
    this.measures = stepMeasures(step);
    this.#differentiating = new Set(
      this.measures.filter((node) => follows(step, node, 'gradient', new Set())),
    );
    const isFrozen = (name: string): boolean => frozen.some((one) => belongsTo(name, one));
    this.#updates = stepUpdates(step).flatMap((update) =>
      update.losses.length === 0
        ? []
        : (prepareUpdate(update, this.weights, parts, isFrozen) ?? []),
    );
    this.#prunings = step.structure.ids.flatMap((id) => {
      const found = step.nodes.get(id);
      return found?.node.kind === 'prune' && found.fields
        ? [createPruning(id, found.fields, this.weights)]
        : [];
    });
    this.#held = new Map(
      [...built.networks].map(([name, { model }]) => [name, holdStatistics(model)]),
    );
    this.#targets = followTargets(step, built);
    const models = [...built.networks.values(), ...parts.layers.values()];
    this.#drawingLayers = models.flatMap(({ model }) => model.layers.flatMap(drawingLayersOf));
  }

  get step(): GraphAnalysis {
    return this.#parts.step;
  }

  get built(): StepNetworks {
    return this.#parts.built;
  }

  train(sources: SourceTensors, moment: StepMoment): Measured {
    const measured: Record<string, tf.Scalar> = {};
    for (const [place, prepared] of this.#updates.entries()) {
      if (isDue(prepared.update, moment)) this.#update(prepared, place, sources, moment, measured);
    }
    for (const pruning of this.#prunings) pruning.apply(moment.step);
    this.#targets.follow(moment.step);
    return measured;
  }

  #update(
    prepared: PreparedUpdate,
    place: number,
    sources: SourceTensors,
    moment: StepMoment,
    measured: Record<string, tf.Scalar>,
  ): void {
    for (const [name, held] of this.#held) held.isHeld = !prepared.networks.has(name);
    tf.tidy(() => {
      const { value, grads } = this.#gradients(prepared, place, sources, moment, measured);
      // What is no number would spread into every weight and hide where it came from. Other backends
      // would have to wait for the value.
      const isBroken = isReadAtOnce() && !Number.isFinite(value.dataSync()[0]);
      if (!isBroken) prepared.updater.apply(grads, moment);
    });
    for (const held of this.#held.values()) held.isHeld = false;
  }

  gradients(sources: SourceTensors, moment: StepMoment): ReadonlyMap<string, tf.Tensor> {
    const found = new Map<string, tf.Tensor>();
    for (const held of this.#held.values()) held.isHeld = true;
    tf.tidy(() => {
      for (const [place, prepared] of this.#updates.entries()) {
        const { grads } = this.#gradients(prepared, place, sources, moment, null);
        for (const { name, variable } of prepared.weights) {
          const gradient = grads[variable.name];
          if (gradient && !found.has(name)) found.set(name, tf.keep(gradient));
        }
      }
    });
    for (const held of this.#held.values()) held.isHeld = false;
    return found;
  }

  /** What an update's losses come to, and their gradients by the names of variables. */
  #gradients(
    { update, weights, networks }: PreparedUpdate,
    place: number,
    sources: SourceTensors,
    moment: StepMoment,
    measured: Record<string, tf.Scalar> | null,
  ): { readonly value: tf.Scalar; readonly grads: tf.NamedTensorMap } {
    this.#placeDraws(moment.step * this.#updates.length + place);
    const { built } = this.#parts;
    return variableGradients(
      () => {
        const evaluation = this.#evaluation(sources, moment.step, true);
        const losses = update.losses.map((loss) => evaluation.scalar(loss));
        if (measured) this.#measureAlong(evaluation, measured);
        const penalties = [...networks].flatMap((name) =>
          evaluation.called.has(name)
            ? (built.networks.get(name)?.model.calculateLosses() ?? [])
            : [],
        );
        const [only, ...others] = [...losses, ...penalties] as tf.Scalar[];
        return others.length === 0 && only ? only : tf.addN<tf.Scalar>([...losses, ...penalties]);
      },
      weights.map(({ variable }) => variable),
    );
  }

  /** Keeps every loss and metric that costs no further call of a network, and nothing on the tape. */
  #measureAlong(evaluation: StepEvaluation, measured: Record<string, tf.Scalar>): void {
    for (const node of this.measures) {
      if (measured[node] || !this.#isAtHand(node, evaluation, new Set())) continue;
      const keep = (): tf.Scalar => tf.keep(tf.clone(evaluation.scalar(node)));
      measured[node] = this.#differentiating.has(node) ? keep() : withoutTape(keep);
    }
  }

  #isAtHand(node: string, evaluation: StepEvaluation, seen: Set<string>): boolean {
    if (seen.has(node) || evaluation.has(node)) return true;
    seen.add(node);
    const { step } = this.#parts;
    const family = step.nodes.get(node)?.kind?.family;
    if (family === 'network' || family === 'data') return false;
    return [...edgesInto(step.structure, node).values()].every(({ from }) =>
      this.#isAtHand(from.node, evaluation, seen),
    );
  }

  #evaluation(sources: SourceTensors, step: number, training: boolean): StepEvaluation {
    return new StepEvaluation(this.#parts, { training, moment: step }, sources);
  }

  measure(nodes: readonly string[], sources: SourceTensors, moment: StepMoment): Measured {
    this.#placeLooks(moment.step);
    return tf.tidy(() => {
      const evaluation = this.#evaluation(sources, moment.step, false);
      return Object.fromEntries(nodes.map((node) => [node, tf.clone(evaluation.scalar(node))]));
    });
  }

  look(
    ports: readonly PortReference[],
    sources: SourceTensors,
    moment: StepMoment,
    replacements: ReadonlyMap<string, tf.Tensor> = new Map(),
  ): readonly tf.Tensor[] {
    this.#placeLooks(0);
    return tf.tidy(() => {
      const whole = this.#evaluation(sources, moment.step, false);
      const evaluation = replacements.size > 0 ? whole.replacing(replacements) : whole;
      return ports.map((port) => tf.clone(evaluation.port(port)));
    });
  }

  copyToTargets(): void {
    this.#targets.copy();
  }

  startTensors(sources: SourceTensors, moment: StepMoment): void {
    const { step, built } = this.#parts;
    for (const [id, variable] of built.tensors) {
      const start = edgesInto(step.structure, id).get('start');
      if (!start) continue;
      tf.tidy(() => {
        const given = this.#evaluation(sources, moment.step, false).port(start.from);
        const count = variable.shape[0] ?? 1;
        const rows = tf.slice(given, 0, Math.min(count, given.shape[0] ?? 1));
        const missing = count - (rows.shape[0] ?? 0);
        const filled =
          missing > 0
            ? tf.concat([
                rows,
                tf.tile(tf.slice(rows, 0, 1), [missing, ...given.shape.slice(1).map(() => 1)]),
              ])
            : rows;
        variable.assign(filled);
      });
    }
  }

  /** Layers draw from streams of their own; each evaluation begins at a place of its own in them. */
  #placeDraws(evaluation: number): void {
    for (const layer of this.#drawingLayers) layer.position = evaluation * drawsPerEvaluation;
  }

  /** The same for what is drawn in use; what is looked at in between changes nothing. */
  #placeLooks(evaluation: number): void {
    for (const layer of this.#drawingLayers) {
      if (layer.looked !== undefined) layer.looked = evaluation * drawsPerEvaluation;
    }
  }

  forgetStates(): void {
    for (const { model } of this.#parts.built.networks.values()) model.resetStates();
  }

  async state(): Promise<ReadonlyMap<string, WeightValues>> {
    const all = new Map<string, WeightValues>();
    const parts = [
      ...this.#updates.map(({ updater }) => updater.state()),
      ...this.#prunings.map((pruning) => pruning.state()),
      ...[...this.#parts.pools.values()].map((pool) => pool.state()),
      this.#targets.state(),
      layerStates(this.#parts.built.networks),
    ];
    for (const part of await Promise.all(parts)) {
      for (const [name, values] of part) all.set(name, values);
    }
    return all;
  }

  async restore(state: ReadonlyMap<string, WeightValues>): Promise<void> {
    for (const { updater } of this.#updates) await updater.restore(state);
    for (const pruning of this.#prunings) pruning.restore(state);
    for (const pool of this.#parts.pools.values()) pool.restore(state);
    this.#targets.restore(state);
    restoreLayerStates(this.#parts.built.networks, state);
  }

  dispose(): void {
    for (const { updater } of this.#updates) updater.dispose();
    for (const pruning of this.#prunings) pruning.dispose();
    for (const pool of this.#parts.pools.values()) pool.dispose();
    for (const layer of this.#parts.layers.values()) layer.dispose();
    this.#parts.built.dispose();
  }
}
