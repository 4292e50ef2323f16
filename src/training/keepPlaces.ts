import type { WeightValues } from '../compile/buildModel';
import type { Checkpoint, CheckpointPlace } from './checkpoint';
import type { ReadyPhase } from './prepareRun';

/** Who wants to know where a phase stands. */
export interface PlaceKeeping {
  /** Where checkpoints go, and how often at most; the run waits until each is kept. */
  readonly keepCheckpoint?:
    | {
        readonly everySeconds: number;
        readonly keep: (checkpoint: Checkpoint) => Promise<void> | void;
      }
    | undefined;
  /** Whether the backend may be lost, so that a place to go on from is held in memory. */
  readonly isBackendAtRisk: boolean;
}

/** Keeps a place when it is time, or when the run waits there for its user. */
export type AtPlace = (
  place: () => Promise<CheckpointPlace | null>,
  isWaiting: boolean,
) => Promise<void>;

/** Where a phase stood last. */
export interface KeptPlaces {
  /** Called between two steps, and when the run begins to wait, with what tells the place. */
  atPlace: AtPlace;
  /** The last place that is held in memory; null where there is none yet. */
  readonly latest: Checkpoint | null;
}

/** Seconds between two places that are kept because the run waits there: it may be led step by step. */
const waitingSeconds = 1;
/** Seconds between two places that are held in memory, at least. */
const heldSeconds = 10;
/** So many times longer than it takes to read a place, the next one has to wait. */
const heldRests = 50;
/** Larger states are not held in memory: losing the backend then costs the work of the phase. */
const largestHeldBytes = 512 * 1024 * 1024;
/** Weights, with two slots of an optimizer for each. */
const bytesPerHeldNumber = 3 * 4;

/** Keeps places of a phase now and then, at the ends of steps. */
export function keepPlaces(
  { keepCheckpoint, isBackendAtRisk }: PlaceKeeping,
  { program, actors }: ReadyPhase,
  weights: () => Promise<ReadonlyMap<string, WeightValues>>,
): KeptPlaces {
  const numbers = program.weights.reduce((sum, { variable }) => sum + variable.size, 0);
  const isHeld = isBackendAtRisk && numbers * bytesPerHeldNumber <= largestHeldBytes;
  let latest: Checkpoint | null = null;
  let lastKept = performance.now();
  let lastHeld = lastKept;
  let lastWait = Number.NEGATIVE_INFINITY;
  let heldInterval = heldSeconds * 1000;
  return {
    get latest() {
      return latest;
    },
    async atPlace(place, isWaiting) {
      const now = performance.now();
      const isWaitKept = isWaiting && now - lastWait >= waitingSeconds * 1000;
      const isKeepDue =
        keepCheckpoint && (isWaitKept || now - lastKept >= keepCheckpoint.everySeconds * 1000);
      const isHoldDue = isHeld && now - lastHeld >= heldInterval;
      if (!isKeepDue && !isHoldDue) return;
      const reached = await place();
      const learned = await weights();
      // A run that broke is not to take the place of one that can go on.
      const isSound = [...learned.values()].every(({ values }) => values.every(Number.isFinite));
      if (reached === null || !isSound) return;
      const state = new Map([...(await program.state()), ...(actors?.state() ?? [])]);
      const checkpoint: Checkpoint = { place: reached, weights: learned, state };
      if (isHeld) {
        latest = checkpoint;
        lastHeld = performance.now();
        heldInterval = Math.max(heldSeconds * 1000, heldRests * (lastHeld - now));
      }
      if (!isKeepDue) return;
      await keepCheckpoint?.keep(checkpoint);
      lastKept = performance.now();
      if (isWaiting) lastWait = lastKept;
    },
  };
}
