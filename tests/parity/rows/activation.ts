import * as tf from '@tensorflow/tfjs';
import type { JsonValue } from '../../../src/base/jsonValue';
import type { Draw } from '../draw';
import type { ParityRow } from '../parityRow';
import type { TorchModule } from '../torchOracle';
import { activation, channelsFirst, torchModule } from './chains';
import { weight } from './kernelWeights';

/** A function of numbers, with its settings drawn. */
function functionRow(
  kind: string,
  drawFunction: (draw: Draw) => {
    readonly fields: Readonly<Record<string, JsonValue>>;
    readonly modules: readonly TorchModule[];
  },
): ParityRow {
  return {
    kind,
    shapes: 30,
    values: 4,
    draw: (draw) => ({ ...drawFunction(draw), inputs: { x: draw.shape(1, 3) } }),
  };
}

const plain = [
  ...['linear', 'relu', 'relu6', 'elu', 'selu', 'gelu', 'sigmoid', 'hardSigmoid', 'softplus'],
  ...['softsign', 'tanh', 'swish', 'mish'],
].map((name) => functionRow(name, () => ({ fields: {}, modules: activation(name) })));

/** Probabilities along any axis; now and then along one that is not there. */
const alongAxis = (kind: string, module: string): ParityRow => ({
  kind,
  shapes: 80,
  values: 6,
  draw(draw) {
    const shape = draw.shape(1, 3);
    const place = draw.whole(1, shape.length + (draw.chance(0.1) ? 1 : 0));
    const axis = draw.chance(0.5) ? place : place - shape.length - 1;
    const safe = axis === 0 ? -1 : axis;
    return {
      fields: { axis: safe },
      inputs: { x: shape },
      modules: [torchModule(module, { dim: safe })],
    };
  },
});

const gates: Readonly<Record<string, string>> = {
  sigmoid: 'sigmoid',
  linear: '',
  relu: 'relu',
  gelu: 'gelu',
  swish: 'silu',
};

/** Expressions whose functions PyTorch has under a name. */
const expressions: readonly (readonly [string, TorchModule])[] = [
  ['x / (1 + exp(-x))', torchModule('SiLU')],
  ['log(1 + exp(x))', torchModule('Softplus')],
  ['x * tanh(log(1 + exp(x)))', torchModule('Mish')],
  ['x > 0 ? x : 0.1 * x', torchModule('LeakyReLU', { negative_slope: 0.1 })],
  ['x > 0 ? x : exp(x) - 1', torchModule('ELU')],
];

/** Activations. */
export const activationRows: readonly ParityRow[] = [
  ...plain,
  alongAxis('softmax', 'Softmax'),
  alongAxis('logSoftmax', 'LogSoftmax'),
  functionRow('exponential', () => ({
    fields: {},
    modules: [torchModule('Call', { function: 'exp' })],
  })),
  functionRow('expression', (draw) => {
    const [expression, module] = draw.pick(expressions);
    return { fields: { expression }, modules: [module] };
  }),
  functionRow('leakyRelu', (draw) => {
    const alpha = draw.real(0, 1);
    return { fields: { alpha }, modules: [torchModule('LeakyReLU', { negative_slope: alpha })] };
  }),
  functionRow('thresholdedRelu', (draw) => {
    const theta = draw.real(0, 1);
    return {
      fields: { theta },
      modules: [torchModule('Threshold', { threshold: theta, value: 0 })],
    };
  }),
  {
    kind: 'prelu',
    shapes: 80,
    values: 6,
    draw(draw) {
      const shape = draw.shape(1, 3);
      const one = draw.chance(0.3);
      const places = shape.map((_, place) => place + 1);
      return {
        fields: { sharedAxes: one ? places : places.slice(0, -1) },
        inputs: { x: shape },
        modules: channelsFirst(
          torchModule('PReLU', { num_parameters: one ? 1 : (shape.at(-1) ?? 1) }),
        ),
        weights: (weights) => ({ '1.weight': tf.reshape(weight(weights, 'alpha'), [-1]) }),
      };
    },
  },
  {
    kind: 'glu',
    shapes: 80,
    values: 8,
    draw(draw) {
      const shape = draw.shape(1, 3);
      if (draw.chance(0.7)) shape[shape.length - 1] = 2 * draw.channels();
      const gate = draw.pick(Object.keys(gates));
      return {
        fields: { gate },
        inputs: { x: shape },
        modules:
          gate === 'sigmoid'
            ? [torchModule('GLU', { dim: -1 })]
            : [torchModule('Parts'), torchModule('Gated', { gate: gates[gate] ?? '' })],
      };
    },
  },
  {
    kind: 'maxout',
    shapes: 80,
    values: 6,
    draw(draw) {
      const shape = draw.shape(1, 3);
      const pieces = draw.whole(2, 4);
      if (draw.chance(0.7)) shape[shape.length - 1] = pieces * draw.channels();
      return {
        fields: { pieces },
        inputs: { x: shape },
        modules: [
          torchModule('Reshape', { shape: [...shape.slice(0, -1), -1, pieces] }),
          torchModule('Call', { function: 'amax', arguments: { dim: -1 } }),
        ],
      };
    },
  },
];
