import type { TargetEncoding } from '../kinds/training/trainingKind';

/**
 * The target column of a batch as the numbers that a loss compares with: `count × classCount` for
 * one-hot, else as many numbers as came. A class index outside 0 … classCount − 1 throws RangeError.
 */
export function encodeTarget(
  values: ArrayLike<number>,
  encoding: TargetEncoding,
  classCount: number,
): Float32Array {
  switch (encoding) {
    case 'oneHot': {
      const encoded = new Float32Array(values.length * classCount);
      for (let example = 0; example < values.length; example++) {
        const label = values[example] as number;
        if (!(label >= 0 && label < classCount)) {
          throw new RangeError(`Class ${label} is not one of ${classCount} classes.`);
        }
        encoded[example * classCount + label] = 1;
      }
      return encoded;
    }
    case 'minusOneOne':
      return Float32Array.from(values, (label) => (label > 0 ? 1 : -1));
    case 'zeroOne':
    case 'asIs':
      return values instanceof Float32Array ? values : Float32Array.from(values);
  }
}
