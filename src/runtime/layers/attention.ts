import * as tf from '@tensorflow/tfjs';

type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** The fields of an Attention layer, as its config holds them. */
export interface AttentionConfig {
  /** What the inputs are, in the order in which they come. */
  inputNames: readonly ('query' | 'value' | 'key' | 'mask')[];
  /** dot: q·k. general: q·W·k. additive: v·tanh(q·W₁ + k·W₂ + b). */
  score: 'dot' | 'general' | 'additive';
  /** Width of the hidden layer of an additive score. */
  units?: number;
  /** Whether the hidden layer of an additive score has a bias. */
  useBias?: boolean;
  /** What dot and general scores are multiplied by: 1, 1/√(width of a key), or a learned number. */
  scale?: 'none' | 'width' | 'learned';
  /** Whether a query sees only the keys at its own place and before it. */
  causal?: boolean;
  /** The share of attention weights set to zero in training, from 0 to below 1. */
  dropout?: number;
  /** Whether the attention weights are a second output. */
  returnScores?: boolean;
  kernelInitializer?: string | tf.serialization.ConfigDict;
  biasInitializer?: string | tf.serialization.ConfigDict;
  /** Decides the dropout of a run; left out, no run repeats. */
  seed?: number;
  name?: string;
}

/**
 * Attention: for every query the mean of the values, weighted by softmax over the scores of the keys;
 * without a key input the values are the keys.
 *
 * Shapes: value [n,…,S,v], key [n,…,S,k], query [n,…,T,q] or [n,…,q], a single one. Output [n,…,T,v]
 * or [n,…,v], then, if asked for, attention weights [n,…,T,S] or [n,…,S]. A mask is [n,S] or [n,T,S];
 * what is not 0 may be looked at. Masks that tf.js hands on beside its tensors are not used and end
 * here.
 *
 * Sources: Bahdanau et al., Neural Machine Translation by Jointly Learning to Align and Translate,
 * 2015; Luong et al., Effective Approaches to Attention-based Neural Machine Translation, 2015;
 * Vaswani et al., Attention Is All You Need, 2017.
 */
