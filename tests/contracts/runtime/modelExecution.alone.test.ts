import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { correctModelExecution } from '../../../src/runtime/corrections/modelExecution';
import { spreadValues } from './onBackend';

/** Gives its input and twice its input, and counts how often it runs. */
class Both extends tf.layers.Layer {
  static readonly className = 'Both';
  runs = 0;
  masks: unknown[] = [];
  override computeOutputShape(shape: tf.Shape | tf.Shape[]): tf.Shape[] {
    return [shape as tf.Shape, shape as tf.Shape];
  }
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { mask?: unknown }): tf.Tensor[] {
    this.runs += 1;
    this.masks.push(kwargs.mask);
    const x = [inputs].flat()[0] as tf.Tensor;
    return [tf.add(x, 0), tf.mul(x, 2)];
  }
}

const symbol = (made: unknown): tf.SymbolicTensor => made as tf.SymbolicTensor;

/** dense → its square, plus what the dense layer gave. */
function squareModel(): tf.LayersModel {
  const x = tf.input({ shape: [3] });
  const dense = symbol(tf.layers.dense({ units: 4, kernelInitializer: 'ones' }).apply(x));
  const square = symbol(tf.layers.multiply().apply([dense, dense]));
  return tf.model({ inputs: x, outputs: symbol(tf.layers.add().apply([square, dense])) });
}

const rows = tf.tensor2d(spreadValues(15), [5, 3]);
const sums = (rows.arraySync() as number[][]).map((row) => row.reduce((sum, one) => sum + one, 0));
const expected = sums.flatMap((sum) => [sum, sum, sum, sum].map((one) => one * one + one));

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('running a model', () => {
  it('failed in tf.js where a layer took one tensor twice and another took it too', () => {
    const model = squareModel();
    expect(() => model.predict(rows)).toThrow();
    correctModelExecution();
    const found = model.predict(rows, { batchSize: 2 }) as tf.Tensor;
    expect(found.shape).toEqual([5, 4]);
    for (const [index, value] of found.dataSync().entries()) {
      expect(value).toBeCloseTo(expected[index]!, 5);
    }
    const applied = model.apply(rows, { training: false }) as tf.Tensor;
    expect(applied.dataSync()).toEqual(found.dataSync());
  });

  it('runs a layer with several outputs once, whoever takes them', () => {
    correctModelExecution();
    const x = tf.input({ shape: [3] });
    const both = new Both();
    const [one, two] = both.apply(x) as unknown as tf.SymbolicTensor[];
    const sum = symbol(tf.layers.add().apply([one!, two!]));
    const model = tf.model({ inputs: x, outputs: [sum, two!] });
    both.runs = 0;
    for (const training of [true, false]) {
      const [added, doubled] = model.apply(rows, { training }) as tf.Tensor[];
      expect(added!.dataSync()).toEqual(tf.mul(rows, 3).dataSync());
      expect(doubled!.dataSync()).toEqual(tf.mul(rows, 2).dataSync());
    }
    expect(both.runs).toBe(2);
  });

  it('frees what it needs no more, keeps its inputs, its outputs and its weights', () => {
    correctModelExecution();
    const model = squareModel();
    const before = tf.memory().numTensors;
    const found = model.apply(rows, { training: false }) as tf.Tensor;
    expect(tf.memory().numTensors).toBe(before + 1);
    expect(rows.isDisposed).toBe(false);
    found.dispose();
    const kept = { now: 0, most: 0 };
    const x = tf.input({ shape: [3] });
    let last = x;
    for (let depth = 0; depth < 40; depth++) {
      const layer = tf.layers.dense({ units: 3 });
      last = symbol(layer.apply(last));
      const { call } = layer;
      layer.call = (...args) => {
        kept.most = Math.max(kept.most, tf.memory().numTensors - kept.now);
        return call.apply(layer, args);
      };
    }
    const deep = tf.model({ inputs: x, outputs: last });
    kept.now = tf.memory().numTensors;
    kept.most = 0;
    deep.apply(rows, { training: false });
    expect(kept.most).toBeLessThan(10);
  });

  it('hands masks to the layers that follow them, and to no other', () => {
    correctModelExecution();
    const x = tf.input({ shape: [4, 2] });
    const plain = tf.input({ shape: [3] });
    const masked = symbol(tf.layers.masking({ maskValue: 0 }).apply(x));
    const last = symbol(tf.layers.lstm({ units: 2 }).apply(masked));
    const both = new Both();
    const [one] = both.apply(plain) as unknown as tf.SymbolicTensor[];
    const model = tf.model({ inputs: [x, plain], outputs: [last, one!] });
    both.masks = [];
    const values = spreadValues(8);
    const padded = tf.tensor3d([...values.slice(0, 4), 0, 0, 0, 0], [1, 4, 2]);
    const [end] = model.apply([padded, rows.slice(0, 1)]) as tf.Tensor[];
    expect(both.masks).toEqual([undefined]);
    const short = model.layers.find((layer) => layer.getClassName() === 'LSTM')!;
    const byHand = short.apply(tf.tensor3d(values.slice(0, 4), [1, 2, 2])) as tf.Tensor;
    for (const [index, value] of end!.dataSync().entries()) {
      expect(value).toBeCloseTo(byHand.dataSync()[index]!, 5);
    }
  });

  it('runs networks deeper than JavaScript can call, and models within models', () => {
    correctModelExecution();
    const x = tf.input({ shape: [2] });
    let last = x;
    for (let depth = 0; depth < 3000; depth++) last = symbol(tf.layers.reLU().apply(last));
    const deep = tf.model({ inputs: x, outputs: last });
    const outer = tf.input({ shape: [2] });
    const model = tf.model({ inputs: outer, outputs: symbol(deep.apply(outer)) });
    const found = model.apply(tf.tensor2d([[1, -1]])) as tf.Tensor;
    expect(Array.from(found.dataSync())).toEqual([1, 0]);
  });
});
