import * as tf from '@tensorflow/tfjs';
import { createRandomness } from '../base/randomness';

/**
 * The initializer Orthogonal, drawn from a seed: rows or columns, whichever are fewer, are
 * orthonormal. (That of tf.js takes seconds for a recurrent kernel of 64 units and warns about it.)
 * Source: Saxe et al., Exact solutions to the nonlinear dynamics of learning, 2013.
 */
export class SeededOrthogonal extends tf.serialization.Serializable {
  /** The name under which the class is saved. */
  static readonly className = 'SeededOrthogonal';
  private readonly seed: number;

  constructor(config: { seed: number }) {
    super();
    this.seed = config.seed;
  }

  /** A new tensor of the given shape; all axes but the last count as rows. */
  apply(shape: number[]): tf.Tensor {
    const columns = shape.at(-1) ?? 1;
    const rows = shape.slice(0, -1).reduce((product, axis) => product * axis, 1);
    return tf.tensor(orthogonalMatrix(rows, columns, this.seed), shape);
  }

  /** What a saved model keeps of it. */
  getConfig(): tf.serialization.ConfigDict {
    return { seed: this.seed };
  }
}

/**
 * A random `rows × columns` matrix, row by row, whose shorter side is orthonormal: normal vectors
 * made orthogonal one after the other (Gram–Schmidt, twice, which keeps float64 precision).
 */
export function orthogonalMatrix(rows: number, columns: number, seed: number): Float32Array {
  const randomness = createRandomness(seed);
  const length = Math.max(rows, columns);
  const vectors: Float64Array[] = [];
  for (let index = 0; index < Math.min(rows, columns); index++) {
    const vector = Float64Array.from({ length }, () => randomness.normal());
    for (const earlier of [...vectors, ...vectors]) {
      const along = dot(vector, earlier);
      for (let i = 0; i < length; i++) vector[i] = vector[i]! - along * earlier[i]!;
    }
    const norm = Math.sqrt(dot(vector, vector));
    vectors.push(vector.map((value) => value / norm));
  }
  const matrix = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      matrix[row * columns + column] =
        rows < columns ? vectors[row]![column]! : vectors[column]![row]!;
    }
  }
  return matrix;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

tf.serialization.registerClass(SeededOrthogonal as never);
