import * as tf from '@tensorflow/tfjs';
import type { Draw } from '../draw';
import type { NamedTensors, ParityCase, ParityRow } from '../parityRow';
import { torchModule } from './chains';
import { kernelParts, renamed, weight } from './kernelWeights';

/** How the weights of one direction of a cell go over to PyTorch. */
type CellWeights = (kernel: tf.Tensor) => tf.Tensor;

/** The gates of LSTM stand in the same order in both: input, forget, candidate, output. */
const sameOrder: CellWeights = (kernel) => kernel;

/** Keras: update, reset, candidate; PyTorch: reset, update, candidate. */
const gruOrder: CellWeights = (kernel) => {
  const [update, reset, candidate] = tf.split(kernel, 3, -1) as [tf.Tensor, tf.Tensor, tf.Tensor];
  return tf.concat([reset, update, candidate], -1);
};

function cellWeights(weights: NamedTensors, order: CellWeights): NamedTensors {
  const result: Record<string, tf.Tensor> = {};
  for (const [prefix, suffix] of [
    ['', ''],
    ['forward_', ''],
    ['backward_', '_reverse'],
  ] as const) {
    if (!weights[`${prefix}kernel`]) continue;
    const ordered = (name: string) => order(weight(weights, `${prefix}${name}`));
    for (const [part, name] of [
      ['', 'ih'],
      ['recurrent_', 'hh'],
    ] as const) {
      const kernel = tf.transpose(ordered(`${part}kernel`));
      const added = (end: string) => weights[`${prefix}${part}${end}`] && ordered(`${part}${end}`);
      const normalization = { g: added('g'), u: added('u') };
      Object.assign(result, kernelParts(`0.net.weight_${name}_l0${suffix}`, kernel, normalization));
    }
    if (!weights[`${prefix}bias`]) continue;
    const bias = ordered('bias');
    if (bias.rank === 1) {
      result[`0.net.bias_ih_l0${suffix}`] = bias;
    } else {
      const [ofInput, ofState] = tf.unstack(bias) as [tf.Tensor, tf.Tensor];
      result[`0.net.bias_ih_l0${suffix}`] = ofInput;
      result[`0.net.bias_hh_l0${suffix}`] = ofState;
    }
  }
  return result;
}

/**
 * A recurrent layer with directions, states in and states out. PyTorch's second bias, beside the
 * recurrent kernel, stays 0 where the cell has but one.
 */
function drawRecurrent(
  draw: Draw,
  cell: 'RNN' | 'LSTM' | 'GRU',
  options: {
    readonly order?: CellWeights;
    readonly twoBiases?: boolean;
    readonly normalization?: 'weight' | 'spectral';
  } = {},
): ParityCase {
  const { normalization = 'none' } = options;
  // PyTorch's normalised kernels do not follow their module to the device that allocates nothing.
  const width = () => (normalization === 'none' ? draw.channels() : draw.whole(1, 16));
  const features = width();
  const units = width();
  const useBias = draw.chance(0.7);
  const returnSequences = draw.chance(0.5);
  const returnState = draw.chance(0.3);
  const bidirectional = draw.chance(0.5)
    ? 'none'
    : draw.pick(['concatenate', 'sum', 'average', 'multiply']);
  const reversed = bidirectional === 'none' && draw.chance(0.2);
  const names = cell === 'LSTM' ? ['h', 'c'] : ['h'];
  const back = names.map((name) => `backward${name.toUpperCase()}`);
  const ports = bidirectional === 'none' ? names : [...names, ...back];
  const initial = draw.chance(0.3) ? ports.filter(() => draw.chance(0.7)) : [];
  return {
    fields: {
      units,
      useBias,
      returnSequences,
      returnState,
      bidirectional,
      goBackwards: reversed,
      ...(normalization === 'none' ? {} : { kernelNormalization: normalization }),
    },
    inputs: {
      x: [draw.length(), features],
      ...Object.fromEntries(initial.map((port) => [port, [units]])),
    },
    modules: [
      torchModule('Recurrent', {
        cell,
        merge: bidirectional,
        sequences: returnSequences,
        states: returnState,
        initial,
        reversed,
        normalization,
        input_size: features,
        hidden_size: units,
        bias: useBias,
      }),
    ],
    weights: (weights) => cellWeights(weights, options.order ?? sameOrder),
    uncounted: [
      ...(options.twoBiases ? [] : ['bias_hh_l0', 'bias_hh_l0_reverse']),
      ...(normalization === 'spectral'
        ? ['ih_l0', 'hh_l0', 'ih_l0_reverse', 'hh_l0_reverse'].map((name) => `weight_${name}_v`)
        : []),
    ],
  };
}

