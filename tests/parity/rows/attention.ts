import * as tf from '@tensorflow/tfjs';
import type { Draw } from '../draw';
import type { NamedTensors, ParityCase, ParityRow } from '../parityRow';
import { torchModule } from './chains';
import { weight } from './kernelWeights';

/** Which of its two masks hides keys, and the shape of the second. */
function drawMask(draw: Draw, queries: number, keys: number) {
  const causal = draw.chance(0.3);
  const shape = draw.pick([null, null, [keys], [queries, keys]]);
  return {
    causal,
    returnScores: draw.chance(0.3),
    mask: shape,
    // The first key is left visible: what attends to nothing at all is no number in PyTorch.
    fill: {
      mask: (draw_: Draw, index: number) => (index % keys === 0 ? 1 : draw_.whole(0, 1)),
    },
  };
}

/** Heads beside each other in a kernel of Keras, as PyTorch stacks them: [heads·width, from]. */
const joinedHeads = (kernel: tf.Tensor) =>
  tf.transpose(tf.reshape(kernel, [kernel.shape[0] as number, -1]));

function multiHeadWeights(weights: NamedTensors, sameWidth: boolean): NamedTensors {
  const [query, key, value] = ['query', 'key', 'value'].map((name) =>
    joinedHeads(weight(weights, `${name}_kernel`)),
  ) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const output = weight(weights, 'attention_output_kernel');
  const width = output.shape.at(-1) as number;
  return {
    ...(sameWidth
      ? { '0.net.in_proj_weight': tf.concat([query, key, value]) }
      : {
          '0.net.q_proj_weight': query,
          '0.net.k_proj_weight': key,
          '0.net.v_proj_weight': value,
        }),
    '0.net.out_proj.weight': tf.transpose(tf.reshape(output, [-1, width])),
    ...(weights.query_bias
      ? {
          '0.net.in_proj_bias': tf.concat(
            ['query', 'key', 'value'].map((name) =>
              tf.reshape(weight(weights, `${name}_bias`), [-1]),
            ),
          ),
          '0.net.out_proj.bias': weight(weights, 'attention_output_bias'),
        }
      : {}),
  };
}

function drawMultiHead(draw: Draw): ParityCase {
  const heads = draw.whole(1, 4);
  const keyDim = draw.whole(1, draw.small ? 4 : 16);
  const width = heads * keyDim;
  const [queries, keys] = [draw.length(), draw.length()];
  const useBias = draw.chance(0.7);
  const sameWidth = draw.chance(0.6);
  const valueWidth = sameWidth ? width : width + draw.whole(1, 3);
  const apart = draw.chance(0.5);
  const keyWidth = sameWidth ? width : apart ? width + draw.whole(1, 3) : valueWidth;
  const { mask, fill, causal, returnScores } = drawMask(draw, queries, keys);
  return {
    fields: { heads, keyDim, useBias, causal, returnScores },
    inputs: {
      query: [queries, width],
      value: [keys, valueWidth],
      ...(apart ? { key: [keys, keyWidth] } : {}),
      ...(mask ? { mask } : {}),
    },
    modules: [
      torchModule('MultiHead', {
        names: ['query', 'value', ...(apart ? ['key'] : []), ...(mask ? ['mask'] : [])],
        causal,
        scores: returnScores,
        embed_dim: width,
        num_heads: heads,
        bias: useBias,
        kdim: keyWidth,
        vdim: valueWidth,
      }),
    ],
    weights: (weights) => multiHeadWeights(weights, sameWidth),
    fill,
  };
}

function drawScaled(draw: Draw): ParityCase {
  const [queries, keys] = [draw.length(), draw.length()];
  const width = draw.channels();
  const { mask, fill, causal, returnScores } = drawMask(draw, queries, keys);
  return {
    fields: { causal, returnScores },
    inputs: {
      query: [queries, width],
      key: [keys, draw.chance(0.1) ? draw.channels() : width],
      value: [keys, draw.channels()],
      ...(mask ? { mask } : {}),
    },
    modules: [torchModule('ScaledDotProduct', { causal, scores: returnScores })],
    fill,
  };
}

/** Attention. */
export const attentionRows: readonly ParityRow[] = [
  { kind: 'multiHeadAttention', shapes: 250, values: 25, draw: drawMultiHead },
  { kind: 'scaledDotProductAttention', shapes: 120, values: 15, draw: drawScaled },
];
