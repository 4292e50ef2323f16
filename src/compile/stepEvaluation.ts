import * as tf from '@tensorflow/tfjs';
import { calledFeatures, featurePort } from '../analysis/callKind';
import type { GraphAnalysis, NodeAnalysis } from '../analysis/graphAnalysis';
import { edgesInto, edgesOutOf } from '../analysis/graphStructure';
import { trainableTensorKind } from '../analysis/stepLearners';
import { createRandomness, type Randomness } from '../base/randomness';
import { type Edge, graphUsedBy, type PortReference } from '../document/project';
import { isLossKind, type OutputHead } from '../kinds/training/stepKind';
import type { StepContext, StepFunction } from '../runtime/steps/stepFunction';
import { applyHead, type BuiltNetwork } from './buildModel';
import type { HistoryPool } from './historyPool';
import { belongsTo, type StepNetworks, stepWeights } from './stepNetworks';

/** The tensors that leave a node, by port. */
export type PortTensors = Readonly<Record<string, tf.Tensor>>;

/** What data nodes gave for a batch, by node. */
export type SourceTensors = ReadonlyMap<string, PortTensors>;

/** What every evaluation of a step needs. */
export interface EvaluationParts {
  readonly step: GraphAnalysis;
  readonly built: StepNetworks;
  /** The functions of the kinds of math, losses and metrics. */
  readonly functions: Readonly<Record<string, StepFunction>>;
  /** Runs a layer without weights that stands in the step itself. */
  readonly layers: ReadonlyMap<string, BuiltNetwork>;
  /** Pools of examples of earlier steps, by node. */
  readonly pools: ReadonlyMap<string, HistoryPool>;
  readonly seed: number;
}

/** How a step is evaluated this time. */
export interface EvaluationMode {
  /** Whether weights are being changed: dropout and batch statistics work as in training. */
  readonly training: boolean;
  /** The number of the step, from 0: random numbers are drawn for it. */
  readonly moment: number;
  /** Networks whose dropout and statistics stay as in use, although others are trained. */
  readonly resting?: ReadonlySet<string>;
}

/**
 * Calculates nodes of a training step, each once, from what data nodes gave. Tensors belong to the
 * scope (`tf.tidy`) in which they are asked for.
 */
export class StepEvaluation {
  readonly #parts: EvaluationParts;
  readonly #mode: EvaluationMode;
  /** What leaves nodes, as far as it was calculated or given. */
  readonly #values: Map<string, PortTensors>;
  /** Ports that give something else than their node would. */
  readonly #replaced: Map<string, tf.Tensor>;
  /** Outputs of networks before the activation that was cut off their models. */
  readonly #logits: Map<string, { readonly tensor: tf.Tensor; readonly head: OutputHead }>;

  constructor(
    parts: EvaluationParts,
    mode: EvaluationMode,
    given: ReadonlyMap<string, PortTensors>,
  ) {
    this.#parts = parts;
    this.#mode = mode;
    this.#values = new Map(given);
    this.#replaced = new Map();
    this.#logits = new Map();
  }

  /** The networks that have been called so far, copies left out. */
  readonly called = new Set<string>();

  /** Whether a node has been calculated or given already. */
  has(node: string): boolean {
    return this.#values.has(node);
  }

  /** What leaves a port. */
  port({ node, port }: PortReference): tf.Tensor {
    const name = `${node}:${port}`;
    const replaced = this.#replaced.get(name);
    if (replaced) return replaced;
    const found = this.#node(node)[port];
    if (found) return found;
    const logits = this.#logits.get(name);
    if (!logits) throw new Error(`Nothing leaves ${name}.`);
    const output = applyHead(logits.tensor, logits.head);
    this.#values.set(node, { ...this.#node(node), [port]: output });
    return output;
  }

  /** The one number that a loss or metric gives. */
  scalar(node: string): tf.Scalar {
    const value = this.port({ node, port: 'y' });
    return value.rank === 0 ? (value as tf.Scalar) : value.asScalar();
  }

