import type { ViewContent } from './viewContent';

/** Names of measured numbers and their values: nodes of the step, `validationLoss`, `testAccuracy`… */
export type Metrics = Readonly<Record<string, number>>;

/** How far a run has come. */
export interface RunProgress {
  /** The running phase, from 0, and how many there are. */
  readonly phase: number;
  readonly phases: number;
  /** The running epoch of the phase, from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done in this epoch. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  readonly secondsElapsed: number;
  /** An estimate for this phase from the steps of the last seconds; null at the start. */
  readonly secondsLeft: number | null;
}

/** What a run tells while it goes; plain data, so that it crosses to the window and into JSON. */
export type RunEvent =
  | { readonly type: 'loading'; readonly message: string }
  | {
      /** A phase begins. */
      readonly type: 'started';
      readonly phase: number;
      readonly backend: string;
      /** Processor threads that its kernels run on. */
      readonly threads: number;
      /** Better backends that were tried first, and why they did not start. */
      readonly fallbacks: readonly { readonly backend: string; readonly reason: string }[];
      readonly trainCount: number;
      readonly validationCount: number;
      readonly testCount: number;
      readonly parameters: number;
      /** Losses and metrics that will be measured. */
      readonly measures: readonly string[];
    }
  | { readonly type: 'step'; readonly progress: RunProgress; readonly metrics: Metrics }
  | {
      readonly type: 'epoch';
      readonly phase: number;
      readonly epoch: number;
      readonly metrics: Metrics;
      readonly progress: RunProgress;
    }
  | { readonly type: 'view'; readonly node: string; readonly content: ViewContent }
  | {
      /** A backend can do no more; the run goes on from its last kept step on the next one. */
      readonly type: 'fallback';
      readonly from: string;
      readonly to: string;
      readonly reason: string;
      /** The epoch and the steps done in it from where it goes on; null from the phase's beginning. */
      readonly place: { readonly epoch: number; readonly step: number } | null;
    }
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
  | {
      readonly type: 'failed';
      readonly message: string;
      /** The node of the training step, and the layer inside a network, that broke first. */
      readonly node?: string;
    };

/** The last event of a run. */
export type RunOutcome = Extract<RunEvent, { readonly type: 'end' | 'failed' }>;
