import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { webAssembly, withSharedMemory } from '../../../src/runtime/native/webAssembly';
import { expectClose, spreadValues } from './onBackend';

/** The lines that a program prints; it must end by itself, in good order. */
function linesOf(program: string): string[] {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', program],
    { encoding: 'utf8', timeout: 100_000 },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.trim().split('\n');
}

/** Trains a small convolutional network for 20 steps and prints every loss to its last bit. */
const training = (threads: number): string => `
  import * as tf from '@tensorflow/tfjs';
  import { startBackend } from './src/runtime/backends.ts';
  const started = await startBackend('wasm', { threads: ${threads} });
  console.log(started.value.threads);
  const drawn = (seed) => tf.initializers.glorotUniform({ seed });
  const model = tf.sequential({ layers: [
    tf.layers.conv2d({ inputShape: [14, 14, 3], filters: 8, kernelSize: 3, padding: 'same', activation: 'relu', kernelInitializer: drawn(1) }),
    tf.layers.batchNormalization(),
    tf.layers.conv2d({ filters: 8, kernelSize: 3, strides: 2, padding: 'same', kernelInitializer: drawn(6) }),
    tf.layers.conv2d({ filters: 8, kernelSize: 1, kernelInitializer: drawn(7) }),
    tf.layers.maxPooling2d({ poolSize: 2, strides: 1 }),
    tf.layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', depthwiseInitializer: drawn(2) }),
    tf.layers.conv2d({ filters: 24, kernelSize: 3, strides: 2, kernelInitializer: drawn(3) }),
    tf.layers.averagePooling2d({ poolSize: 2 }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 40, activation: 'tanh', kernelInitializer: drawn(4) }),
    tf.layers.dense({ units: 10, activation: 'softmax', kernelInitializer: drawn(5) }),
  ] });
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
  const x = tf.randomUniform([64, 14, 14, 3], -1, 1, 'float32', 6);
  const y = tf.oneHot(tf.randomUniform([64], 0, 10, 'int32', 7), 10);
  for (let step = 0; step < 20; step++) console.log(await model.trainOnBatch(x, y));`;

/** Whether a memory of tf.js's backend is one that threads share. */
function isMemoryShared(): boolean {
  const { wasm } = tf.backend() as unknown as { readonly wasm: { readonly HEAPU8: Uint8Array } };
  return wasm.HEAPU8.buffer instanceof SharedArrayBuffer;
}

afterAll(() => tf.removeBackend('wasm'));

describe('threads of the WASM backend', () => {
  it('learn the same to the last bit, however many they are, and let the program end', () => {
    const [one, two, three] = [1, 2, 3].map((threads) => linesOf(training(threads)));
    expect([one![0], two![0], three![0]]).toEqual(['1', '2', '3']);
    const losses = one!.slice(1);
    expect(losses).toHaveLength(20);
    expect(Number(losses[19])).toBeLessThan(Number(losses[0]) - 0.2);
    expect(two!.slice(1)).toEqual(losses);
    expect(three!.slice(1)).toEqual(losses);
  });

  it('come with a backend and go with it, and another one may have others', async () => {
    const kernel = (): unknown => tf.getKernel('_FusedMatMul', 'wasm').kernelFunc;
    const values = spreadValues(130 * 70);
    const product = (): number[] =>
      tf.tidy(() => {
        const left = tf.tensor2d(values, [130, 70]);
        return Array.from(tf.matMul(left, left, false, true).dataSync());
      });
    const products: number[][] = [];
    const kernels = new Set<unknown>();
    for (const threads of [1, 4, 1, 2]) {
      const started = await startBackend('wasm', { threads });
      expect(started.ok && started.value.threads).toBe(threads);
      expect(isMemoryShared()).toBe(threads > 1);
      kernels.add(kernel());
      products.push(product());
      tf.removeBackend('wasm');
    }
    expect(kernels.size).toBe(4);
    for (const found of products) expect(found).toEqual(products[0]);
    await startBackend('cpu');
    expectClose(products[0]!, product());
  });

  it('stay as they are while a backend runs', async () => {
    await startBackend('wasm', { threads: 2 });
    const again = await startBackend('wasm', { threads: 3 });
    expect(again.ok && again.value.threads).toBe(2);
  });

  it('see a memory that grew', async () => {
    await startBackend('wasm', { threads: 2 });
    const { wasm } = tf.backend() as unknown as { readonly wasm: { readonly HEAPU8: Uint8Array } };
    const before = wasm.HEAPU8.length;
    const sums = tf.tidy(() => {
      const wide = tf.ones([400, 80_000]);
      return tf
        .matMul(wide, tf.ones([80_000, 8]))
        .sum(1)
        .dataSync();
    });
    expect(wasm.HEAPU8.length).toBeGreaterThan(before);
    expect(new Set(sums)).toEqual(new Set([640_000]));
  });
});

describe('withSharedMemory', () => {
  const files = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'];
  it.each(files)('changes the kind of memory of %s and nothing else', (file) => {
    const resolve = createRequire(import.meta.url).resolve;
    const module = readFileSync(resolve(`@tensorflow/tfjs-backend-wasm/dist/${file}`));
    const shared = withSharedMemory(module)!;
    expect(webAssembly.validate(shared)).toBe(true);
    const changed = [...shared.keys()].filter((at) => shared[at] !== module[at]);
    expect(changed).toHaveLength(1);
  });

  it('leaves a module alone whose memory may grow without end', () => {
    const header = [0, 97, 115, 109, 1, 0, 0, 0];
    expect(withSharedMemory(new Uint8Array([...header, 5, 3, 1, 0, 1]))).toBeNull();
    expect(withSharedMemory(new Uint8Array(header))).toBeNull();
  });
});
