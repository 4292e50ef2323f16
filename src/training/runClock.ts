/** The time a run has worked, pauses left out, and how long it will go on. */
export interface RunClock {
  /** Seconds of work since the start. */
  secondsElapsed(): number;
  pause(): void;
  resume(): void;
  /** Notes how many of all steps are done. */
  note(stepsDone: number): void;
  /** Seconds for the steps left at the speed of the last seconds; null while that is not known. */
  secondsLeft(stepsTotal: number): number | null;
}

/** How far back the speed is measured, in seconds. */
const WINDOW_SECONDS = 10;
/** A speed from less than this is a guess. */
const SHORTEST_SECONDS = 1;

/** A clock that starts now, or goes on after some seconds; `now` gives milliseconds. */
export function startClock(
  now: () => number = () => performance.now(),
  secondsBefore = 0,
): RunClock {
  let start = now() - secondsBefore * 1000;
  let pausedAt: number | null = null;
  let notes: { seconds: number; steps: number }[] =
    secondsBefore > 0 ? [] : [{ seconds: 0, steps: 0 }];
  const secondsElapsed = (): number => ((pausedAt ?? now()) - start) / 1000;
  return {
    secondsElapsed,
    pause() {
      pausedAt ??= now();
    },
    resume() {
      if (pausedAt === null) return;
      start += now() - pausedAt;
      pausedAt = null;
    },
    note(stepsDone) {
      const seconds = secondsElapsed();
      notes.push({ seconds, steps: stepsDone });
      const oldest = notes.findIndex((note) => note.seconds >= seconds - WINDOW_SECONDS);
      notes = notes.slice(oldest);
    },
    secondsLeft(stepsTotal) {
      const first = notes[0];
      const last = notes.at(-1);
      if (!first || !last) return null;
      const seconds = last.seconds - first.seconds;
      const steps = last.steps - first.steps;
      if (seconds < SHORTEST_SECONDS || steps === 0) return null;
      return ((stepsTotal - last.steps) * seconds) / steps;
    },
  };
}
