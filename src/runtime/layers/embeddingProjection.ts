import * as tf from '@tensorflow/tfjs';

type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** The fields of an EmbeddingProjection layer, as its config holds them. */
export interface EmbeddingProjectionConfig {
  /** Tokens in the vocabulary: the width of the output. */
  inputDim: number;
  useBias?: boolean;
  embeddingsInitializer?: string | tf.serialization.ConfigDict;
  biasInitializer?: string | tf.serialization.ConfigDict;
  name?: string;
}

/**
 * Scores every token of a vocabulary by the product of a vector with the token's row of an embedding
 * matrix [inputDim,width]: [n,…,width] → [n,…,inputDim]. The matrix is its own, or, after
 * `shareEmbeddings`, that of another layer. Source: Press & Wolf, Using the Output Embedding to Improve
 * Language Models, 2017.
 */
export class EmbeddingProjection extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'EmbeddingProjection';
  private readonly config: EmbeddingProjectionConfig;
  private embeddings: tf.LayerVariable | null = null;
  private bias: tf.LayerVariable | null = null;
  private isShared = false;

  constructor(config: EmbeddingProjectionConfig) {
    super(config as { name?: string });
    this.config = config;
    this.supportsMasking = true;
  }

  /**
   * Takes another layer's matrix [inputDim,width] from now on, before or after it is built. An own
   * one is freed; a shared one is no weight of this layer: it is listed, saved and disposed there.
   */
  shareEmbeddings(embeddings: tf.LayerVariable): void {
    const own = this.isShared ? null : this.embeddings;
    if (own) {
      this._trainableWeights = this._trainableWeights.filter((weight) => weight !== own);
      own.dispose();
    }
    this.embeddings = embeddings;
    this.isShared = true;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const width = (inputShape as tf.Shape).at(-1) as number;
    const { inputDim, useBias, embeddingsInitializer, biasInitializer } = this.config;
    if (!this.isShared) {
      const rows = readInitializer(embeddingsInitializer ?? 'randomUniform');
      this.embeddings = this.addWeight('embeddings', [inputDim, width], 'float32', rows);
    }
    if (useBias) {
      const zeros = readInitializer(biasInitializer ?? 'zeros');
      this.bias = this.addWeight('bias', [inputDim], 'float32', zeros);
    }
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [...(inputShape as tf.Shape).slice(0, -1), this.config.inputDim];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const matrix = this.embeddings?.read() as tf.Tensor2D;
      const rows = tf.reshape(x, [-1, matrix.shape[1]]) as tf.Tensor2D;
      let scores: tf.Tensor = tf.matMul(rows, matrix, false, true);
      if (this.bias) scores = tf.add(scores, this.bias.read());
      return tf.reshape(scores, [...x.shape.slice(0, -1), this.config.inputDim]);
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

tf.serialization.registerClass(EmbeddingProjection);
