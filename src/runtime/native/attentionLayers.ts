import * as tf from '@tensorflow/tfjs';
import { Attention, type AttentionConfig } from '../layers/attention';
import { MultiHeadAttention, type MultiHeadAttentionConfig } from '../layers/multiHeadAttention';
import { attend, canAttend } from './attention';
import type { NativeModule } from './nativeModule';

type Call = (
  inputs: tf.Tensor | tf.Tensor[],
  kwargs: { readonly training?: boolean },
) => tf.Tensor | tf.Tensor[];

/** What attention is given, by what it is. */
type Named = Record<'query' | 'value' | 'key', tf.Tensor> & { readonly mask?: tf.Tensor };

/**
 * Lets attention layers work without drop-out, and those with dot products only, in compiled code;
 * elsewhere they go on kernel by kernel.
 */
export function attendAtOnce(native: NativeModule): void {
  attendInHeads(native);
  attendInOne(native);
}

type Map = { readonly kernel: tf.LayerVariable };

interface HeadsLayer {
  readonly config: MultiHeadAttentionConfig;
  readonly maps: Readonly<Record<'query' | 'key' | 'value' | 'output', Map>> | null;
  byName(inputs: tf.Tensor | tf.Tensor[]): Named;
  project(x: tf.Tensor, map: Map): tf.Tensor;
}

function attendInHeads(native: NativeModule): void {
  const layers = MultiHeadAttention.prototype as unknown as { call: Call };
  const kernelByKernel = layers.call;
  layers.call = function (this: HeadsLayer, inputs, kwargs) {
    const { config, maps } = this;
    const { numHeads, keyDim, dropout = 0, causal = false, returnScores = false } = config;
    const { query, key, value, mask } = this.byName(inputs);
    if (!maps || (kwargs.training && dropout > 0) || !canAttend(native, [query, key, value])) {
      return kernelByKernel.call(this, inputs, kwargs);
    }
    return tf.tidy(() => {
      const [joined, weights] = attend(
        native,
        {
          count: numHeads,
          query: this.project(query, maps.query),
          key: this.project(key, maps.key),
          value: this.project(value, maps.value),
          scale: 1 / Math.sqrt(keyDim),
          causal,
          mask: mask ?? null,
        },
        returnScores,
      );
      const output = this.project(joined!, maps.output);
      return weights ? [output, weights] : output;
    });
  } as Call;
}

interface OneLayer {
  readonly config: AttentionConfig;
  readonly queryKernel: tf.LayerVariable | null;
  byName(inputs: tf.Tensor | tf.Tensor[]): Named;
}

function attendInOne(native: NativeModule): void {
  const layers = Attention.prototype as unknown as { call: Call };
  const kernelByKernel = layers.call;
  layers.call = function (this: OneLayer, inputs, kwargs) {
    const {
      score,
      scale = 'none',
      dropout = 0,
      causal = false,
      returnScores = false,
    } = this.config;
    const { query, key, value, mask } = this.byName(inputs);
    const isOurs = score !== 'additive' && scale !== 'learned';
    const drops = kwargs.training && dropout > 0;
    if (!isOurs || drops || !canAttend(native, [query, key, value])) {
      return kernelByKernel.call(this, inputs, kwargs);
    }
    return tf.tidy(() => {
      const kernel = score === 'general' ? this.queryKernel!.read() : null;
      const [batch, queries, width] = query.shape as [number, number, number];
      const mapped = kernel
        ? tf.reshape(tf.matMul(tf.reshape(query, [-1, width]), kernel as tf.Tensor2D), [
            batch,
            queries,
            kernel.shape[1]!,
          ])
        : query;
      const [output, weights] = attend(
        native,
        {
          count: 1,
          query: mapped,
          key,
          value,
          scale: scale === 'width' ? 1 / Math.sqrt(key.shape[2]!) : 1,
          causal,
          mask: mask ?? null,
        },
        returnScores,
      );
      return weights ? [output!, tf.squeeze(weights, [1])] : output!;
    });
  } as Call;
}
