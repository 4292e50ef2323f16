import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { correctModelExecution } from '../../../src/runtime/corrections/modelExecution';
import { count, fill } from './layerChecks';
import { expectClose, onBackend, spreadValues } from './onBackend';

beforeAll(() => correctModelExecution());

type Symbolic = tf.SymbolicTensor;

const normalized = (x: Symbolic, options: object = {}): Symbolic =>
  tf.layers.batchNormalization({ momentum: 0.8, epsilon: 0.01, ...options }).apply(x) as Symbolic;
const relu = (x: Symbolic): Symbolic => tf.layers.reLU().apply(x) as Symbolic;
const activated = (x: Symbolic, activation: 'relu' | 'relu6' | 'tanh'): Symbolic =>
  tf.layers.activation({ activation }).apply(x) as Symbolic;
const sum = (...of: Symbolic[]): Symbolic => tf.layers.add().apply(of) as Symbolic;
// Without a bias: that of a layer before a normalisation has a gradient of rounding errors.
const mixed = (x: Symbolic): Symbolic =>
  tf.layers
    .conv2d({ filters: x.shape.at(-1) as number, kernelSize: 3, padding: 'same', useBias: false })
    .apply(x) as Symbolic;

/** What a model makes of its input, and how often one kernel does several of its layers. */
type Case = readonly [name: string, draw: (x: Symbolic) => Symbolic[], joined: readonly string[]];

const rectified = 'RectifiedBatchNormalization';
const residual = 'ResidualBatchNormalization';

const cases: readonly Case[] = [
  ['a rectifier', (x) => [mixed(relu(normalized(mixed(x))))], [rectified]],
  [
    'an activation of six at most',
    (x) => [activated(normalized(x, { scale: false }), 'relu6')],
    [rectified],
  ],
  ['a sum', (x) => [mixed(sum(normalized(mixed(x)), x))], [residual]],
  [
    'a sum and a rectifier, the sum the other way round',
    (x) => [mixed(activated(sum(x, normalized(mixed(x), { center: false })), 'relu'))],
    [residual],
  ],
  [
    'a sum of two normalised branches',
    (x) => [mixed(relu(sum(normalized(mixed(x)), normalized(mixed(x)))))],
    [residual],
  ],
  [
    'units behind each other',
    (x) => {
      const first = relu(normalized(mixed(x)));
      const second = relu(sum(normalized(mixed(first)), first));
      return [relu(sum(normalized(mixed(second)), second))];
    },
    [rectified, residual, residual],
  ],
  ['nothing that is joined: another activation', (x) => [activated(normalized(x), 'tanh')], []],
  [
    'nothing that is joined: something else takes it too',
    (x) => {
      const between = normalized(x);
      return [sum(relu(between), between)];
    },
    [],
  ],
  [
    'nothing that is joined: it is an output of the model',
    (x) => {
      const between = normalized(x);
      return [relu(between), between];
    },
    [],
  ],
  ['nothing that is joined: a sum of three', (x) => [sum(normalized(x), x, mixed(x))], []],
];

/** Outputs, gradients and averages of a training pass, and the kernels that ran. */
async function passes(
  backend: 'cpu' | 'wasm',
  draw: (x: Symbolic) => Symbolic[],
  shape: number[],
  training: boolean,
): Promise<{ readonly values: readonly number[][]; readonly kernels: string[] }> {
  let kernels: string[] = [];
  const values = await onBackend(backend, () => {
    const input = tf.input({ shape: shape.slice(1) });
    const model = tf.model({ inputs: input, outputs: draw(input) });
    for (const layer of model.layers) if (layer.weights.length > 0) fill(layer);
    const x = tf.tensor(spreadValues(count(shape)), shape).variable();
    const run = (): tf.Tensor[] => [model.apply(x, { training }) as tf.Tensor | tf.Tensor[]].flat();
    const outputs = run();
    const said = outputs.map((one, place) =>
      tf.tensor(spreadValues(one.size, place + 5), one.shape),
    );
    const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const engine = tf.engine();
    const runKernel = engine.runKernel;
    engine.runKernel = (name, ...given) => {
      kernels.push(name);
      return runKernel.call(engine, name, ...given) as never;
    };
    const loss = (): tf.Scalar =>
      tf.addN(run().map((one, place) => tf.sum(tf.mul(one, said[place]!))));
    const { grads } = tf.variableGrads(loss, [x, ...weights]);
    Reflect.deleteProperty(engine, 'runKernel');
    kernels = kernels.filter((name) => [rectified, residual].includes(name));
    const found = [x, ...weights].map(({ name }) => grads[name] as tf.Tensor);
    const averages = model.nonTrainableWeights.map((weight) => tf.clone(weight.read()));
    x.dispose();
    return [...outputs, ...found, ...averages];
  });
  return { values, kernels };
}

describe('batch normalisation with what stands behind it', () => {
  it.each(cases)('gives what each layer gives on the CPU: %s', async (_name, draw, joined) => {
    for (const shape of [
      [4, 5, 6, 8],
      [3, 4, 4, 3],
      [2, 3, 3, 21],
    ]) {
      const expected = await passes('cpu', draw, shape, true);
      const found = await passes('wasm', draw, shape, true);
      expect(found.kernels).toEqual([...joined]);
      expect(expected.kernels).toEqual([]);
      for (const [place, values] of found.values.entries()) {
        expectClose(values, expected.values[place]!);
      }
    }
  });

  it('uses the averages when the network is only used', async () => {
    const [, draw] = cases[3]!;
    const shape = [4, 5, 6, 8];
    const expected = await passes('cpu', draw, shape, false);
    const found = await passes('wasm', draw, shape, false);
    expect(found.kernels).toEqual([]);
    for (const [place, values] of found.values.entries()) {
      expectClose(values, expected.values[place]!);
    }
  });
});
