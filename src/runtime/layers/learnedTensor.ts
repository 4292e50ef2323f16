import * as tf from '@tensorflow/tfjs';

type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** The fields of a LearnedTensor layer, as its config holds them. */
export interface LearnedTensorConfig {
  /** Shape without the batch axis. */
  shape: readonly number[];
  valueInitializer?: string | tf.serialization.ConfigDict;
  name?: string;
}

/**
 * Numbers that are learned and are the same for every example: any tensor [n,…] → [n,…shape]. Of what
 * comes in only the number of examples counts; tf.js runs no layer without an input.
 */
export class LearnedTensor extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'LearnedTensor';
  private readonly config: LearnedTensorConfig;
  private value: tf.LayerVariable | null = null;

  constructor(config: LearnedTensorConfig) {
    super(config as { name?: string });
    this.config = config;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const initializer = readInitializer(this.config.valueInitializer ?? 'zeros');
    this.value = this.addWeight('value', [...this.config.shape], 'float32', initializer);
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null] = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tf.Shape;
    return [batch, ...this.config.shape];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const like = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const batch = like.shape[0] as number;
      const value = this.value?.read() as tf.Tensor;
      // Of a sum the gradient is one sum over the batch; tiling would slice it example by example.
      const rows = tf.add(tf.zeros([batch, 1]), tf.reshape(value, [1, -1]));
      return tf.reshape(rows, [batch, ...this.config.shape]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...(this.config as object), ...super.getConfig() };
  }
}

/** tf.js reads initializers from configs but does not export how; a layer that takes one does it. */
function readInitializer(config: string | tf.serialization.ConfigDict): Initializer {
  const args = { units: 1, kernelInitializer: config } as Parameters<typeof tf.layers.dense>[0];
  return (tf.layers.dense(args) as unknown as { kernelInitializer: Initializer }).kernelInitializer;
}

tf.serialization.registerClass(LearnedTensor);