/** A case with more fields. */
const withFields = (drawn: ParityCase, fields: ParityCase['fields']): ParityCase => ({
  ...drawn,
  fields: { ...drawn.fields, ...fields },
});

/** Sequences. */
export const sequenceRows: readonly ParityRow[] = [
  {
    kind: 'embedding',
    shapes: 100,
    values: 4,
    draw(draw) {
      const inputDim = draw.whole(1, 60);
      const outputDim = draw.channels();
      return {
        fields: { inputDim, outputDim },
        inputs: { x: { shape: [draw.length()], dtype: 'int32' } },
        modules: [torchModule('Embedding', { num_embeddings: inputDim, embedding_dim: outputDim })],
        weights: (weights) => renamed(weights, { '0.weight': 'embeddings' }),
        tokens: inputDim,
      };
    },
  },
  {
    kind: 'embeddingProjection',
    shapes: 60,
    values: 4,
    draw(draw) {
      const shape = draw.shape(1, 2);
      const inputDim = draw.whole(1, 40);
      const useBias = draw.chance(0.5);
      return {
        fields: { inputDim, useBias },
        inputs: { x: shape },
        modules: [
          torchModule('Linear', {
            in_features: shape.at(-1) ?? 0,
            out_features: inputDim,
            bias: useBias,
          }),
        ],
        weights: (weights) => renamed(weights, { '0.weight': 'embeddings', '0.bias': 'bias' }),
      };
    },
  },
  {
    kind: 'learnedPositions',
    shapes: 60,
    values: 4,
    draw(draw) {
      const count = draw.whole(5, 40);
      const features = draw.channels();
      return {
        fields: { maxLength: count },
        inputs: { x: [draw.length(), features] },
        modules: [torchModule('Positions', { count, features })],
        weights: (weights) => renamed(weights, { '0.table.weight': 'embeddings' }),
      };
    },
  },
  {
    kind: 'simpleRnn',
    shapes: 200,
    values: 15,
    draw(draw) {
      const name = draw.pick(['tanh', 'relu']);
      const drawn = drawRecurrent(draw, 'RNN');
      const [[module, values]] = drawn.modules as [ParityCase['modules'][number]];
      return {
        ...withFields(drawn, { activation: name }),
        modules: [[module, { ...values, nonlinearity: name }]],
      };
    },
  },
  { kind: 'lstm', shapes: 200, values: 25, draw: (draw) => drawRecurrent(draw, 'LSTM') },
  {
    kind: 'lstm',
    title: 'kernels normalised',
    shapes: 60,
    values: 10,
    draw: (draw) =>
      drawRecurrent(draw, 'LSTM', { normalization: draw.pick(['weight', 'spectral']) }),
  },
  {
    kind: 'gru',
    title: 'kernels normalised',
    shapes: 60,
    values: 10,
    draw: (draw) =>
      withFields(
        drawRecurrent(draw, 'GRU', {
          order: gruOrder,
          twoBiases: true,
          normalization: draw.pick(['weight', 'spectral']),
        }),
        { resetAfter: true },
      ),
  },
  {
    kind: 'gru',
    title: 'reset after',
    shapes: 200,
    values: 20,
    draw: (draw) =>
      withFields(drawRecurrent(draw, 'GRU', { order: gruOrder, twoBiases: true }), {
        resetAfter: true,
      }),
  },
  {
    kind: 'gru',
    title: 'reset before',
    shapes: 200,
    because: 'PyTorch resets after the matrix; the paper and tf.js before it',
    draw: (draw) => withFields(drawRecurrent(draw, 'GRU'), { resetAfter: false }),
  },
];
