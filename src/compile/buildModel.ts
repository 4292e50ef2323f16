import * as tf from '@tensorflow/tfjs';
import { expandNetwork } from '../analysis/expandNetwork';
import type { GraphAnalysis } from '../analysis/graphAnalysis';
import { kerasLayers } from '../analysis/kerasLayers';
import { failure, type Result, success } from '../base/result';
import type { EmbeddingProjection } from '../runtime/layers/embeddingProjection';
import { Scan } from '../runtime/layers/scan';
import { prepareRuntime } from '../runtime/prepareRuntime';
import { type NetworkConfig, networkConfig } from './networkConfig';
import { type OutputHead, splitHead } from './outputHead';
import { seededNetwork } from './seededNetwork';
import { SeededOrthogonal } from './seededOrthogonal';

/** How a network becomes a model. */
export interface BuildOptions {
  /** Decides every random weight and, in training, every dropout mask. */
  readonly seed: number;
  /** Whether dropout draws its masks from the seed; a model to look at keeps the plain layer. */
  readonly forTraining?: boolean;
  /** An activation to leave off the model's end where the network ends in it; see `splitHead`. */
  readonly head?: OutputHead | null;
}

/** One weight of a model by the name under which it is saved. */
export interface NamedWeight {
  /** The node's path and the weight: `conv1/kernel`, `stage3/unit5/conv2/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Whether training changes it. */
  readonly trainable: boolean;
  readonly variable: tf.Variable;
}

/** A network that tf.js can run. */
export interface BuiltNetwork {
  /** The network, without the activation named by `head`. */
  readonly model: tf.LayersModel;
  /** The activation that was left off; `predict` applies it. */
  readonly head: OutputHead | null;
  /** Every weight, in the order of layers and of their kinds' lists. */
  readonly weights: readonly NamedWeight[];
  /** What the whole network makes of a batch, as when it is used; the caller disposes it. */
  predict(input: tf.Tensor): tf.Tensor;
  /** Frees every weight. */
  dispose(): void;
}

