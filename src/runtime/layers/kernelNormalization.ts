import * as tf from '@tensorflow/tfjs';

type Normalization = 'spectral' | 'weight' | 'equalized';

/** The fields of a KernelNormalization layer, as its config holds them. */
export interface KernelNormalizationConfig {
  /**
   * spectral: divided by the largest singular value. weight: direction and length learned apart.
   * equalized: multiplied by √(2 / numbers that go into one output).
   */
  normalization: Normalization;
  /** The layer whose kernel or kernels are normalised. */
  layer: tf.layers.Layer | { className: string; config: object };
  /**
   * Where the layer's first weight is its only kernel: the axes that count outputs; the others count
   * what goes into one.
   */
  outputAxes?: number[];
  /** Where there are several: the place of each among the layer's weights, and those axes of it. */
  kernels?: { weight: number; outputAxes: number[] }[];
  /** Decides where the search for the singular value starts; left out, no run repeats. */
  seed?: number;
  name?: string;
  trainable?: boolean;
}

/** Keeps a vector of zeros from being divided by its length. */
const leastSquare = 1e-24;

/** What holds a kernel by name: a layer, the cell of a recurrent one, one of its directions. */
type Fields = Record<string, unknown>;

/** A kernel of the layer. */
interface Kernel {
  readonly weight: tf.LayerVariable;
  /** The axes that count outputs, and the others. */
  readonly outputs: readonly number[];
  readonly inputs: readonly number[];
  /** The lengths g, or the vector u; none where nothing is learned or kept. */
  readonly added: tf.LayerVariable | null;
}

/**
 * Runs a layer with its kernel, or each of its kernels, normalised; shapes are the layer's.
 *
 * Spectral: W/σ, σ the largest singular value of the kernel as a matrix with a column for each output.
 * The weight `u` (no gradient reaches it) approximates a singular vector and gets one step of power
 * iteration on every training call. Weight: w = g·v/‖v‖ for each output, v the layer's kernel and `g`
 * a learned weight that starts at ‖v‖, so that w starts as the kernel does. Of several kernels each
 * has its own, named as it is: `recurrent_g` for `recurrent_kernel`.
 * Equalized: W·√(2 / n), n the numbers that go into one output, so that weights that start alike learn
 * at one speed. Sources: Karras et al., Progressive Growing of GANs, 2018, §4.1; Miyato et al., Spectral Normalization for GANs, 2018; Salimans & Kingma, Weight
 * Normalization, 2016.
 */
