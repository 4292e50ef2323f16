import * as tf from '@tensorflow/tfjs';

/** The fields of a LearnedPositions layer, as its config holds them. */
export interface LearnedPositionsConfig {
  /** Rows of the table: the longest sequence it takes. */
  maxLength: number;
  /** How the table starts: an initializer's name or a saved initializer; randomUniform if left out. */
  embeddingsInitializer?: string | tf.serialization.ConfigDict;
  name?: string;
  trainable?: boolean;
}

/**
 * Adds a learned row to every position of a sequence: y_t = x_t + P_t. Shape [batch, time, features]
 * stays; throws for a sequence longer than its table of maxLength × features.
 * Source: Gehring et al., Convolutional Sequence to Sequence Learning, 2017; as in BERT and GPT-2.
 */
export class LearnedPositions extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'LearnedPositions';
  private readonly maxLength: number;
  private readonly embeddingsInitializer: string | tf.serialization.ConfigDict;
  private embeddings: tf.LayerVariable | null = null;

  constructor(config: LearnedPositionsConfig) {
    super(config as { name?: string });
    this.maxLength = config.maxLength;
    this.embeddingsInitializer = config.embeddingsInitializer ?? 'randomUniform';
    this.supportsMasking = true;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as number[];
    // A cell reads initializers by name and from saved models as every layer of tf.js does.
    const { kernelInitializer } = tf.layers.simpleRNNCell({
      units: 1,
      kernelInitializer: this.embeddingsInitializer as 'zeros',
    });
    this.embeddings = this.addWeight(
      'embeddings',
      [this.maxLength, shape.at(-1) as number],
      'float32',
      kernelInitializer,
    );
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor3D;
      const length = x.shape[1];
      if (length > this.maxLength) {
        throw new Error(
          `${this.name} has rows for ${this.maxLength} positions; a sequence of ${length} arrived.`,
        );
      }
      const table = this.embeddings?.read() as tf.Tensor2D;
      return tf.add(x, tf.slice(table, [0, 0], [length, -1]));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      maxLength: this.maxLength,
      embeddingsInitializer: this.embeddingsInitializer,
    };
  }
}

tf.serialization.registerClass(LearnedPositions);
