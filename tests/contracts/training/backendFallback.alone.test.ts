import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/training/runEvents';
import { noisyPoints } from './exampleSteps';
import { eventsOf, metricsOf, runToEnd } from './testRun';

/** Takes an operation from the running backend when `isTime` says so; gives it back in the end. */
const taken: tf.KernelConfig[] = [];
function takeKernel(name: string, backend: string): void {
  const kernel = tf.getKernel(name, backend);
  if (!kernel) throw new Error(`${backend} has no ${name}.`);
  taken.push(kernel);
  tf.unregisterKernel(name, backend);
}

afterEach(() => {
  for (const kernel of taken.splice(0)) tf.registerKernel(kernel);
});

/** Where every event of steps and epochs stands, in the order in which they came. */
function places(events: readonly RunEvent[]): number[] {
  return events.flatMap((event) => {
    if (event.type === 'step') {
      const { epoch, step, stepsPerEpoch } = event.progress;
      return [epoch - 1 + step / (stepsPerEpoch + 1)];
    }
    return event.type === 'epoch' ? [event.epoch] : [];
  });
}

describe('a run whose backend lacks an operation', () => {
  it('goes on on the next backend with the losses it would have had, and says so', async () => {
    const whole = await runToEnd(noisyPoints(), { backend: 'cpu' });
    const { events, outcome } = await runToEnd(noisyPoints(), { backend: 'wasm' }, (event) => {
      if (event.type === 'epoch' && event.epoch === 1 && taken.length === 0) {
        takeKernel('Tanh', 'wasm');
      }
    });
    expect(outcome).toMatchObject({ type: 'end', backend: 'cpu', stopped: false });
    expect(eventsOf(events, 'fallback')).toEqual([
      {
        type: 'fallback',
        from: 'wasm',
        to: 'cpu',
        reason: 'It lacks the operation Tanh.',
        place: null,
      },
    ]);
    expect(eventsOf(events, 'started').map(({ backend }) => backend)).toEqual(['wasm', 'cpu']);
    expect(eventsOf(events, 'started')[1]?.fallbacks).toContainEqual({
      backend: 'wasm',
      reason: 'It lacks the operation Tanh.',
    });
    expect(metricsOf(outcome).testLoss).toBeCloseTo(metricsOf(whole.outcome).testLoss ?? 0, 4);
    // Steps that are taken again are not told again.
    const told = places(events);
    expect(told).toEqual([...new Set(told)].sort((a, b) => a - b));
    const epochs = eventsOf(events, 'epoch').map(({ epoch }) => epoch);
    expect(epochs).toEqual(eventsOf(whole.events, 'epoch').map(({ epoch }) => epoch));
  });

  it('says what is missing where no other backend is left', async () => {
    const { outcome } = await runToEnd(noisyPoints(), { backend: 'cpu' }, (event) => {
      if (event.type !== 'started') return;
      for (const backend of ['wasm', 'cpu']) {
        if (tf.getKernel('Tanh', backend)) takeKernel('Tanh', backend);
      }
    });
    expect(outcome).toMatchObject({
      type: 'failed',
      message: expect.stringContaining('cpu: It lacks the operation Tanh.'),
    });
  });

  it('leaves an error of its own as it is', async () => {
    const { events, outcome } = await runToEnd(noisyPoints(), { backend: 'cpu' }, (event) => {
      if (event.type === 'epoch') throw new Error('the listener broke');
    });
    expect(outcome).toMatchObject({ message: 'Training broke off: the listener broke' });
    expect(eventsOf(events, 'fallback')).toEqual([]);
  });
});
