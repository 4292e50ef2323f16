import type * as tf from '@tensorflow/tfjs';
import type { JsonValue } from '../../src/base/jsonValue';
import type { Shape, TensorType } from '../../src/base/tensorType';
import type { Draw } from './draw';
import type { TorchModule } from './torchOracle';

/** Tensors by the name of the weight. */
export type NamedTensors = Readonly<Record<string, tf.Tensor>>;

/** One configuration of a kind, written down twice: as a node and as modules of PyTorch. */
export interface ParityCase {
  readonly fields: Readonly<Record<string, JsonValue>>;
  /** What arrives, by port, without the batch axis. */
  readonly inputs: Readonly<Record<string, Shape | TensorType>>;
  readonly modules: readonly TorchModule[];
  /**
   * The weights of the node, or their gradients, as the modules name and lay them out. Both pass
   * through it, so it may only move numbers.
   */
  readonly weights?: (weights: NamedTensors) => NamedTensors;
  /** Weights of the modules that the node has not, by the end of their names. */
  readonly uncounted?: readonly string[];
  /** Whether the layer is run as in training; inference unless told. */
  readonly training?: boolean;
  /** Inputs of whole numbers hold numbers below this. */
  readonly tokens?: number;
  /** The number at a place of an input, by port; drawn as elsewhere where left out. */
  readonly fill?: Readonly<Record<string, (draw: Draw, index: number) => number>>;
  /** Why this configuration has no values to compare, only shapes and weights. */
  readonly shapesOnly?: string;
}

/** How configurations of a kind are drawn, and where it differs from PyTorch on purpose. */
export interface ParityRow {
  readonly kind: string;
  /** What this row draws, where a kind has several. */
  readonly title?: string;
  readonly draw: (draw: Draw) => ParityCase;
  /** How many configurations are compared by shape. */
  readonly shapes?: number;
  /** How many configurations are compared by outputs and gradients; 0 with a reason in `because`. */
  readonly values?: number;
  readonly because?: string;
  /** Messages with which Netloom refuses what PyTorch takes, each with the reason. */
  readonly stricter?: Readonly<Record<string, string>>;
  /** Parts of PyTorch's words when it refuses what Netloom takes, each with the reason. */
  readonly looser?: Readonly<Record<string, string>>;
}
