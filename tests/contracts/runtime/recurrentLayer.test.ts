import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import {
  RecurrentLayer,
  type RecurrentLayerConfig,
} from '../../../src/runtime/layers/recurrentLayer';
import { layerByHand, type Weights } from './naiveRecurrent';
import { expectClose, numericalGradient, spreadValues } from './onBackend';

const backends = ['cpu', 'wasm'] as const;
const features = 3;
const batch = 2;

const statesOf = { simpleRnn: ['h'], gru: ['h'], lstm: ['h', 'c'] } as const;

/** Layers of every kind and, chosen from them, the initial states they get. */
const layers: fc.Arbitrary<RecurrentLayerConfig> = fc
  .record({
    cell: fc.constantFrom('simpleRnn', 'lstm', 'gru'),
    units: fc.integer({ min: 1, max: 3 }),
    useBias: fc.boolean(),
    peepholes: fc.boolean(),
    resetAfter: fc.boolean(),
    returnSequences: fc.boolean(),
    goBackwards: fc.boolean(),
    bidirectional: fc.constantFrom('none', 'none', 'concatenate', 'sum', 'average', 'multiply'),
    wired: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  })
  .map(({ wired, ...fields }) => {
    const own = fields.cell === 'lstm' ? ['h', 'c'] : ['h'];
    const other = fields.cell === 'lstm' ? ['backwardH', 'backwardC'] : ['backwardH'];
    const possible = fields.bidirectional === 'none' ? own : [...own, ...other];
    return {
      ...fields,
      peepholes: fields.cell === 'lstm' && fields.peepholes,
      resetAfter: fields.cell === 'gru' && fields.resetAfter,
      returnState: true,
      initialStates: possible.filter((_, index) => wired[index]) as ('h' | 'c')[],
    };
  });

/** A built layer with weights that are nowhere 0, and inputs for it. */
function prepare(config: RecurrentLayerConfig, time: number) {
  const layer = new RecurrentLayer(config);
  const count = config.initialStates?.length ?? 0;
  const x = spreadValues(batch * time * features, 1);
  const starts = Array.from({ length: count }, (_, index) =>
    spreadValues(batch * config.units, 2 + index),
  );
  const inputs = (): tf.Tensor[] => [
    tf.tensor(x, [batch, time, features]),
    ...starts.map((start) => tf.tensor(start, [batch, config.units])),
  ];
  tf.dispose(layer.apply(inputs()) as tf.Tensor[]);
  if (config.stateful) layer.resetStates();
  const values = layer.weights.map(({ shape }, index) =>
    spreadValues(
      (shape as number[]).reduce((a, b) => a * b, 1),
      3 * index,
    ).map((v) => 0.8 * v),
  );
  layer.setWeights(layer.weights.map(({ shape }, i) => tf.tensor(values[i]!, shape as number[])));
  return { layer, x, starts, values, inputs };
}

const rowsOf = (values: readonly number[], width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, row) =>
    values.slice(row * width, (row + 1) * width),
  );

function directionsOf(config: RecurrentLayerConfig, layer: RecurrentLayer, values: number[][]) {
  const count = config.bidirectional === 'none' ? 1 : 2;
  const each = values.length / count;
  return Array.from({ length: count }, (_, index): Weights => {
    const named = new Map(
      layer.weights.slice(index * each, (index + 1) * each).map((weight, place) => {
        const shape = weight.shape as number[];
        const name = weight.originalName
          .split('/')
          .at(-1)!
          .replace(/^(for|back)ward_/, '');
        return [name, rowsOf(values[index * each + place]!, shape.at(-1)!)] as const;
      }),
    );
    return {
      kernel: named.get('kernel')!,
      recurrent: named.get('recurrent_kernel')!,
      bias: named.get('bias') ?? null,
      peepholes: named.get('peephole_kernel') ?? null,
    };
  });
}

