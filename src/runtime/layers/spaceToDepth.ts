import * as tf from '@tensorflow/tfjs';

/** The fields of a SpaceToDepth layer, as its config holds them. */
export interface SpaceToDepthConfig {
  /** Height and width of the blocks that become pixels. */
  blockSize: number;
  /**
   * What comes to lie next to each other in the channels: all channels of one place of the block
   * ('tensorflow'), or all places of one channel ('pytorch', its pixel unshuffle).
   */
  order: 'tensorflow' | 'pytorch';
  name?: string;
}

/** Turns blocks of an image into channels; shape [n,b·h,b·w,c] → [n,h,w,b·b·c]. */
export class SpaceToDepth extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'SpaceToDepth';
  private readonly blockSize: number;
  private readonly order: 'tensorflow' | 'pytorch';

  constructor(config: SpaceToDepthConfig) {
    super(config as { name?: string });
    this.blockSize = config.blockSize;
    this.order = config.order;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, height, width, channels] = inputShape as (number | null)[];
    const block = this.blockSize;
    return [
      batch as number,
      typeof height === 'number' ? height / block : null,
      typeof width === 'number' ? width / block : null,
      typeof channels === 'number' ? channels * block * block : null,
    ];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const block = this.blockSize;
      const [batch, , , channels] = x.shape;
      const height = x.shape[1] / block;
      const width = x.shape[2] / block;
      // Rank 5 at most, which every backend transposes: batch and rows go together.
      const blocks = tf.reshape(x, [batch * height, block, width, block, channels]);
      const gathered = tf.transpose(
        blocks,
        this.order === 'tensorflow' ? [0, 2, 1, 3, 4] : [0, 2, 4, 1, 3],
      );
      return tf.reshape(gathered, [batch, height, width, block * block * channels]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), blockSize: this.blockSize, order: this.order };
  }
}

tf.serialization.registerClass(SpaceToDepth);
