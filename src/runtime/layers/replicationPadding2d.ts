import * as tf from '@tensorflow/tfjs';

/** The fields of a ReplicationPadding2D layer, as its config holds them. */
export interface ReplicationPadding2DConfig {
  /** Rows to add above and below, columns to add left and right. */
  padding: [[number, number], [number, number]];
  name?: string;
}

/** Repeats the edges of an image outwards. Shape [n,h,w,c] → [n,h+t+b,w+l+r,c]. */
export class ReplicationPadding2D extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'ReplicationPadding2D';
  private readonly padding: [[number, number], [number, number]];

  constructor(config: ReplicationPadding2DConfig) {
    super(config as { name?: string });
    this.padding = config.padding;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return (inputShape as tf.Shape).map((length, axis) => {
      const [before, after] = this.padding[axis - 1] ?? [0, 0];
      return length === null ? null : length + before + after;
    });
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    return tf.tidy(() => repeatEdges(repeatEdges(x, 1, this.padding[0]), 2, this.padding[1]));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), padding: this.padding };
  }
}

/** Puts copies of the first and the last line of an axis before and after it. */
function repeatEdges(x: tf.Tensor, axis: number, [before, after]: [number, number]): tf.Tensor {
  const last = (x.shape[axis] as number) - 1;
  const copies = (line: number, count: number): tf.Tensor[] => {
    if (count === 0) return [];
    const along = (others: (size: number) => number, own: number): number[] =>
      x.shape.map((size, i) => (i === axis ? own : others(size)));
    const edge = tf.slice(
      x,
      along(() => 0, line),
      along((size) => size, 1),
    );
    // A product spreads one line over many, and its gradient adds them up again.
    return [tf.mul(edge, tf.ones(along(() => 1, count)))];
  };
  const parts = [...copies(0, before), x, ...copies(last, after)];
  return parts.length === 1 ? x : tf.concat(parts, axis);
}

tf.serialization.registerClass(ReplicationPadding2D);
