import type { TensorType } from '../base/tensorType';

/**
 * Which kernels train: those that are compiled for WASM work whole layers and optimizers out at once;
 * elsewhere these are composed of many operations of tf.js, which hold more between them.
 */
export type Kernels = 'compiled' | 'composed';

/**
 * What is held for the gradient of a layer beside its inputs, its outputs, their gradients and those of
 * its weights: numbers for one example. What the operations inside a layer saved is kept until each has
 * had its gradient, and the gradients between them come and go meanwhile.
 */
export interface Tape {
  /** Made on the way forward. */
  readonly kept?: number;
  /** All gradients between the operations inside; what was kept is let go while they are made. */
  readonly gradients?: number;
  /** Held only while its own gradient is calculated; of a metric, while it is calculated itself. */
  readonly workspace?: number;
  /** The same for every two examples of a batch, as where each is compared with each. */
  readonly pairWorkspace?: number;
  /** The same for a whole batch: copies of weights. */
  readonly keptOnce?: number;
  readonly gradientsOnce?: number;
  /** How often its weights are used in one pass; each use gives them a gradient of its own. */
  readonly uses?: number;
  /** Whether the gradients of its inputs share the memory of that of its output, as of a sum. */
  readonly passesGradient?: boolean;
  /**
   * Whether the gradients of all its inputs are worked out at once, also of those before which nothing
   * learns.
   */
  readonly isFused?: boolean;
  /** Whether its output is kept too, where its kind says that only its inputs are. */
  readonly keepsOutput?: boolean;
  /** What takes the place of all this with compiled kernels, where these work the layer out. */
  readonly compiled?: Omit<Tape, 'compiled'>;
}

/** Numbers in a tensor; unknown dimensions count as 1. */
export function numbersIn(type: TensorType | undefined): number {
  return type ? type.shape.reduce<number>((product, axis) => product * (axis ?? 1), 1) : 0;
}

/** A tape in multiples of the output, as of what works number by number. */
export function tapeOfOutput(
  times: Pick<Tape, 'kept' | 'gradients' | 'workspace' | 'passesGradient' | 'compiled'>,
): (fields: unknown, inputs: unknown, output: TensorType) => Tape {
  return (_fields, _inputs, output) => {
    const numbers = numbersIn(output);
    return {
      kept: (times.kept ?? 0) * numbers,
      gradients: (times.gradients ?? 0) * numbers,
      workspace: (times.workspace ?? 0) * numbers,
      passesGradient: times.passesGradient ?? false,
      ...(times.compiled ? { compiled: times.compiled } : {}),
    };
  };
}

/** A tape in multiples of the largest input, as of what turns tensors into one number. */
export function tapeOfInput(
  times: Pick<Tape, 'kept' | 'gradients' | 'workspace' | 'passesGradient'>,
): (fields: unknown, inputs: object) => Tape {
  return (_fields, inputs) => {
    const types = Object.values(inputs) as (TensorType | undefined)[];
    const numbers = Math.max(0, ...types.map(numbersIn));
    return {
      kept: (times.kept ?? 0) * numbers,
      gradients: (times.gradients ?? 0) * numbers,
      // The gradients of two operations and what one of them takes are there at a time.
      workspace: (times.workspace ?? Math.min(times.gradients ?? 0, 3)) * numbers,
      passesGradient: times.passesGradient ?? false,
    };
  };
}
