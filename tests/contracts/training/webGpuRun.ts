/**
 * Run by `webGpu.alone.test.ts` in a process of its own: trains a project on WebGPU and on the cpu backend,
 * and prints the events of both.
 */
import * as tf from '@tensorflow/tfjs';
import { runToEnd } from './testRun';
import { webGpuProjects } from './webGpuProjects';

const [name = '', mishap = 'none'] = process.argv.slice(2);
const make = webGpuProjects[name];
if (!make) throw new Error(`There is no project ${name}.`);
let isDone = mishap === 'none';
const found = await runToEnd(
  make(),
  {
    backend: 'webgpu',
    withViews: false,
    // Every step is kept where the processor is to be lost.
    ...(mishap === 'lost' ? { keepCheckpoint: { everySeconds: 0, keep: () => {} } } : {}),
  },
  (event) => {
    if (isDone || event.type !== 'epoch' || event.epoch !== 3) return;
    isDone = true;
    if (mishap === 'lost') {
      (tf.backend() as unknown as { device: { destroy(): void } }).device.destroy();
    } else tf.unregisterKernel(mishap, 'webgpu');
  },
);
const expected = await runToEnd(make(), { backend: 'cpu', withViews: false });
process.stdout.write(JSON.stringify([found.events, expected.events]));
