import * as tf from '@tensorflow/tfjs';
import { expandNetwork } from '../analysis/expandNetwork';
import type { GraphAnalysis } from '../analysis/graphAnalysis';
import { kerasLayers } from '../analysis/kerasLayers';
import type { OutputHead } from '../kinds/training/stepKind';
import type { EmbeddingProjection } from '../runtime/layers/embeddingProjection';
import { Scan } from '../runtime/layers/scan';
import { prepareRuntime } from '../runtime/prepareRuntime';
import { type NetworkConfig, type NetworkEnd, networkConfig } from './networkConfig';
import { splitHead } from './outputHead';
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
  /** Paths of layers inside whose (first) outputs the model gives too, after its own. */
  readonly features?: readonly string[];
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
  /**
   * Runs the model: its outputs in their order, then the features asked for; the first one without
   * the activation named by `head`. Nothing is disposed.
   */
  apply(inputs: readonly tf.Tensor[], training: boolean): tf.Tensor[];
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
  const { seed, forTraining = false, features = [] } = options;
  const { body, head } = splitHead(networkConfig(analysis), options.head ?? null);
  const config = seededNetwork(withFeatures(body, features), { seed, forTraining });
  const model = await tf.models.modelFromJSON(config as never);
  checkCalls(config, model.layers);
  tieWeights(analysis, model.layers);
  keepFrozenStatistics(model.layers);
  return {
    model,
    head,
    weights: namedWeights(analysis, model.layers),
    apply: (inputs, training) =>
      [
        model.apply(inputs.length === 1 ? (inputs[0] as tf.Tensor) : [...inputs], { training }),
      ].flat(1) as tf.Tensor[],
    predict: (input) =>
      tf.tidy(() => {
        const [output] = [model.apply(input, { training: false })].flat(1) as [tf.Tensor];
        return head === null ? output : applyHead(output, head);
      }),
    dispose: () => {
      model.dispose();
    },
  };
}

/** A network whose model also gives what leaves the named layers. */
function withFeatures(network: NetworkConfig, features: readonly string[]): NetworkConfig {
  const { config } = network;
  const added = features.map((path): NetworkEnd => {
    if (!config.layers.some(({ name }) => name === path)) {
      throw new Error(`${config.name} has no layer "${path}" whose output could be taken.`);
    }
    return [path, 0, 0];
  });
  return added.length === 0
    ? network
    : { ...network, config: { ...config, output_layers: [...config.output_layers, ...added] } };
}

/** The activation that was cut off a model, applied to what it gives. */
export function applyHead(logits: tf.Tensor, head: OutputHead): tf.Tensor {
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