export class KernelNormalization extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'KernelNormalization';
  private readonly normalization: Normalization;
  private readonly which: Pick<KernelNormalizationConfig, 'outputAxes' | 'kernels'>;
  private readonly seed: number | undefined;
  private readonly layer: tf.layers.Layer;
  private kernels: readonly Kernel[] = [];

  constructor(config: KernelNormalizationConfig) {
    super(config as { name?: string });
    const { normalization, outputAxes, kernels, seed } = config;
    this.normalization = normalization;
    this.which = kernels ? { kernels } : { outputAxes: outputAxes ?? [-1] };
    this.seed = seed;
    this.layer = readLayer(config.layer);
    this.supportsMasking = this.layer.supportsMasking;
    this._stateful = this.layer.stateful;
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
    const { weights } = this.layer;
    const { kernels, outputAxes = [-1] } = this.which;
    this.kernels = kernels
      ? kernels.map((one, place) => {
          const weight = weights[one.weight] as tf.LayerVariable;
          const [name = 'kernel'] = weight.originalName.split('/').slice(-1);
          return this.addTo(
            weight,
            one.outputAxes,
            (added) => name.replace(/kernel$/, added),
            place,
          );
        })
      : [this.addTo(weights[0] as tf.LayerVariable, outputAxes, (added) => added, 0)];
    super.build(inputShape);
  }

  /** Adds what normalises a kernel; `place` is that among the kernels. */
  private addTo(
    weight: tf.LayerVariable,
    outputAxes: readonly number[],
    name: (added: string) => string,
    place: number,
  ): Kernel {
    const { shape } = weight;
    const outputs = outputAxes.map((axis) => (axis < 0 ? shape.length + axis : axis));
    const inputs = shape.map((_, axis) => axis).filter((axis) => !outputs.includes(axis));
    if (this.normalization === 'equalized') return { weight, outputs, inputs, added: null };
    const lengths = outputs.map((axis) => shape[axis] as number);
    // As initializers, both can be drawn again after the kernel was.
    if (this.normalization === 'weight') {
      const start = initializer(() =>
        tf.reshape(tf.sqrt(squares(weight.read(), { inputs })), lengths),
      );
      const g = this.addWeight(name('g'), lengths, 'float32', start);
      return { weight, outputs, inputs, added: g };
    }
    const size = lengths.reduce((product, length) => product * length, 1);
    const start = initializer(() => {
      const seed = this.seed === undefined ? undefined : this.seed + place;
      return unit(tf.randomNormal([size], 0, 1, 'float32', seed));
    });
    const u = this.addWeight(name('u'), [size], 'float32', start, undefined, false);
    return { weight, outputs, inputs, added: u };
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return this.layer.computeOutputShape(inputShape);
  }

  override computeMask(
    inputs: tf.Tensor | tf.Tensor[],
    mask?: tf.Tensor | tf.Tensor[],
  ): tf.Tensor | tf.Tensor[] {
    return this.layer.computeMask(inputs, mask);
  }

  override call(
    inputs: tf.Tensor | tf.Tensor[],
    kwargs: { training?: boolean },
  ): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      this.layer.trainable = this.trainable;
      const restored: (() => void)[] = [];
      try {
        for (const kernel of this.kernels) {
          const normal = this.normalKernel(kernel, kwargs.training ?? false);
          for (const [holder, name] of this.placesOf(kernel)) {
            holder[name] = { read: () => normal };
            restored.push(() => {
              holder[name] = kernel.weight;
            });
          }
        }
        return this.layer.call(inputs, kwargs);
      } finally {
        for (const restore of restored) restore();
      }
    });
  }

  /** Where the layer looks for a kernel. */
  private placesOf({ weight }: Kernel): (readonly [holder: Fields, name: string])[] {
    const { cell, directions } = this.layer as unknown as Fields;
    const holders = [this.layer, cell, directions].flat().filter(Boolean) as Fields[];
    return holders.flatMap((holder) =>
      Object.keys(holder)
        .filter((name) => holder[name] === weight)
        .map((name) => [holder, name] as const),
    );
  }

  private normalKernel(kernel: Kernel, training: boolean): tf.Tensor {
    const weight = kernel.weight.read();
    const { added, inputs } = kernel;
    if (!added) {
      const numbers = inputs.reduce((product, axis) => product * (weight.shape[axis] as number), 1);
      return tf.mul(weight, Math.sqrt(2 / numbers));
    }
    if (this.normalization === 'weight') {
      const lengths = tf.sqrt(tf.maximum(squares(weight, kernel), leastSquare));
      return tf.mul(weight, tf.div(tf.reshape(added.read(), lengths.shape), lengths));
    }
    // A frozen layer keeps its u, as it keeps everything else.
    const moves = training && this.trainable;
    return tf.div(weight, largestSingularValue(weight, { ...kernel, added }, moves));
  }

  /** Forgets the states that the layer keeps between batches. */
  override resetStates(): void {
    this.layer.resetStates();
  }

  /** The states that the layer keeps between batches; none for most. */
  keptTensors(): readonly tf.Tensor[] {
    return this.keeping?.keptTensors() ?? [];
  }

  /** Lets the layer go on from such states; they are copied. */
  keepTensors(tensors: readonly tf.Tensor[]): void {
    this.keeping?.keepTensors(tensors);
  }

  private get keeping(): KeepingLayer | null {
    return 'keptTensors' in this.layer ? (this.layer as unknown as KeepingLayer) : null;
  }

  override dispose(): ReturnType<tf.layers.Layer['dispose']> {
    if (this.keeping) this.layer.resetStates();
    return super.dispose();
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { normalization, which, layer, seed } = this;
    const { name: _name, ...inner } = layer.getConfig();
    const within = { className: layer.getClassName(), config: inner };
    const config = { ...super.getConfig(), normalization, ...which, layer: within };
    return seed === undefined ? config : { ...config, seed };
  }
}

/** A layer that hands states to the next batch. */
interface KeepingLayer {
  keptTensors(): readonly tf.Tensor[];
  keepTensors(tensors: readonly tf.Tensor[]): void;
}

/** vᵀWu on the tape; u and v themselves are constants to it. Training moves u on. */
function largestSingularValue(
  weight: tf.Tensor,
  { inputs, outputs, added }: Kernel & { readonly added: tf.LayerVariable },
  training: boolean,
): tf.Scalar {
  const columns = added.shape[0] as number;
  const matrix = (kernel: tf.Tensor): tf.Tensor2D =>
    tf.reshape(tf.transpose(kernel, [...inputs, ...outputs]), [-1, columns]);
  const constant = matrix(withoutGradient(weight));
  let u = tf.reshape(added.read(), [columns, 1]);
  const v = unit(tf.matMul(constant, u));
  if (training) {
    u = unit(tf.matMul(constant, v, true));
    added.write(tf.reshape(u, [columns]));
  }
  return tf.sum<tf.Scalar>(tf.mul(tf.matMul(matrix(weight), u), v));
}

/** The squared length of what goes into each output, in a shape that broadcasts to the kernel. */
function squares(weight: tf.Tensor, { inputs }: Pick<Kernel, 'inputs'>): tf.Tensor {
  return tf.sum(tf.square(weight), [...inputs], true);
}

/** An initializer that works out what a weight starts with. */
function initializer(start: () => tf.Tensor): ReturnType<typeof tf.initializers.zeros> {
  const apply = (): tf.Tensor => tf.tidy(start);
  return { apply } as unknown as ReturnType<typeof tf.initializers.zeros>;
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
