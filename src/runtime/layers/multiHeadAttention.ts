import * as tf from '@tensorflow/tfjs';

type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** The fields of a MultiHeadAttention layer, as its config holds them. */
export interface MultiHeadAttentionConfig {
  /** What the inputs are, in the order in which they come. */
  inputNames: readonly ('query' | 'value' | 'key' | 'mask')[];
  numHeads: number;
  /** Width of a query and of a key in each head. */
  keyDim: number;
  /** Width of a value in each head; left out, that of a key. */
  valueDim?: number;
  /** Width of the output; left out, that of the query. */
  outputDim?: number;
  useBias?: boolean;
  /** Whether a query sees only the keys at its own place and before it. */
  causal?: boolean;
  /** The share of attention weights set to zero in training, from 0 to below 1. */
  dropout?: number;
  /** Whether the attention weights of every head are a second output. */
  returnScores?: boolean;
  kernelInitializer?: string | tf.serialization.ConfigDict;
  biasInitializer?: string | tf.serialization.ConfigDict;
  /** Decides the dropout of a run; left out, no run repeats. */
  seed?: number;
  name?: string;
}

/** The weights of one of the four linear maps. */
interface LinearMap {
  readonly kernel: tf.LayerVariable;
  readonly bias: tf.LayerVariable | null;
}

/**
 * Attention in several heads: every head maps queries, keys and values to widths of its own, weights
 * the values by softmax(q·k/√keyDim), and one more map joins the heads. Without a key input the
 * values are the keys.
 *
 * Shapes: query [n,T,q], value [n,S,v], key [n,S,k]; output [n,T,outputDim], then, if asked for,
 * attention weights [n,heads,T,S]. A mask is [n,S] or [n,T,S]; what is not 0 may be looked at. Masks
 * that tf.js hands on beside its tensors are not used and end here. Weights are laid out as in Keras:
 * kernels [width,heads,keyDim] and [heads,valueDim,outputDim], biases [heads,keyDim], [outputDim].
 *
 * Sources: Vaswani et al., Attention Is All You Need, 2017, §3.2; Keras, MultiHeadAttention. Kernels
 * start as the matrices [width,heads·keyDim] that they stand for, as in the paper's own code.
 */