export class Attention extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'Attention';
  private readonly config: AttentionConfig;
  private queryKernel: tf.LayerVariable | null = null;
  private keyKernel: tf.LayerVariable | null = null;
  private bias: tf.LayerVariable | null = null;
  private scoreKernel: tf.LayerVariable | null = null;
  private scale: tf.LayerVariable | null = null;
  /** How many dropout masks have been drawn: saved and set again, a run goes on where it was. */
  position = 0;

  constructor(config: AttentionConfig) {
    super(config as { name?: string });
    this.config = config;
    this.supportsMasking = true;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { query, key } = this.byName(inputShape as tf.Shape[]);
    const queryWidth = query.at(-1) as number;
    const keyWidth = key.at(-1) as number;
    const { score, units = 1, useBias = false, scale = 'none' } = this.config;
    const kernel = readInitializer(this.config.kernelInitializer ?? 'glorotUniform');
    if (score === 'general') {
      this.queryKernel = this.weight('kernel', [queryWidth, keyWidth], kernel);
    }
    if (score === 'additive') {
      this.queryKernel = this.weight('query_kernel', [queryWidth, units], kernel);
      this.keyKernel = this.weight('key_kernel', [keyWidth, units], kernel);
      if (useBias) {
        const zeros = readInitializer(this.config.biasInitializer ?? 'zeros');
        this.bias = this.weight('bias', [units], zeros);
      }
      this.scoreKernel = this.weight('score_kernel', [units, 1], kernel);
    }
    if (scale === 'learned') this.scale = this.weight('scale', [], tf.initializers.ones());
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    const { query, value } = this.byName(inputShape as tf.Shape[]);
    const before = query.slice(0, -1);
    const y = [...before, value.at(-1) as number];
    return this.config.returnScores ? [y, [...before, value.at(-2) as number]] : y;
  }

  override computeMask(): tf.Tensor[] {
    return (this.config.returnScores ? [null, null] : [null]) as unknown as tf.Tensor[];
  }

  override call(
    inputs: tf.Tensor | tf.Tensor[],
    kwargs: { training?: boolean },
  ): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      const { query, value, key, mask } = this.byName(inputs as tf.Tensor[]);
      const before = query.shape.slice(0, -1);
      const steps = value.shape.at(-2) as number;
      const batch = value.shape[0] as number;
      // All axes between the batch and the places become one.
      const stack = value.shape.slice(1, -2).reduce((product, size) => product * size, 1);
      const stacked = (tensor: tf.Tensor): tf.Tensor4D =>
        tf.reshape(tensor, [
          batch,
          stack,
          tensor.rank < value.rank ? 1 : (tensor.shape.at(-2) as number),
          tensor.shape.at(-1) as number,
        ]);
      const queries = stacked(query);
      let scores = this.scores(queries, stacked(key));
      const seen = visible(this.config.causal ?? false, mask, queries.shape[2], steps);
      // Far below every score, yet finite: a row with nothing to look at stays a number.
      if (seen) scores = tf.add(scores, tf.mul(tf.sub(1, seen), -1e9));
      const weights = tf.softmax(scores);
      const y = tf.matMul(this.dropped(weights, kwargs.training ?? false), stacked(value));
      const output = tf.reshape(y, [...before, value.shape.at(-1) as number]);
      return this.config.returnScores ? [output, tf.reshape(weights, [...before, steps])] : output;
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...(this.config as object), ...super.getConfig() };
  }

  /** Scores [n,h,T,S] of queries [n,h,T,q] and keys [n,h,S,k]. */
  private scores(query: tf.Tensor4D, key: tf.Tensor4D): tf.Tensor4D {
    const [batch, stack, queries] = query.shape;
    const [, , keys, keyWidth] = key.shape;
    const { score, scale = 'none' } = this.config;
    let scores: tf.Tensor4D;
    if (score === 'additive') {
      const units = this.config.units ?? 1;
      const projectedQuery = project(query, this.queryKernel?.read() as tf.Tensor2D);
      let projectedKey = project(key, this.keyKernel?.read() as tf.Tensor2D);
      if (this.bias) projectedKey = tf.add(projectedKey, this.bias.read());
      const hidden: tf.Tensor4D = tf.tanh(
        tf.add(
          tf.reshape(projectedQuery, [batch * stack, queries, 1, units]),
          tf.reshape(projectedKey, [batch * stack, 1, keys, units]),
        ),
      );
      const scored = project(hidden, this.scoreKernel?.read() as tf.Tensor2D);
      scores = tf.reshape(scored, [batch, stack, queries, keys]);
    } else {
      const matched =
        score === 'general' ? project(query, this.queryKernel?.read() as tf.Tensor2D) : query;
      const scaled = scale === 'width' ? tf.mul(matched, 1 / Math.sqrt(keyWidth)) : matched;
      scores = tf.matMul(scaled, key, false, true) as tf.Tensor4D;
    }
    return this.scale ? tf.mul(scores, this.scale.read()) : scores;
  }

  private dropped(weights: tf.Tensor4D, training: boolean): tf.Tensor4D {
    const { dropout = 0, seed } = this.config;
    if (!training || dropout === 0) return weights;
    const maskSeed = seed === undefined ? undefined : mix(mix(seed) + this.position);
    this.position += 1;
    return tf.dropout(weights, dropout, undefined, maskSeed) as tf.Tensor4D;
  }

  private weight(name: string, shape: tf.Shape, initializer: Initializer): tf.LayerVariable {
    return this.addWeight(name, shape, 'float32', initializer);
  }

  /** The inputs by what they are; without a key the value is the key. */
  private byName<Input>(inputs: readonly Input[]): {
    query: Input;
    value: Input;
    key: Input;
    mask: Input | undefined;
  } {
    const { inputNames } = this.config;
    const named = (name: AttentionConfig['inputNames'][number]): Input | undefined =>
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

/** x [n,h,t,a] times kernel [a,b]: [n,h,t,b], as one matrix product. */
function project(x: tf.Tensor4D, kernel: tf.Tensor2D): tf.Tensor4D {
  const [batch, stack, places, width] = x.shape;
  const rows = tf.reshape(x, [-1, width]) as tf.Tensor2D;
  return tf.reshape(tf.matMul(rows, kernel), [batch, stack, places, kernel.shape[1]]);
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

tf.serialization.registerClass(Attention);
