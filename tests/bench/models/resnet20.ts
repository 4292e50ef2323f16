import * as tf from '@tensorflow/tfjs';
import {
  type BenchModel,
  classifierStep,
  handWrittenClassifier,
  type ModelSize,
} from './benchModel';

/** The units of the three stages by their filters and the stride of their first convolution. */
const units = [16, 32, 64].flatMap((filters, stage) =>
  [0, 1, 2].map((unit) => ({ filters, stride: stage > 0 && unit === 0 ? 2 : 1 })),
);

/**
 * ResNet-20 with batch normalisation, and a projection where a stage begins (He et al., 2015, §4.2,
 * shortcuts B).
 */
export function resnet20(size: ModelSize): BenchModel {
  const batchSize = size === 'usual' ? 64 : 4;
  const side = size === 'usual' ? 32 : 8;
  return {
    title: 'ResNet-20',
    batchSize,
    project: drawn(side),
    handWritten: () => handWrittenClassifier(written(side), batchSize),
  };
}

function drawn(side: number) {
  const nodes: [string, string, object?][] = [['image', 'input', { shape: [side, side, 3] }]];
  const wires: string[] = [];
  let last = 'image';
  const add = (id: string, kind: string, fields: object = {}, from = last): void => {
    nodes.push([id, kind, fields]);
    wires.push(`${from} → ${id}`);
    last = id;
  };
  const convolve = (name: string, filters: number, kernel: number, stride: number, from = last) => {
    const fields = {
      filters,
      kernelSize: [kernel, kernel],
      strides: [stride, stride],
      padding: 'same',
      useBias: false,
    };
    add(`${name}_conv`, 'conv2d', fields, from);
    add(`${name}_norm`, 'batchNormalization');
  };
  convolve('stem', 16, 3, 1);
  add('stem_relu', 'relu');
  for (const [place, { filters, stride }] of units.entries()) {
    const name = `unit${place + 1}`;
    const start = last;
    convolve(`${name}_a`, filters, 3, stride);
    add(`${name}_a_relu`, 'relu');
    convolve(`${name}_b`, filters, 3, 1);
    const branch = last;
    if (stride > 1) convolve(`${name}_shortcut`, filters, 1, stride, start);
    const shortcut = stride > 1 ? last : start;
    nodes.push([`${name}_sum`, 'add']);
    wires.push(`${branch} → ${name}_sum:a`, `${shortcut} → ${name}_sum:b`);
    last = `${name}_sum`;
    add(`${name}_relu`, 'relu');
  }
  add('pool', 'globalAveragePooling2d');
  add('class', 'dense', { units: 10, activation: 'softmax' });
  return classifierStep({ nodes, wires }, [side, side, 3]);
}

function written(side: number): tf.LayersModel {
  const convolve = (x: tf.SymbolicTensor, filters: number, kernelSize: number, strides: number) =>
    tf.layers
      .batchNormalization()
      .apply(
        tf.layers
          .conv2d({ filters, kernelSize, strides, padding: 'same', useBias: false })
          .apply(x),
      ) as tf.SymbolicTensor;
  const relu = (x: tf.SymbolicTensor) => tf.layers.reLU().apply(x) as tf.SymbolicTensor;
  const image = tf.input({ shape: [side, side, 3] });
  let x = relu(convolve(image, 16, 3, 1));
  for (const { filters, stride } of units) {
    const branch = convolve(relu(convolve(x, filters, 3, stride)), filters, 3, 1);
    const shortcut = stride > 1 ? convolve(x, filters, 1, stride) : x;
    x = relu(tf.layers.add().apply([branch, shortcut]) as tf.SymbolicTensor);
  }
  const pooled = tf.layers.globalAveragePooling2d({}).apply(x);
  const logits = tf.layers.dense({ units: 10 }).apply(pooled) as tf.SymbolicTensor;
  return tf.model({ inputs: image, outputs: logits });
}
