import * as tf from '@tensorflow/tfjs';

/** The fields of a Slice layer, as its config holds them; a number for every axis but the batch's. */
export interface SliceConfig {
  /** The first index that is kept. */
  start: number[];
  /** How many are kept; −1 keeps the rest. */
  size: number[];
  name?: string;
}

/** Cuts a part out of every axis; shape [n,a,b,…] → [n,size…]. Source: tf.slice as a layer. */
export class Slice extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'Slice';
  private readonly start: number[];
  private readonly size: number[];

  constructor(config: SliceConfig) {
    super(config as { name?: string });
    this.start = config.start;
    this.size = config.size;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, ...axes] = inputShape as tf.Shape;
    return [batch, ...axes.map((length, place) => this.kept(length, place))];
  }

  private kept(length: number | null, place: number): number | null {
    const size = this.size[place] ?? -1;
    if (size >= 0) return size;
    return length === null ? null : length - (this.start[place] ?? 0);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    return tf.slice(x, [0, ...this.start], [-1, ...this.size]);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), start: this.start, size: this.size };
  }
}

tf.serialization.registerClass(Slice);
