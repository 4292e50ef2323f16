import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { NativeKernels } from './nativeKernels';

/**
 * A clone that shares its values, as on tf.js's other backends: the WASM backend copies them, although
 * it counts who uses them. Training clones whatever gradients need, so that every activation would be
 * there twice. Values that are shared must never be changed in place; see `BackendWasm.refCount`.
 */
export const sharingKernels: NativeKernels = {
  Identity: () => (shipped) => ({
    ...shipped,
    kernelFunc(call) {
      const { x } = call.inputs;
      if (!x || x.dtype === 'string') return shipped.kernelFunc(call);
      (call.backend as BackendWasm).incRef(x.dataId);
      return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
    },
  }),
};
