import * as tf from '@tensorflow/tfjs';

/** The fields of an ActivityRegularization layer, as its config holds them. */
export interface ActivityRegularizationConfig {
  /** What the loss grows by for each 1 in the sum of absolute values. */
  l1: number;
  /** What the loss grows by for each 1 in the sum of squares. */
  l2: number;
  /** A layer whose output is penalised; left out, it is the input. */
  layer?: tf.layers.Layer | { className: string; config: object };
  name?: string;
  trainable?: boolean;
}

/**
 * Passes its input through, or what the layer within it makes of it, and adds l1·Σ|y| + l2·Σy², the
 * mean over the examples, to the loss of every training step. Sources: the layer
 * ActivityRegularization of Keras, which tf.js lacks, and the argument activityRegularizer, which
 * tf.js refuses.
 */
export class ActivityRegularization extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'ActivityRegularization';
  private readonly l1: number;
  private readonly l2: number;
  private readonly layer: tf.layers.Layer | null;
  /** The penalties of the forward pass on `tape`, an entry for each call. */
  private penalties: tf.Scalar[] = [];
  private tape: unknown = null;

  constructor(config: ActivityRegularizationConfig) {
    super(config as { name?: string });
    this.l1 = config.l1;
    this.l2 = config.l2;
    this.layer = config.layer ? readLayer(config.layer) : null;
    this.supportsMasking = this.layer?.supportsMasking ?? true;
  }

  override get losses(): (() => tf.Scalar)[] {
    return [...super.losses, ...(this.layer?.losses ?? []), this.takePenalty];
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    if (this.layer) {
      this.layer.build(inputShape);
      this.layer.built = true;
      const own = this as unknown as { _nonTrainableWeights: tf.LayerVariable[] };
      this._trainableWeights.push(...this.layer.trainableWeights);
      own._nonTrainableWeights.push(...this.layer.nonTrainableWeights);
    }
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return this.layer ? this.layer.computeOutputShape(inputShape) : inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    if (this.layer) this.layer.trainable = this.trainable;
    const y = this.layer ? (this.layer.call(inputs, kwargs) as tf.Tensor) : x.clone();
    this.recordPenalty(y);
    return y;
  }

  /** Only while a gradient is taken can a penalty be asked for; it must outlive the model's call. */
  private recordPenalty(y: tf.Tensor): void {
    const { activeTape } = tf.engine().state;
    if (!activeTape) return;
    if (this.tape !== activeTape) this.forget();
    this.tape = activeTape;
    const penalty = tf.tidy(() => {
      const absolute = tf.mul(tf.sum(tf.abs(y)), this.l1);
      const square = tf.mul(tf.sum(tf.square(y)), this.l2);
      return tf.div<tf.Scalar>(tf.add(absolute, square), Math.max(1, y.shape[0] ?? 1));
    });
    this.penalties.push(tf.keep(penalty));
  }

  /** The same function for ever, so that a shared layer is asked once. */
  private readonly takePenalty = (): tf.Scalar => {
    const sum = tf.tidy(() =>
      this.penalties.reduce((total, penalty) => tf.add<tf.Scalar>(total, penalty), tf.scalar(0)),
    );
    this.forget();
    return sum;
  };

  private forget(): void {
    tf.dispose(this.penalties);
    this.penalties = [];
    this.tape = null;
  }

  override dispose(): ReturnType<tf.layers.Layer['dispose']> {
    this.forget();
    return super.dispose();
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { l1, l2, layer } = this;
    const config = { ...super.getConfig(), l1, l2 };
    if (!layer) return config;
    const { name: _name, ...inner } = layer.getConfig();
    return { ...config, layer: { className: layer.getClassName(), config: inner } };
  }
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

tf.serialization.registerClass(ActivityRegularization);
