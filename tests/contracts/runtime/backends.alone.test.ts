import { spawnSync } from 'node:child_process';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { prepareRuntime } from '../../../src/runtime/prepareRuntime';

describe('startBackend', () => {
  it('falls back to WASM in Node and says why the better ones were skipped', async () => {
    const started = await startBackend('best');
    expect(started.ok && started.value.backend).toBe('wasm');
    expect(started.ok && started.value.fallbacks.map(({ backend }) => backend)).toEqual([
      'webgpu',
      'webgl',
    ]);
    expect(tf.getBackend()).toBe('wasm');
    expect(Array.from(tf.add([1, 2], 1).dataSync())).toEqual([2, 3]);
  });

  it('fails with a reason, and changes nothing, when the named backend cannot run', async () => {
    await startBackend('cpu');
    const started = await startBackend('webgl');
    expect(started.ok).toBe(false);
    expect(!started.ok && started.error).toMatch(/webgl.*OffscreenCanvas/);
    expect(tf.getBackend()).toBe('cpu');
  });

  it('may be started, and the runtime prepared, again and again', async () => {
    await startBackend('wasm');
    const gradient = tf.getGradient('AvgPool');
    const kernel = tf.getKernel('BatchMatMul', 'wasm');
    prepareRuntime();
    await startBackend('cpu');
    await startBackend('wasm');
    expect(tf.getGradient('AvgPool')).toBe(gradient);
    expect(tf.getKernel('BatchMatMul', 'wasm')).toBe(kernel);
  });

  it('prints nothing, and leaves the program’s uncaught errors alone', () => {
    const script = `
      import { startBackend } from './src/runtime/backends.ts';
      import * as tf from '@tensorflow/tfjs';
      for (const backend of ['cpu', 'wasm']) {
        await startBackend(backend);
        tf.add([1], 1).dataSync();
      }
      process.exitCode = process.listenerCount('uncaughtException');`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script],
      { encoding: 'utf8' },
    );
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
