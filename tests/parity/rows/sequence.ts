import * as tf from '@tensorflow/tfjs';
import type { Draw } from '../draw';
import type { NamedTensors, ParityCase, ParityRow } from '../parityRow';
import { torchModule } from './chains';
import { renamed, weight } from './kernelWeights';

const twoBiases = ['bias_hh_l0'];

/** A recurrent layer; PyTorch adds a second bias beside the recurrent kernel, left at 0. */
function drawRecurrent(
  draw: Draw,
  module: 'RNN' | 'LSTM',
  extra: Readonly<Record<string, string>> = {},
): ParityCase {
  const features = draw.channels();
  const units = draw.channels();
  const useBias = draw.chance(0.7);
  const returnSequences = draw.chance(0.5);
  return {
    fields: { units, useBias, returnSequences },
    inputs: { x: [draw.length(), features] },
    modules: [
      torchModule(module, {
        input_size: features,
        hidden_size: units,
        bias: useBias,
        batch_first: true,
        ...extra,
      }),
      torchModule('Pick', { paths: [[0]] }),
      ...(returnSequences ? [] : [torchModule('LastStep')]),
    ],
    weights: recurrentWeights,
    uncounted: twoBiases,
  };
}

/** The gates stand in the same order in both: input, forget, candidate, output. */
function recurrentWeights(weights: NamedTensors): NamedTensors {
  return {
    '0.weight_ih_l0': tf.transpose(weight(weights, 'kernel')),
    '0.weight_hh_l0': tf.transpose(weight(weights, 'recurrent_kernel')),
    ...renamed(weights, { '0.bias_ih_l0': 'bias' }),
  };
}

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
    kind: 'simpleRnn',
    shapes: 150,
    values: 8,
    draw(draw) {
      const name = draw.pick(['tanh', 'relu']);
      const drawn = drawRecurrent(draw, 'RNN', { nonlinearity: name });
      return { ...drawn, fields: { ...drawn.fields, activation: name } };
    },
  },
  { kind: 'lstm', shapes: 150, values: 10, draw: (draw) => drawRecurrent(draw, 'LSTM') },
];
