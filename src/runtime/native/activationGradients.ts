import * as tf from '@tensorflow/tfjs';
import { gradientDepth } from '../corrections/nestedGradient';
import type { NativeModule } from './nativeModule';
import { makePairs, type Operation } from './pairs';

/** Gradients of activations that are made of that of the output and of one tensor kept. */
const gradients: Readonly<Record<string, Operation>> = {
  Relu: 'reluGradient',
  Relu6: 'relu6Gradient',
  Sigmoid: 'sigmoidGradient',
  Tanh: 'tanhGradient',
};

/**
 * Lets the gradients of activations be one pass on WASM, where tf.js makes two to five. Where a
 * gradient is itself differentiated, they stay composed.
 */
export function quickenActivationGradients(native: NativeModule): void {
  for (const [activation, operation] of Object.entries(gradients)) {
    const kernelName = `${activation}Grad`;
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs }) => {
        const { dy, kept } = inputs as { dy: tf.TensorInfo; kept: tf.TensorInfo };
        return makePairs(native, operation, dy, kept) as tf.TensorInfo;
      },
    });
    const composed = tf.getGradient(activation);
    tf.unregisterGradient(activation);
    tf.registerGradient({
      kernelName: activation,
      // What is kept depends on how deep gradients are nested when it is asked for.
      get inputsToSave() {
        return composed.inputsToSave ?? [];
      },
      outputsToSave: composed.outputsToSave ?? [],
      gradFunc: (dy, saved, attributes) => {
        const [kept] = saved as tf.Tensor[];
        const fits =
          tf.getBackend() === 'wasm' &&
          gradientDepth() === 0 &&
          saved.length === 1 &&
          [dy as tf.Tensor, kept!].every(({ dtype, size }) => dtype === 'float32' && size > 0);
        if (!fits) return composed.gradFunc(dy, saved, attributes);
        const inputs = { dy, kept } as unknown as tf.NamedTensorMap;
        return { x: () => tf.engine().runKernel(kernelName, inputs) as tf.Tensor };
      },
    });
  }
}
