import { describe, expect, it, vi } from 'vitest';
import { nativeModule } from '../../../src/runtime/native/nativeModule';
import { kernelChecks } from './kernelChecks';

// As where there are no vector instructions, and in exported projects.
vi.mock('../../../src/runtime/native/registerNativeKernels', () => ({
  registerNativeKernels: async () => {},
}));

describe('WASM kernels composed of tf.js’s own agree with the CPU backend', () => {
  kernelChecks();

  it('without the compiled ones', () => {
    expect(nativeModule()).toBeNull();
  });
});
