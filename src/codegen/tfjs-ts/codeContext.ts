import type { GraphAnalysis } from '../../analysis/graphAnalysis';

/** A function of generated code: a block, or the model of a scanned block's step. */
export interface BlockFunction {
  readonly name: string;
  /** The input ports of a block, in the order of its parameters. */
  readonly inputs: readonly string[];
  /** The output ports of a block, in the order in which it returns them. */
  readonly outputs: readonly string[];
  /** The arguments that it takes by name. */
  readonly options: readonly string[];
  /** Whether it takes the path whose weights it uses. */
  readonly isShared: boolean;
  /** Whether it takes the map of layers that are there. */
  readonly needsLayers: boolean;
  /** Whether it takes a tensor for its number of examples only. */
  readonly needsLike: boolean;
}

/** What the parts of one file know of each other. */
export interface CodeContext {
  /** The functions of blocks and of steps by the uses that they are right for. */
  readonly functions: Readonly<Record<'block' | 'cell', Map<GraphAnalysis, BlockFunction>>>;
  /** Classes that Netloom supplies and the file uses. */
  readonly supplied: Set<string>;
  /** Whether a layer uses a variable of another one. */
  readonly hasTies: boolean;
  /** Lengths of the tuples that the file names. */
  readonly tuples: Set<number>;
}

/** Says that one function cannot be right for all uses, and which belong together. */
export class Split extends Error {
  constructor(readonly keys: ReadonlyMap<GraphAnalysis, string>) {
    super('One function cannot be right for all uses of this block.');
  }
}

/** The type of so many tensors. */
export function tensorsType(count: number, { tuples }: CodeContext): string {
  if (count === 1) return 'tf.SymbolicTensor';
  tuples.add(count);
  return tupleName(count);
}

/** The name of the type of two or more tensors. */
export function tupleName(count: number): string {
  return count === 2 ? 'Pair' : count === 3 ? 'Triple' : `Tensors${count}`;
}