export class MultiHeadAttention extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'MultiHeadAttention';
  private readonly config: MultiHeadAttentionConfig;
  private maps: Record<'query' | 'key' | 'value' | 'output', LinearMap> | null = null;
  /** How many dropout masks have been drawn: saved and set again, a run goes on where it was. */
  position = 0;

  constructor(config: MultiHeadAttentionConfig) {
    super(config as { name?: string });
    this.config = config;
    this.supportsMasking = true;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { query, value, key } = this.byName(inputShape as tf.Shape[]);
    const { numHeads, keyDim, valueDim = keyDim } = this.config;
    const width = (shape: tf.Shape): number => shape.at(-1) as number;
    this.maps = {
      query: this.linearMap('query', [width(query)], [numHeads, keyDim]),
      key: this.linearMap('key', [width(key)], [numHeads, keyDim]),
      value: this.linearMap('value', [width(value)], [numHeads, valueDim]),
      output: this.linearMap('attention_output', [numHeads, valueDim], [this.outputDim(query)]),
    };
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    const { query, value } = this.byName(inputShape as tf.Shape[]);
    const [batch = null, queries = null] = query;
    const y: tf.Shape = [batch, queries, this.outputDim(query)];
    return this.config.returnScores
      ? [y, [batch, this.config.numHeads, queries, value[1] ?? null]]
      : y;
  }

  override computeMask(): tf.Tensor[] {
    return (this.config.returnScores ? [null, null] : [null]) as unknown as tf.Tensor[];
  }

  override call(
    inputs: tf.Tensor | tf.Tensor[],
    kwargs: { training?: boolean },
  ): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      if (!this.maps) throw new Error(`${this.name} has no weights yet.`);
      const { query, value, key, mask } = this.byName(inputs as tf.Tensor3D[]);
      const { causal = false, keyDim } = this.config;
      const queries = tf.mul(this.heads(query, this.maps.query), 1 / Math.sqrt(keyDim));
      let scores: tf.Tensor4D = tf.matMul(queries, this.heads(key, this.maps.key), false, true);
      const seen = visible(causal, mask, query.shape[1], value.shape[1]);
      // Far below every score, yet finite: a row with nothing to look at stays a number.
      if (seen) scores = tf.add(scores, tf.mul(tf.sub(1, seen), -1e9));
      const weights = tf.softmax(scores);
      const seenValues = tf.matMul(
        this.dropped(weights, kwargs.training ?? false),
        this.heads(value, this.maps.value),
      );
      const joined = tf.transpose(seenValues, [0, 2, 1, 3]);
      const output = this.project(
        tf.reshape(joined, [query.shape[0], query.shape[1], -1]) as tf.Tensor3D,
        this.maps.output,
      );
      return this.config.returnScores ? [output, weights] : output;
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...(this.config as object), ...super.getConfig() };
  }

  private outputDim(query: tf.Shape): number {
    return this.config.outputDim ?? (query.at(-1) as number);
  }

  /** Adds the weights of a map from vectors laid out as `from` to vectors laid out as `to`. */
  private linearMap(name: string, from: number[], to: number[]): LinearMap {
    const { kernelInitializer = 'glorotUniform', biasInitializer = 'zeros' } = this.config;
    const zeros = tf.initializers.zeros();
    const kernel = this.addWeight(`${name}_kernel`, [...from, ...to], 'float32', zeros);
    const bias =
      (this.config.useBias ?? true)
        ? this.addWeight(`${name}_bias`, to, 'float32', readInitializer(biasInitializer))
        : null;
    // An initializer would take the three axes of a kernel for those of a convolution.
    tf.tidy(() => {
      const matrix = readInitializer(kernelInitializer).apply([product(from), product(to)]);
      kernel.write(tf.reshape(matrix, [...from, ...to]));
    });
    return { kernel, bias };
  }

  /** Vectors x [n,t,a] through a map, as one matrix product for all heads: [n,t,b]. */
  private project(x: tf.Tensor3D, { kernel, bias }: LinearMap): tf.Tensor3D {
    const [batch, places, width] = x.shape;
    const columns = kernel.read().size / width;
    const matrix = tf.reshape(kernel.read(), [width, columns]) as tf.Tensor2D;
    let y: tf.Tensor = tf.matMul(tf.reshape(x, [batch * places, width]) as tf.Tensor2D, matrix);
    if (bias) y = tf.add(y, tf.reshape(bias.read(), [columns]));
    return tf.reshape(y, [batch, places, columns]);
  }

  /** Vectors x [n,t,a] through a map and split into heads: [n,heads,t,b]. */
  private heads(x: tf.Tensor3D, map: LinearMap): tf.Tensor4D {
    const y = this.project(x, map);
    const { numHeads } = this.config;
    const split = tf.reshape(y, [y.shape[0], y.shape[1], numHeads, y.shape[2] / numHeads]);
    return tf.transpose(split, [0, 2, 1, 3]) as tf.Tensor4D;
  }

  private dropped(weights: tf.Tensor4D, training: boolean): tf.Tensor4D {
    const { dropout = 0, seed } = this.config;
    if (!training || dropout === 0) return weights;
    const maskSeed = seed === undefined ? undefined : mix(mix(seed) + this.position);
    this.position += 1;
    return tf.dropout(weights, dropout, undefined, maskSeed) as tf.Tensor4D;
  }

  /** The inputs by what they are; without a key the value is the key. */
  private byName<Input>(inputs: readonly Input[]): {
    query: Input;
    value: Input;
    key: Input;
    mask: Input | undefined;
  } {
    const { inputNames } = this.config;
    const named = (name: MultiHeadAttentionConfig['inputNames'][number]): Input | undefined =>
      inputs[inputNames.indexOf(name)];
    const value = named('value') as Input;
    return {
      query: named('query') as Input,
      value,
      key: named('key') ?? value,
      mask: named('mask'),
    };
  }
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}

/** 1 where a query may look and 0 where not, to be stretched to the scores; null for everywhere. */
function visible(
  causal: boolean,
  mask: tf.Tensor | undefined,
  queries: number,
  keys: number,
): tf.Tensor | null {
  const places = tf.reshape(tf.range(0, queries), [queries, 1]);
  const earlier = causal ? tf.cast(tf.lessEqual(tf.range(0, keys), places), 'float32') : null;
  if (!mask) return earlier;
  const shape = [mask.shape[0] as number, 1, mask.rank === 2 ? 1 : queries, keys];
  const shown = tf.cast(tf.notEqual(tf.reshape(mask, shape), 0), 'float32');
  return earlier ? tf.mul(shown, earlier) : shown;
}

/** tf.js reads initializers from configs but does not export how; a layer that takes one does it. */
function readInitializer(config: string | tf.serialization.ConfigDict): Initializer {
  const args = { units: 1, kernelInitializer: config } as Parameters<typeof tf.layers.dense>[0];
  return (tf.layers.dense(args) as unknown as { kernelInitializer: Initializer }).kernelInitializer;
}

/** Spreads neighbouring whole numbers over 1 … 2³². Source: the finalizer of MurmurHash3. */
function mix(value: number): number {
  let z = value | 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  // Zero would count as no seed.
  return ((z ^ (z >>> 16)) >>> 0) + 1;
}

tf.serialization.registerClass(MultiHeadAttention);