  /** An evaluation in which some ports give other values; what does not follow from them is kept. */
  replacing(replacements: ReadonlyMap<string, tf.Tensor>): StepEvaluation {
    const { step } = this.#parts;
    const changed = new Set<string>();
    const waiting = [...replacements.keys()].map((name) => name.split(':')[0] as string);
    const starts = new Set(waiting);
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      for (const { to } of edgesOutOf(step.structure, node)) {
        if (changed.has(to.node)) continue;
        changed.add(to.node);
        waiting.push(to.node);
      }
    }
    const kept = new Map(
      [...this.#values].filter(([node]) => !changed.has(node) || starts.has(node)),
    );
    const other = new StepEvaluation(this.#parts, this.#mode, kept);
    for (const [name, logits] of this.#logits) {
      if (!changed.has(name.split(':')[0] as string)) other.#logits.set(name, logits);
    }
    for (const [name, tensor] of [...this.#replaced, ...replacements]) {
      other.#replaced.set(name, tensor);
    }
    return other;
  }

  #node(id: string): PortTensors {
    const known = this.#values.get(id);
    if (known) return known;
    const found = this.#parts.step.nodes.get(id);
    if (!found?.kind || !found.fields)
      throw new Error(`${id} has errors and cannot be calculated.`);
    const calculated = this.#calculate(id, found, found.kind.family);
    this.#values.set(id, calculated);
    return calculated;
  }

  #calculate(id: string, found: NodeAnalysis, family: string): PortTensors {
    const used = graphUsedBy(found.node.kind);
    if (used) return this.#call(id, found, used.graph, used.relation === 'target');
    if (found.node.kind === trainableTensorKind) {
      return { y: this.#parts.built.tensors.get(id) as tf.Tensor };
    }
    if (found.node.kind === 'gradient') return { y: this.#gradient(id) };
    const pool = this.#parts.pools.get(id);
    if (pool) return { y: this.#exchange(id, pool) };
    if (family === 'data') throw new Error(`${id} was given no values.`);
    const layer = this.#parts.layers.get(id);
    if (layer) {
      const inputs = [...this.#inputs(id).values()];
      const outputs = layer.apply(inputs, this.#mode.training);
      const ports = Object.keys(found.outputs ?? {});
      return Object.fromEntries(ports.map((port, place) => [port, outputs[place] as tf.Tensor]));
    }
    return this.#function(id, found);
  }

  /** The tensors at the wired ports of a node, in the order of its ports. */
  #inputs(id: string): Map<string, tf.Tensor> {
    const edges = edgesInto(this.#parts.step.structure, id);
    const inputs = new Map<string, tf.Tensor>();
    for (const port of portsInOrder(edges)) {
      inputs.set(port, this.port((edges.get(port) as Edge).from));
    }
    return inputs;
  }

  #function(id: string, { node, kind, fields }: NodeAnalysis): PortTensors {
    const { functions, step, built } = this.#parts;
    const calculate = functions[node.kind];
    if (!calculate || !kind || !fields) throw new Error(`"${node.kind}" has no function.`);
    const inputs: Record<string, tf.Tensor> = {};
    let values: Readonly<Record<string, unknown>> = fields;
    for (const [port, edge] of edgesInto(step.structure, id)) {
      const logits =
        port === 'prediction' && isLossKind(kind) && fields.fromLogits === false
          ? this.#logitsAt(edge.from, kind.head)
          : null;
      if (logits) values = { ...fields, fromLogits: true };
      inputs[port] = logits ?? this.port(edge.from);
    }
    if ('networks' in kind.fields) {
      const named = fields.networks as readonly string[];
      const kernels = stepWeights(built).filter(
        ({ name, shape, trainable }) =>
          trainable &&
          shape.length > 1 &&
          (named.length === 0 || named.some((one) => belongsTo(name, one))),
      );
      for (const [place, { variable }] of kernels.entries()) inputs[`w${place}`] = variable;
    }
    const context: StepContext = {
      training: this.#mode.training,
      randomness: () => this.#randomness(id),
    };
    // What a metric makes on its way would stay until all of the step is calculated.
    const result =
      kind.family === 'metric'
        ? tf.tidy(() => calculate(inputs, values, context) as tf.Tensor)
        : calculate(inputs, values, context);
    return result instanceof tf.Tensor ? { y: result } : result;
  }

  /** What a network gave before the activation that a loss takes into itself; null where that is none. */
  #logitsAt({ node, port }: PortReference, head: OutputHead | null): tf.Tensor | null {
    if (this.#replaced.has(`${node}:${port}`)) return null;
    this.#node(node);
    const logits = this.#logits.get(`${node}:${port}`);
    return logits && logits.head === head ? logits.tensor : null;
  }

  #call(id: string, found: NodeAnalysis, network: string, isCopy: boolean): PortTensors {
    const { built } = this.#parts;
    const model = (isCopy ? built.targets : built.networks).get(network);
    if (!model || !found.kind) throw new Error(`The network ${network} was not built.`);
    if (!isCopy) this.called.add(network);
    const edges = edgesInto(this.#parts.step.structure, id);
    const inputs = Object.keys(found.kind.inputs).map((port) =>
      this.port((edges.get(port) as Edge).from),
    );
    const outputs = model.apply(inputs, !isCopy && this.#isTraining(network, found));
    const own =
      model.model.outputs.length - (isCopy ? 0 : (built.features.get(network)?.length ?? 0));
    const ports: Record<string, tf.Tensor> = {};
    const names = found.kind.outputs;
    for (let place = 0; place < own; place++) {
      const port = names[place] as string;
      const output = outputs[place] as tf.Tensor;
      if (model.head !== null) {
        this.#logits.set(`${id}:${port}`, { tensor: output, head: model.head });
      } else ports[port] = output;
    }
    for (const path of isCopy ? [] : calledFeatures(found.node.fields)) {
      const place = built.features.get(network)?.indexOf(path) ?? -1;
      ports[featurePort(path)] = outputs[own + place] as tf.Tensor;
    }
    return ports;
  }

  #isTraining(network: string, { fields }: NodeAnalysis): boolean {
    const { training, resting } = this.#mode;
    if (fields?.mode === 'training') return true;
    if (fields?.mode === 'inference' || fields?.frozen === true) return false;
    return training && !resting?.has(network);
  }

  /** What a pool gives for a batch; where nothing is trained, the batch itself. */
  #exchange(id: string, pool: HistoryPool): tf.Tensor {
    const [edge] = edgesInto(this.#parts.step.structure, id).values();
    const batch = this.port((edge as Edge).from);
    const { training, moment } = this.#mode;
    return training ? pool.exchange(batch, moment, this.#randomness(id)) : batch;
  }

  #randomness(id: string): Randomness {
    const { seed, step } = this.#parts;
    return createRandomness(seed).fork(`${step.id} ${id} ${this.#mode.moment}`);
  }

  #gradient(id: string): tf.Tensor {
    const edges = edgesInto(this.#parts.step.structure, id);
    const of = (edges.get('of') as Edge).from;
    const to = (edges.get('to') as Edge).from;
    // What is kept for other nodes is not to be freed with what the gradient needs.
    const input = this.port(to);
    return tf.tidy(() => {
      const x = tf.clone(input);
      const { grads } = tf.engine().gradients(
        () => {
          const result = this.replacing(new Map([[`${to.node}:${to.port}`, x]])).port(of);
          return result.rank === 0 ? result : tf.sum(result);
        },
        [x],
        undefined,
        true,
      );
      // No gradient comes through a Stop gradient.
      return grads[0] ?? tf.zerosLike(x);
    });
  }
}

/** Wired ports in the order in which layers take them: a, b, … z, aa; others as they are wired. */
export function portsInOrder(edges: ReadonlyMap<string, Edge>): string[] {
  const ports = [...edges.keys()];
  return ports.every((port) => /^[a-z]{1,2}$/.test(port))
    ? ports.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
    : ports;
}
