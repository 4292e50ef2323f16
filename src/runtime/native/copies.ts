import type * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

type Kernel = (shipped: tf.KernelConfig) => tf.KernelConfig;

/** The same values under another name, as on tf.js's other backends; its WASM backend copies them. */
export function identity(): Kernel {
  return (shipped) => ({
    ...shipped,
    kernelFunc: ({ inputs, backend }) => share(backend, inputs.x as tf.TensorInfo),
  });
}

/** A cast to the type that the values have already copies nothing. */
export function cast(): Kernel {
  return (shipped) => ({
    ...shipped,
    kernelFunc: (call) => {
      const x = call.inputs.x as tf.TensorInfo;
      const { dtype } = call.attrs as unknown as { dtype: tf.DataType };
      return x.dtype === dtype && dtype !== 'string'
        ? share(call.backend, x)
        : shipped.kernelFunc(call);
    },
  });
}

function share(backend: unknown, { dataId, shape, dtype }: tf.TensorInfo): tf.TensorInfo {
  (backend as BackendWasm).incRef(dataId as tf.DataId);
  return { dataId, shape, dtype };
}
