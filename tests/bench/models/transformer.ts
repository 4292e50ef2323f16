import * as tf from '@tensorflow/tfjs';
import type { DrawnGraph } from '../../unit/training/drawTraining';
import {
  type BenchModel,
  classifierStep,
  type HandWritten,
  type ModelSize,
  minimising,
} from './benchModel';

const width = 128;
const heads = 4;
const hidden = 512;

/** An encoder block of the Transformer (normalised after each part), its tokens averaged. */
export function transformer(size: ModelSize): BenchModel {
  const batchSize = size === 'usual' ? 32 : 2;
  const tokens = size === 'usual' ? 64 : 16;
  return {
    title: 'Transformer encoder block',
    batchSize,
    project: classifierStep(drawn(tokens), [tokens, width]),
    handWritten: () => written(batchSize, tokens),
  };
}

function drawn(tokens: number): DrawnGraph {
  return {
    nodes: [
      ['tokens', 'input', { shape: [tokens, width] }],
      ['attend', 'multiHeadAttention', { heads, keyDim: width / heads }],
      ['sum1', 'add'],
      ['norm1', 'layerNormalization'],
      ['wide', 'dense', { units: hidden, activation: 'relu' }],
      ['narrow', 'dense', { units: width }],
      ['sum2', 'add'],
      ['norm2', 'layerNormalization'],
      ['mean', 'globalAveragePooling1d'],
      ['class', 'dense', { units: 10, activation: 'softmax' }],
    ],
    wires: [
      'tokens → attend:query',
      'tokens → attend:value',
      'tokens → sum1:a',
      'attend → sum1:b',
      'sum1 → norm1',
      'norm1 → wide',
      'wide → narrow',
      'norm1 → sum2:a',
      'narrow → sum2:b',
      'sum2 → norm2',
      'norm2 → mean',
      'mean → class',
    ],
  };
}

function written(batchSize: number, tokens: number): HandWritten {
  const dense = (units: number, activation: 'linear' | 'relu' = 'linear') =>
    tf.layers.dense({ units, activation });
  const [query, key, value, together] = [dense(width), dense(width), dense(width), dense(width)];
  const [wide, narrow, classes] = [dense(hidden, 'relu'), dense(width), dense(10)];
  const [norm1, norm2] = [tf.layers.layerNormalization(), tf.layers.layerNormalization()];
  const layers = [query, key, value, together, wide, narrow, classes, norm1, norm2];
  const each = width / heads;
  /** [batch, tokens, width] as [batch, heads, tokens, width of a head]. */
  const inHeads = (layer: tf.layers.Layer, x: tf.Tensor): tf.Tensor4D =>
    tf.transpose(
      tf.reshape(layer.apply(x) as tf.Tensor, [batchSize, tokens, heads, each]),
      [0, 2, 1, 3],
    );
  const attend = (x: tf.Tensor): tf.Tensor => {
    const scores = tf.matMul(inHeads(query, x), inHeads(key, x), false, true);
    const shares = tf.softmax(tf.mul(scores, 1 / Math.sqrt(each)));
    const read = tf.transpose(tf.matMul(shares, inHeads(value, x)), [0, 2, 1, 3]);
    return together.apply(tf.reshape(read, [batchSize, tokens, width])) as tf.Tensor;
  };
  const logits = (x: tf.Tensor): tf.Tensor2D => {
    const first = norm1.apply(tf.add(x, attend(x))) as tf.Tensor;
    const mixed = narrow.apply(wide.apply(first)) as tf.Tensor;
    const second = norm2.apply(tf.add(first, mixed)) as tf.Tensor;
    return classes.apply(tf.mean(second, 1)) as tf.Tensor2D;
  };
  return minimising(
    logits,
    () => layers.flatMap((layer) => layer.trainableWeights.map((one) => one.read() as tf.Variable)),
    [batchSize, tokens, width],
  );
}
