import * as tf from '@tensorflow/tfjs';

/** The fields of a KernelNormalization layer, as its config holds them. */
export interface KernelNormalizationConfig {
  /** spectral: divided by the largest singular value. weight: direction and length learned apart. */
  normalization: 'spectral' | 'weight';
  /** The layer whose first weight, its kernel, is normalised. */
  layer: tf.layers.Layer | { className: string; config: object };
  /** The axes of the kernel that count outputs; the others count what goes into one. */
  outputAxes: number[];
  /** Decides where the search for the singular value starts; left out, no run repeats. */
  seed?: number;
  name?: string;
  trainable?: boolean;
}

/** Keeps a vector of zeros from being divided by its length. */
const leastSquare = 1e-24;

/** A layer's fields by name; one of them holds the kernel. */
type Fields = Record<string, unknown>;

/**
 * Runs a layer with its kernel normalised; shapes are the layer's.
 *
 * Spectral: W/σ, σ the largest singular value of the kernel as a matrix with a column for each output.
 * The weight `u` (no gradient reaches it) approximates a singular vector and gets one step of power
 * iteration on every training call. Weight: w = g·v/‖v‖ for each output, v the layer's kernel and `g`
 * a learned weight that starts at ‖v‖, so that w starts as the kernel does.
 * Sources: Miyato et al., Spectral Normalization for GANs, 2018; Salimans & Kingma, Weight
 * Normalization, 2016.
 */
export class KernelNormalization extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'KernelNormalization';
  private readonly normalization: 'spectral' | 'weight';
  private readonly outputAxes: number[];
  private readonly seed: number | undefined;
  private readonly layer: tf.layers.Layer;
  private u: tf.LayerVariable | null = null;
  private g: tf.LayerVariable | null = null;

  constructor(config: KernelNormalizationConfig) {
    super(config as { name?: string });
    this.normalization = config.normalization;
    this.outputAxes = config.outputAxes;
    this.seed = config.seed;
    this.layer = readLayer(config.layer);
    this.supportsMasking = this.layer.supportsMasking;
  }

  override get losses(): (() => tf.Scalar)[] {
    return [...super.losses, ...this.layer.losses];
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    this.layer.build(inputShape);
    this.layer.built = true;
    const own = this as unknown as { _nonTrainableWeights: tf.LayerVariable[] };
    this._trainableWeights.push(...this.layer.trainableWeights);
    own._nonTrainableWeights.push(...this.layer.nonTrainableWeights);
    const kernel = this.kernel();
    const outputs = this.axes(kernel).outputs.map((axis) => kernel.shape[axis] as number);
    if (this.normalization === 'weight') {
      this.g = this.addWeight('g', outputs, 'float32', tf.initializers.ones());
      const g = this.g;
      tf.tidy(() => {
        g.write(tf.reshape(tf.sqrt(this.squares(kernel.read())), outputs));
      });
    } else {
      const size = outputs.reduce((product, length) => product * length, 1);
      const normal = tf.initializers.randomNormal({
        mean: 0,
        stddev: 1,
        seed: this.seed as number,
      });
      this.u = this.addWeight('u', [size], 'float32', normal, undefined, false);
      const u = this.u;
      tf.tidy(() => {
        u.write(unit(u.read()));
      });
    }
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return this.layer.computeOutputShape(inputShape);
  }

  override call(
    inputs: tf.Tensor | tf.Tensor[],
    kwargs: { training?: boolean },
  ): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      this.layer.trainable = this.trainable;
      const kernel = this.kernel();
      const normal = this.normalKernel(kernel.read(), kwargs.training ?? false);
      const fields = this.layer as unknown as Fields;
      const places = Object.keys(fields).filter((name) => fields[name] === kernel);
      try {
        for (const name of places) fields[name] = { read: () => normal };
        return this.layer.call(inputs, kwargs);
      } finally {
        for (const name of places) fields[name] = kernel;
      }
    });
  }

  private kernel(): tf.LayerVariable {
    return this._trainableWeights[0] as tf.LayerVariable;
  }

  private normalKernel(kernel: tf.Tensor, training: boolean): tf.Tensor {
    if (this.g) {
      const lengths = tf.sqrt(tf.maximum(this.squares(kernel), leastSquare));
      return tf.mul(kernel, tf.div(tf.reshape(this.g.read(), lengths.shape), lengths));
    }
    // A frozen layer keeps its u, as it keeps everything else.
    return tf.div(kernel, this.largestSingularValue(kernel, training && this.trainable));
  }

  /** vᵀWu on the tape; u and v themselves are constants to it. */
  private largestSingularValue(kernel: tf.Tensor, training: boolean): tf.Scalar {
    const { inputs, outputs } = this.axes(kernel);
    const columns = (this.u as tf.LayerVariable).shape[0] as number;
    const matrix = (weight: tf.Tensor): tf.Tensor2D =>
      tf.reshape(tf.transpose(weight, [...inputs, ...outputs]), [-1, columns]);
    const constant = matrix(withoutGradient(kernel));
    const state = this.u as tf.LayerVariable;
    let u = tf.reshape(state.read(), [columns, 1]);
    const v = unit(tf.matMul(constant, u));
    if (training) {
      u = unit(tf.matMul(constant, v, true));
      state.write(tf.reshape(u, [columns]));
    }
    return tf.sum<tf.Scalar>(tf.mul(tf.matMul(matrix(kernel), u), v));
  }

  /** The squared length of what goes into each output, in a shape that broadcasts to the kernel. */
  private squares(kernel: tf.Tensor): tf.Tensor {
    return tf.sum(tf.square(kernel), [...this.axes(kernel).inputs], true);
  }

  private axes(kernel: { shape: tf.Shape }): { inputs: number[]; outputs: number[] } {
    const rank = kernel.shape.length;
    const outputs = this.outputAxes.map((axis) => (axis < 0 ? rank + axis : axis));
    const inputs = kernel.shape.map((_, axis) => axis).filter((axis) => !outputs.includes(axis));
    return { inputs, outputs };
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { normalization, outputAxes, layer, seed } = this;
    const { name: _name, ...inner } = layer.getConfig();
    const within = { className: layer.getClassName(), config: inner };
    const config = { ...super.getConfig(), normalization, outputAxes, layer: within };
    return seed === undefined ? config : { ...config, seed };
  }
}

/** The vector in its direction with length 1. */
function unit(vector: tf.Tensor): tf.Tensor {
  return tf.mul(vector, tf.rsqrt(tf.maximum(tf.sum(tf.square(vector)), leastSquare)));
}

/** The same numbers, constants to every gradient. */
function withoutGradient(x: tf.Tensor): tf.Tensor {
  return tf.customGrad((value) => ({
    value: (value as tf.Tensor).clone(),
    gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
  }))(x);
}

/** A layer from its class name and config, as tf.js reads those of a model. */
function readLayer(
  layer: tf.layers.Layer | { className: string; config: object },
): tf.layers.Layer {
  if (layer instanceof tf.layers.Layer) return layer;
  const found = tf.serialization.SerializationMap.getMap().classNameMap[layer.className];
  if (!found) throw new Error(`The layer ${layer.className} is not registered.`);
  return found[1](found[0], layer.config as tf.serialization.ConfigDict) as tf.layers.Layer;
}

tf.serialization.registerClass(KernelNormalization);
