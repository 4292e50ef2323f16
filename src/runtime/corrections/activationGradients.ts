import * as tf from '@tensorflow/tfjs';
import { gradientDepth } from './nestedGradient';

/** The gradient written with the output y (cheap), and with the input x (itself differentiable). */
interface ActivationGradient {
  readonly kernelName: string;
  readonly input: string;
  apply(x: tf.Tensor, attributes: tf.NamedAttrMap): tf.Tensor;
  gradient(dy: tf.Tensor, y: tf.Tensor, attributes: tf.NamedAttrMap): tf.Tensor;
}

const activations: readonly ActivationGradient[] = [
  {
    kernelName: 'Exp',
    input: 'x',
    apply: (x) => tf.exp(x),
    gradient: (dy, y) => tf.mul(dy, y),
  },
  {
    kernelName: 'Sigmoid',
    input: 'x',
    apply: (x) => tf.sigmoid(x),
    gradient: (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y))),
  },
  {
    kernelName: 'Tanh',
    input: 'x',
    apply: (x) => tf.tanh(x),
    gradient: (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y))),
  },
  {
    kernelName: 'Elu',
    input: 'x',
    apply: (x) => tf.elu(x),
    // 1 above zero; below, e^x is y + 1.
    gradient: (dy, y) => tf.mul(dy, tf.add(tf.minimum(y, 0), 1)),
  },
  {
    kernelName: 'Softmax',
    input: 'logits',
    apply: (x, attributes) => tf.softmax(x, attributes.dim as number),
    gradient: (dy, y, attributes) => {
      const weighted = tf.mul(dy, y);
      return tf.sub(weighted, tf.mul(tf.sum(weighted, [attributes.dim as number], true), y));
    },
  },
];

/**
 * Second derivatives through exp, sigmoid, tanh, elu and softmax.
 *
 * tf.js keeps only their output for the backward pass, as a copy that no longer depends on the
 * input: a gradient of that gradient misses a term, or throws. Here the input is kept as well
 * while gradients are nested, and the output is computed anew from it; a single gradient keeps
 * and costs what it did.
 */
export function correctActivationGradients(): void {
  for (const activation of activations) {
    tf.registerGradient({
      kernelName: activation.kernelName,
      get inputsToSave() {
        return gradientDepth() > 1 ? [activation.input] : [];
      },
      outputsToSave: [true],
      gradFunc: (dy, saved, attributes) => ({
        [activation.input]: () => {
          const y =
            saved.length > 1
              ? activation.apply(saved[0] as tf.Tensor, attributes)
              : (saved[0] as tf.Tensor);
          if (saved.length === 1 && gradientDepth() > 0) {
            throw new Error(
              `The gradient of ${activation.kernelName} is differentiated again, but its forward ` +
                'pass ran outside the inner gradient. Compute it inside the function whose ' +
                'gradient is taken.',
            );
          }
          return activation.gradient(dy as tf.Tensor, y, attributes);
        },
      }),
    });
  }
}