/** A weight as it is saved: plain numbers with their type and shape, as safetensors stores them. */
export interface WeightValues {
  readonly dtype: 'F32';
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * Builds the model of a sound graph on the running backend, weights included. The same seed gives the
 * same weights wherever it runs. Throws for a graph with errors.
 */
export async function buildModel(
  analysis: GraphAnalysis,
  options: BuildOptions,
): Promise<BuiltNetwork> {
  prepareRuntime();
  tf.serialization.registerClass(SeededOrthogonal as never);
  const { body, head } = splitHead(networkConfig(analysis), options.head ?? null);
  const { seed, forTraining = false } = options;
  const config = seededNetwork(body, { seed, forTraining });
  const model = await tf.models.modelFromJSON(config as never);
  checkCalls(config, model.layers);
  tieWeights(analysis, model.layers);
  keepFrozenStatistics(model.layers);
  return {
    model,
    head,
    weights: namedWeights(analysis, model.layers),
    predict: (input) =>
      tf.tidy(() => {
        const output = model.apply(input, { training: false }) as tf.Tensor;
        return head === null ? output : applyHead(output, head);
      }),
    dispose: () => {
      model.dispose();
    },
  };
}

function applyHead(logits: tf.Tensor, head: OutputHead): tf.Tensor {
  return head === 'softmax' ? tf.softmax(logits) : tf.sigmoid(logits);
}

/**
 * A frozen batch normalization uses its averages and leaves them alone, as in Keras; tf.js would go
 * on changing them.
 */
function keepFrozenStatistics(layers: readonly tf.layers.Layer[]): void {
  for (const layer of layers) {
    if (layer instanceof Scan) keepFrozenStatistics(layer.cell.layers);
    if (layer.getClassName() !== 'BatchNormalization' || layer.trainable) continue;
    const call = layer.call.bind(layer);
    layer.call = (inputs: tf.Tensor | tf.Tensor[], kwargs: object) =>
      call(inputs, { ...kwargs, training: false });
  }
}

/** The weights of a network, those of a scanned block's step too, under the paths of their nodes. */
function namedWeights(
  analysis: GraphAnalysis,
  layers: readonly tf.layers.Layer[],
  prefix = '',
): NamedWeight[] {
  const declared = new Map(
    expandNetwork(analysis).nodes.map(({ path, analysis: node }) => [path, node]),
  );
  const inModel = new Map(layers.map((layer) => [layer.name, layer]));
  return kerasLayers(analysis).layers.flatMap((layer) => {
    const built = inModel.get(layer.name);
    if (!built || layer.name !== layer.node) return [];
    if (layer.scan) {
      return namedWeights(layer.scan.cell, (built as Scan).cell.layers, `${prefix}${layer.name}/`);
    }
    const all = declared.get(layer.node)?.costs?.weights ?? [];
    const own = all.filter(({ name }) => !layer.tied?.weights.includes(name));
    if (built.weights.length !== own.length) {
      throw new Error(
        `${layer.node} declares ${own.length} weights, its layer has ${built.weights.length}.`,
      );
    }
    return own.map((weight, index) => {
      const variable = built.weights[index]?.read() as tf.Variable;
      if (String(variable.shape) !== String(weight.shape)) {
        throw new Error(
          `${layer.node}/${weight.name} is declared as ${weight.shape}, its layer has ${variable.shape}.`,
        );
      }
      const { name, shape, trainable } = weight;
      return { name: `${prefix}${layer.name}/${name}`, shape, trainable, variable };
    });
  });
}

/** Lets layers use variables of others, as the drawing says. */
function tieWeights(analysis: GraphAnalysis, layers: readonly tf.layers.Layer[]): void {
  const inModel = new Map(layers.map((layer) => [layer.name, layer]));
  for (const layer of kerasLayers(analysis).layers) {
    const built = inModel.get(layer.name);
    if (layer.scan && built) tieWeights(layer.scan.cell, (built as Scan).cell.layers);
    if (!layer.tied || !built) continue;
    const owner = inModel.get(layer.tied.layer);
    const variable = owner?.weights.find(
      ({ originalName }) => originalName.split('/').at(-1) === layer.tied?.weights[0],
    );
    if (!variable) throw new Error(`${layer.tied.layer} has no ${layer.tied.weights.join()}.`);
    (built as EmbeddingProjection).shareEmbeddings(variable);
  }
}

/** Throws where tf.js joined the calls of a shared layer in another order than the drawing has. */
function checkCalls(config: NetworkConfig, layers: readonly tf.layers.Layer[]): void {
  const inModel = new Map(layers.map((layer) => [layer.name, layer]));
  for (const { name, inbound_nodes: calls } of config.config.layers) {
    if (calls.length < 2) continue;
    const built = inModel.get(name);
    // What leads to no output is no part of the model.
    if (!built) continue;
    for (const [place, call] of calls.entries()) {
      const found = built.inboundNodes[place]?.inboundLayers.map((layer) => layer.name);
      if (String(found) !== String(call.map(([layer]) => layer))) {
        throw new Error(`Call ${place + 1} of ${name} takes ${found}, not ${call.map(String)}.`);
      }
    }
  }
}

/** Every weight of a network as plain numbers, by name and in its order; one moment of a running run. */
export async function weightsOf(network: BuiltNetwork): Promise<ReadonlyMap<string, WeightValues>> {
  // All reads start in one go, before another step can change a weight.
  const reading = network.weights.map(({ variable }) => variable.data<'float32'>());
  const values = await Promise.all(reading);
  return new Map(
    network.weights.map(({ name, shape }, index) => [
      name,
      { dtype: 'F32', shape, values: Float32Array.from(values[index] as Float32Array) },
    ]),
  );
}

/** Gives a network weights from outside, all or none; the error names the first that does not fit. */
export function setWeights(
  network: BuiltNetwork,
  weights: ReadonlyMap<string, WeightValues>,
): Result<null> {
  for (const { name, shape } of network.weights) {
    const found = weights.get(name);
    if (!found) return failure(`The weights lack ${name}; they belong to another network.`);
    if (String(found.shape) !== String(shape)) {
      return failure(
        `${name} has the shape ${found.shape.join('×')} in the weights and ${shape.join('×')} in the network; they belong to another network.`,
      );
    }
  }
  for (const { name, shape, variable } of network.weights) {
    const found = weights.get(name) as WeightValues;
    tf.tidy(() => variable.assign(tf.tensor(found.values, [...shape])));
  }
  return success(null);
}
