import type { Shape } from '../base/tensorType';

/** Names of measured numbers and their values: `loss`, `accuracy`, `validationLoss`, `testAccuracy`… */
export type Metrics = Readonly<Record<string, number>>;

/** How far a run has come. */
export interface RunProgress {
  /** The running epoch, from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done in this epoch. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  readonly secondsElapsed: number;
  /** An estimate from the steps of the last seconds; null at the start. */
  readonly secondsLeft: number | null;
}

/** One test example with what the network makes of it. */
export interface Prediction {
  /** The example as the network receives it. */
  readonly input: Float32Array;
  readonly inputShape: Shape;
  readonly content: 'image' | 'vector' | 'tokens';
  /** The right answer for people: a class name, or numbers; null for an autoencoder. */
  readonly expected: string | null;
  /** The network's answer for people; null when the output is an image. */
  readonly predicted: string | null;
  readonly correct: boolean | null;
  /** The raw output: class probabilities, or the reconstruction of an image. */
  readonly output: Float32Array;
  readonly outputShape: Shape;
}

/** The network's answer over a square of the plane, for 2-D points. */
export interface DecisionBoundary {
  /** `size × size` answers, row by row from the lowest y; 0 the first class, 1 the second. */
  readonly values: Float32Array;
  readonly size: number;
  /** The square reaches from −extent to extent on both axes. */
  readonly extent: number;
  /** Points drawn over it: x, y, class; training points first. */
  readonly points: Float32Array;
  readonly trainCount: number;
}

/** What a run tells while it goes; plain data, so that it crosses to the window and into JSON. */
export type RunEvent =
  | { readonly type: 'loading'; readonly message: string }
  | {
      readonly type: 'started';
      readonly backend: string;
      /** Better backends that were tried first, and why they did not start. */
      readonly fallbacks: readonly { readonly backend: string; readonly reason: string }[];
      readonly trainCount: number;
      readonly validationCount: number;
      readonly testCount: number;
      readonly parameters: number;
    }
  | { readonly type: 'step'; readonly progress: RunProgress; readonly metrics: Metrics }
  | {
      readonly type: 'epoch';
      readonly epoch: number;
      readonly metrics: Metrics;
      readonly progress: RunProgress;
    }
  | { readonly type: 'predictions'; readonly samples: readonly Prediction[] }
  | { readonly type: 'boundary'; readonly boundary: DecisionBoundary }
  | { readonly type: 'paused'; readonly progress: RunProgress }
  | { readonly type: 'resumed' }
  | {
      readonly type: 'end';
      readonly metrics: Metrics;
      readonly seconds: number;
      readonly backend: string;
      /** True when the user stopped it before the last epoch. */
      readonly stopped: boolean;
    }
  | { readonly type: 'failed'; readonly message: string };

/** The last event of a run. */
export type RunOutcome = Extract<RunEvent, { readonly type: 'end' | 'failed' }>;
