import { describe, expect, it } from 'vitest';
import { startClock } from '../../../src/training/runClock';

/** A clock with a time that the test sets, in seconds. */
function clockAt() {
  let seconds = 100;
  const clock = startClock(() => seconds * 1000);
  return {
    clock,
    wait(more: number) {
      seconds += more;
    },
  };
}

describe('the clock of a run', () => {
  it('leaves pauses out', () => {
    const { clock, wait } = clockAt();
    wait(2);
    clock.pause();
    wait(50);
    expect(clock.secondsElapsed()).toBe(2);
    clock.resume();
    wait(1);
    expect(clock.secondsElapsed()).toBe(3);
  });

  it('knows the time left once a second has passed', () => {
    const { clock, wait } = clockAt();
    expect(clock.secondsLeft(100)).toBeNull();
    wait(0.5);
    clock.note(5);
    expect(clock.secondsLeft(100)).toBeNull();
    wait(1.5);
    clock.note(20);
    expect(clock.secondsLeft(100)).toBeCloseTo(8);
  });

  it('goes by the speed of the last seconds', () => {
    const { clock, wait } = clockAt();
    for (let step = 1; step <= 100; step++) {
      wait(0.1);
      clock.note(step);
    }
    for (let step = 101; step <= 120; step++) {
      wait(1);
      clock.note(step);
    }
    expect(clock.secondsLeft(130)).toBeCloseTo(10);
  });
});