describe.each(backends)('recurrent layers on %s', (backend) => {
  it('follow the formulas of their papers, whatever their fields', async () => {
    await startBackend(backend);
    fc.assert(
      fc.property(layers, fc.integer({ min: 1, max: 4 }), (config, time) => {
        const { layer, x, starts, values, inputs } = prepare(config, time);
        const directions = directionsOf(config, layer, values);
        const names = statesOf[config.cell].map((name) => [name, `backward${name.toUpperCase()}`]);
        const sequences = rowsOf(x, time * features).map((values) => rowsOf(values, features));
        const expected = sequences.map((sequence, example) =>
          layerByHand(
            config,
            directions,
            sequence,
            directions.map((_, direction) =>
              names.map((both) => {
                const place = config.initialStates!.indexOf(both[direction] as 'h');
                const start = starts[place] ?? spreadValues(batch * config.units).map(() => 0);
                return rowsOf(start, config.units)[example]!;
              }),
            ),
          ),
        );
        tf.tidy(() => {
          const outputs = layer.apply(inputs()) as tf.Tensor[];
          const announced = layer.computeOutputShape([[null, time, features]]) as tf.Shape[];
          expect(outputs.map(({ shape }) => shape.slice(1))).toEqual(
            announced.map((shape) => shape.slice(1)),
          );
          for (const [index, output] of outputs.entries()) {
            const wanted = expected.flatMap((example) => example[index]!);
            expectClose(Array.from(output.dataSync()), wanted, 1e-5);
          }
        });
        layer.dispose();
      }),
    );
  });

  it.each([
    ['simpleRNN', { cell: 'simpleRnn' }],
    ['lstm', { cell: 'lstm' }],
    ['gru', { cell: 'gru' }],
  ] as const)('give what the %s of tf.js gives with the same weights', async (name, { cell }) => {
    await startBackend(backend);
    const fields = { units: 3, recurrentActivation: 'sigmoid', returnSequences: true } as const;
    const { layer, values, inputs } = prepare({ cell, ...fields }, 5);
    const [x] = inputs() as [tf.Tensor];
    const theirs = tf.layers[name](fields);
    theirs.apply(x);
    theirs.setWeights(
      theirs.weights.map(({ shape }, i) => tf.tensor(values[i]!, shape as number[])),
    );
    const expected = Array.from((theirs.apply(x) as tf.Tensor).dataSync());
    expectClose(Array.from((layer.apply(x) as tf.Tensor).dataSync()), expected, 1e-5);
  });

  const differentiated: [string, RecurrentLayerConfig][] = [
    ['simple RNN', { cell: 'simpleRnn', units: 2, initialStates: ['h'] }],
    ['LSTM', { cell: 'lstm', units: 2, returnState: true, initialStates: ['h', 'c'] }],
    ['LSTM with peepholes', { cell: 'lstm', units: 2, peepholes: true, returnSequences: true }],
    ['GRU, reset before', { cell: 'gru', units: 2, initialStates: ['h'] }],
    ['GRU, reset after', { cell: 'gru', units: 2, resetAfter: true, returnSequences: true }],
    [
      'bidirectional GRU',
      {
        cell: 'gru',
        units: 2,
        resetAfter: true,
        returnState: true,
        returnSequences: true,
        bidirectional: 'concatenate',
        initialStates: ['h', 'backwardH'],
      },
    ],
    ['multiplied LSTM', { cell: 'lstm', units: 2, bidirectional: 'multiply', goBackwards: true }],
  ];

  it.each(differentiated)('%s has the gradients of central differences', async (_name, config) => {
    await startBackend(backend);
    const { layer, x, starts, values, inputs } = prepare(config, 3);
    const objective = (arrived: tf.Tensor[]): tf.Scalar => {
      const outputs = [layer.apply(arrived)].flat() as tf.Tensor[];
      const weighted = outputs.map((output, index) =>
        tf.sum(tf.mul(output, tf.tensor(spreadValues(output.size, 5 + index), output.shape))),
      );
      return tf.addN(weighted) as tf.Scalar;
    };
    const arrivals = [x, ...starts];
    for (const [place, arrival] of arrivals.entries()) {
      const f = (value: tf.Tensor): tf.Scalar =>
        objective(inputs().map((input, index) => (index === place ? value : input)));
      const { shape } = inputs()[place]!;
      const found = tf.tidy(() => Array.from(tf.grad(f)(tf.tensor(arrival, shape)).dataSync()));
      expectClose(found, numericalGradient(f, arrival, shape), 5e-3);
    }
    const { grads } = tf.variableGrads(() => objective(inputs()));
    for (const [place, weight] of layer.weights.entries()) {
      const variable = weight.read() as tf.Variable;
      const f = (value: tf.Tensor): tf.Scalar => {
        variable.assign(value);
        return objective(inputs());
      };
      const numerical = numericalGradient(f, values[place]!, weight.shape as number[]);
      variable.assign(tf.tensor(values[place]!, weight.shape as number[]));
      expectClose(Array.from(grads[variable.name]!.dataSync()), numerical, 5e-3);
    }
  });

  it('pass over masked steps', async () => {
    await startBackend(backend);
    const config = { cell: 'lstm', units: 2, returnState: true } as const;
    const { layer, x } = prepare(config, 4);
    const whole = tf.tensor(x, [batch, 4, features]);
    const mask = tf.tensor([1, 0, 1, 0, 1, 0, 1, 0], [batch, 4], 'bool');
    const seen = tf.concat([tf.slice(whole, [0, 0], [-1, 1]), tf.slice(whole, [0, 2], [-1, 1])], 1);
    const expected = layer.apply(seen) as tf.Tensor[];
    const found = layer.apply(whole, { mask }) as tf.Tensor[];
    for (const [index, output] of found.entries()) {
      expectClose(Array.from(output.dataSync()), Array.from(expected[index]!.dataSync()), 1e-6);
    }
  });
});

