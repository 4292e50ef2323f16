import * as tf from '@tensorflow/tfjs';

/** The fields of a DepthToSpace layer, as its config holds them. */
export interface DepthToSpaceConfig {
  /** Height and width of the block that the channels of one pixel become. */
  blockSize: number;
  /**
   * What lies next to each other in the channels: all channels of one place of the block
   * ('tensorflow'), or all places of one channel ('pytorch', its pixel shuffle).
   */
  order: 'tensorflow' | 'pytorch';
  name?: string;
}

/** Spreads channels over a finer image; shape [n,h,w,b·b·c] → [n,b·h,b·w,c]. */
export class DepthToSpace extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'DepthToSpace';
  private readonly blockSize: number;
  private readonly order: 'tensorflow' | 'pytorch';

  constructor(config: DepthToSpaceConfig) {
    super(config as { name?: string });
    this.blockSize = config.blockSize;
    this.order = config.order;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, height, width, channels] = inputShape as (number | null)[];
    const block = this.blockSize;
    return [
      batch as number,
      typeof height === 'number' ? height * block : null,
      typeof width === 'number' ? width * block : null,
      typeof channels === 'number' ? channels / (block * block) : null,
    ];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const [batch, height, width, depth] = x.shape;
      const block = this.blockSize;
      const channels = depth / (block * block);
      // Rank 5 at most, which every backend transposes: batch and rows go together.
      const lines = batch * height;
      const spread =
        this.order === 'tensorflow'
          ? tf.transpose(tf.reshape(x, [lines, width, block, block, channels]), [0, 2, 1, 3, 4])
          : tf.transpose(tf.reshape(x, [lines, width, channels, block, block]), [0, 3, 1, 4, 2]);
      return tf.reshape(spread, [batch, height * block, width * block, channels]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), blockSize: this.blockSize, order: this.order };
  }
}

tf.serialization.registerClass(DepthToSpace);
