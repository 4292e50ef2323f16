import { describe, expect, it } from 'vitest';
import { createRunControl } from '../../../src/training/runControl';

describe('steering a run', () => {
  it('waits while paused and tells when it begins and ends', async () => {
    const control = createRunControl();
    const told: string[] = [];
    control.pause();
    setTimeout(() => {
      told.push('still paused');
      control.resume();
    }, 5);
    await control.breathe(
      () => void told.push('paused'),
      () => told.push('resumed'),
    );
    expect(told).toEqual(['paused', 'still paused', 'resumed']);
  });

  it('waits for what is to be done when a pause begins', async () => {
    const control = createRunControl();
    const told: string[] = [];
    control.pause();
    setTimeout(() => control.resume(), 1);
    await control.breathe(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        told.push('kept');
      },
      () => void told.push('resumed'),
    );
    expect(told).toEqual(['kept', 'resumed']);
  });

  it('goes on at once when nothing is asked', async () => {
    const control = createRunControl();
    const told: string[] = [];
    await control.breathe(
      () => void told.push('paused'),
      () => told.push('resumed'),
    );
    expect(told).toEqual([]);
    expect(control.isStopped).toBe(false);
  });

  it('can be stopped while paused, and is then not resumed', async () => {
    const control = createRunControl();
    const told: string[] = [];
    control.pause();
    const breath = control.breathe(
      () => void told.push('paused'),
      () => told.push('resumed'),
    );
    setTimeout(() => control.stop(), 5);
    await breath;
    expect(control.isStopped).toBe(true);
    expect(told).toEqual(['paused']);
  });

  it('lets waiting tasks have their turn while work goes on', async () => {
    const control = createRunControl();
    let turns = 0;
    setTimeout(() => {
      turns += 1;
    }, 0);
    const start = performance.now();
    while (turns === 0 && performance.now() - start < 5000) {
      await control.breathe(
        () => {},
        () => {},
      );
    }
    expect(turns).toBe(1);
  });
});
