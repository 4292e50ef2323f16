import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kernelChecks } from './kernelChecks';
import { onBackend, spreadValues } from './onBackend';

const count = (shape: number[]) => shape.reduce((product, size) => product * size, 1);

describe('WASM kernels agree with the CPU backend', kernelChecks);

// Read before ours take their places.
const shippedBilinearGradient = tf.getKernel('ResizeBilinearGrad', 'cpu')!;

type Resize = (
  image: tf.Tensor4D,
  size: [number, number],
  alignCorners: boolean,
  halfPixelCenters: boolean,
) => tf.Tensor4D;

describe.each<[string, Resize]>([
  ['nearest-neighbour', tf.image.resizeNearestNeighbor],
  ['bilinear', tf.image.resizeBilinear],
])('%s resizing', (_name, resizeTo) => {
  it.each(['cpu', 'wasm'] as const)(
    'sends every pixel back to where it came from, on %s',
    async (backend) => {
      const axis = fc.integer({ min: 1, max: 6 });
      const placing = fc.constantFrom('corner', 'aligned', 'half');
      await fc.assert(
        fc.asyncProperty(axis, axis, axis, axis, placing, async (h, w, oh, ow, placed) => {
          // Resizing is linear: its gradient is the transpose of the forward pass.
          const x = spreadValues(2 * h * w);
          const dy = spreadValues(2 * oh * ow, 1);
          const resize = (image: tf.Tensor) =>
            resizeTo(image as tf.Tensor4D, [oh, ow], placed === 'aligned', placed === 'half');
          const [y, dx] = await onBackend(backend, () => {
            const image = tf.tensor(x, [2, h, w, 1]);
            return [resize(image), tf.grad(resize)(image, tf.tensor(dy, [2, oh, ow, 1]))];
          });
          const dot = (a: number[], b: number[]) => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
          expect(dot(dx!, x)).toBeCloseTo(dot(y!, dy), 4);
        }),
      );
    },
  );
});

it('tf.js itself exchanges height and width in the gradient of bilinear resizing', async () => {
  await onBackend('cpu', () => {
    const images = tf.zeros([1, 2, 3, 1]);
    const inputs = { images, dy: tf.ones([1, 4, 6, 1]) };
    const attrs = { alignCorners: false, halfPixelCenters: false };
    const run = (kernel: tf.KernelConfig) =>
      kernel.kernelFunc({ inputs, attrs, backend: tf.backend() }) as tf.TensorInfo;
    expect(run(shippedBilinearGradient).shape).toEqual([1, 3, 2, 1]);
    const ours = run(tf.getKernel('ResizeBilinearGrad', 'cpu')!);
    expect(ours.shape).toEqual([1, 2, 3, 1]);
    return ours as tf.Tensor;
  });
});

describe('one-hot vectors', () => {
  it.each(['int32', 'float32', 'bool'] as const)('of %s agree with the CPU', async (dtype) => {
    const shape = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 });
    const depth = fc.integer({ min: 2, max: 6 });
    const bit = dtype === 'bool' ? fc.constant<[number, number]>([1, 0]) : null;
    const values =
      bit ?? fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }));
    await fc.assert(
      fc.asyncProperty(shape, depth, values, async (sizes, classes, [on, off]) => {
        // Some indices lie outside.
        const indices = spreadValues(count(sizes)).map((v) => Math.round(v * (classes + 1)));
        const compute = () =>
          tf.oneHot(tf.tensor(indices, sizes, 'int32'), classes, on, off, dtype as 'int32');
        expect(await onBackend('wasm', compute)).toEqual(await onBackend('cpu', compute));
      }),
    );
  });
});