describe('stateful recurrent layers', () => {
  const config = { cell: 'lstm', units: 3, returnSequences: true } as const;
  const halves = (x: tf.Tensor): [tf.Tensor, tf.Tensor] => [
    tf.slice(x, [0, 0], [-1, 3]),
    tf.slice(x, [0, 3], [-1, -1]),
  ];
  const read = (layer: tf.layers.Layer, x: tf.Tensor): number[] =>
    Array.from((layer.apply(x) as tf.Tensor).dataSync());

  it.each(['none', 'concatenate'] as const)(
    'go on where the last batch ended: directions %s',
    async (bidirectional) => {
      await startBackend('cpu');
      const { layer, inputs, values } = prepare({ ...config, bidirectional, stateful: true }, 6);
      const [x] = inputs() as [tf.Tensor];
      const [first, second] = halves(x);
      const fresh = read(layer, first);
      const goneOn = read(layer, second);
      const told = new RecurrentLayer({
        ...config,
        bidirectional,
        returnState: true,
        initialStates: bidirectional === 'none' ? ['h', 'c'] : ['h', 'c', 'backwardH', 'backwardC'],
      });
      const states = Array.from({ length: bidirectional === 'none' ? 2 : 4 }, () =>
        tf.zeros([2, 3]),
      );
      told.apply([first, ...states]);
      told.setWeights(told.weights.map(({ shape }, i) => tf.tensor(values[i]!, shape as number[])));
      const [, ...ended] = told.apply([first, ...states]) as tf.Tensor[];
      const [expected] = told.apply([second, ...ended]) as [tf.Tensor];
      expectClose(goneOn, Array.from(expected.dataSync()), 1e-6);
      expect(goneOn).not.toEqual(fresh);

      layer.resetStates();
      expect(read(layer, first)).toEqual(fresh);
      const single = tf.slice(first, [0, 0], [1, -1]);
      const ofSingle = read(layer, single);
      expectClose(ofSingle, fresh.slice(0, ofSingle.length), 1e-6);
    },
  );

  it('train step after step without holding more tensors', async () => {
    await startBackend('wasm');
    const { layer, inputs } = prepare({ ...config, stateful: true, bidirectional: 'sum' }, 6);
    const [x] = inputs() as [tf.Tensor];
    const optimizer = tf.train.sgd(0.1);
    const step = (): number =>
      tf.tidy(() => {
        const loss = () => tf.mean(tf.square(layer.apply(x) as tf.Tensor)) as tf.Scalar;
        return optimizer.minimize(loss, true)!.dataSync()[0]!;
      });
    const first = step();
    const tensors = tf.memory().numTensors;
    let last = first;
    for (let index = 0; index < 20; index++) last = step();
    expect(tf.memory().numTensors).toBe(tensors);
    expect(last).toBeLessThan(first);
    layer.dispose();
    expect(tf.memory().numTensors).toBeLessThan(tensors);
  });
});

describe('a model in which one recurrent layer starts where another ended', () => {
  const encoder = { cell: 'lstm', units: 3, returnState: true, name: 'encoder' } as const;
  const decoder = {
    cell: 'lstm',
    units: 3,
    returnSequences: true,
    initialStates: ['h', 'c'] as ('h' | 'c')[],
    name: 'decoder',
  } as const;

  function translator(): tf.LayersModel {
    const source = tf.input({ shape: [null, 2] });
    const target = tf.input({ shape: [4, 3] });
    const [, h, c] = new RecurrentLayer(encoder).apply(source) as tf.SymbolicTensor[];
    const decoded = new RecurrentLayer(decoder).apply([target, h!, c!]) as tf.SymbolicTensor;
    const after = tf.layers.lstm({ units: 2 }).apply(decoded) as tf.SymbolicTensor;
    return tf.model({ inputs: [source, target], outputs: after });
  }

  it.each([{}, { training: true }])(
    'computes the same after JSON and back, called with %j',
    async (kwargs) => {
      await startBackend('cpu');
      const model = translator();
      const json = JSON.parse(JSON.stringify(model.toJSON(null, false))) as object;
      const read = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology: json }));
      read.setWeights(model.getWeights());
      const inputs = [
        tf.tensor(spreadValues(2 * 5 * 2), [2, 5, 2]),
        tf.tensor(spreadValues(2 * 4 * 3, 1), [2, 4, 3]),
      ];
      const expected = Array.from((model.apply(inputs, { ...kwargs }) as tf.Tensor).dataSync());
      const found = Array.from((read.apply(inputs, { ...kwargs }) as tf.Tensor).dataSync());
      expect(found).toEqual(expected);
      const other = [tf.mul(inputs[0]!, -1), inputs[1]!];
      const moved = Array.from((model.apply(other, { ...kwargs }) as tf.Tensor).dataSync());
      expect(moved).not.toEqual(expected);
    },
  );
});
