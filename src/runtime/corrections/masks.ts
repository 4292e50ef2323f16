import * as tf from '@tensorflow/tfjs';

/** A mask for each input of a layer that merges; none where an input has none. */
type Masks = readonly (tf.Tensor | null)[];

/** The part of a layer that makes the mask of what comes out of it. */
interface Masking {
  computeMask(inputs: tf.Tensor | tf.Tensor[], mask?: tf.Tensor | Masks | null): tf.Tensor | null;
}

let corrected = false;

/**
 * Lets masks (of `Masking`, of embeddings) be used in any network. Whether any number differs from the
 * padding value is constant almost everywhere, so its gradient is zero; tf.js knows none, and nothing
 * before a mask could learn. A layer that cannot use a mask drops it, as Keras 3 does; tf.js throws.
 * Where tensors are merged, a step is seen that all masks let through: tf.js adds an axis to their
 * mask, leaves the last one out, and joins masks along time as if they were features.
 */
export function correctMasks(): void {
  const zeros = (x: tf.Tensor | undefined) => () => tf.zeros((x as tf.Tensor).shape);
  tf.registerGradient({
    kernelName: 'Any',
    inputsToSave: ['x'],
    gradFunc: (_dy, [x]) => ({ x: zeros(x) }),
  });
  tf.registerGradient({
    kernelName: 'LogicalAnd',
    inputsToSave: ['a', 'b'],
    gradFunc: (_dy, [a, b]) => ({ a: zeros(a), b: zeros(b) }),
  });
  if (corrected) return;
  corrected = true;
  const { computeMask } = tf.layers.Layer.prototype;
  tf.layers.Layer.prototype.computeMask = function (this: tf.layers.Layer, inputs, mask) {
    return this.supportsMasking ? computeMask.call(this, inputs, mask) : (null as never);
  };
  const concatenate = tf.layers.concatenate();
  const joins = Object.getPrototypeOf(concatenate) as Masking;
  // tf.js exports the layers that merge, but not the class that they extend.
  const merges = Object.getPrototypeOf(joins) as Masking;
  merges.computeMask = (_inputs, mask) => everywhere([mask ?? null].flat());
  joins.computeMask = function (this: { readonly axis: number }, inputs, mask) {
    const xs = [inputs].flat();
    const masks = [mask ?? null].flat();
    const [first] = masks.filter((one) => one !== null);
    const axis = this.axis < 0 ? this.axis + (xs[0] as tf.Tensor).rank : this.axis;
    if (!first || axis >= first.rank) return everywhere(masks);
    return tf.tidy(() => {
      const whole = xs.map(
        (x, index) => masks[index] ?? tf.ones(x.shape.slice(0, first.rank), 'bool'),
      );
      return tf.concat(whole, axis);
    });
  };
}

/** The steps that all of the masks let through; null where there are none. */
function everywhere(masks: Masks): tf.Tensor | null {
  const [first, ...others] = masks.filter((mask) => mask !== null);
  if (!first) return null;
  return tf.tidy(() => others.reduce((seen, mask) => tf.logicalAnd(seen, mask), first.clone()));
}
