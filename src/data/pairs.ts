import type { Result } from '../base/result';
import { success } from '../base/result';
import type { DataSet } from './dataSet';
import type { ExampleSource } from './exampleSource';
import { chooseSome, labelledImages } from './labelledImages';

/**
 * Pairs of pictures from a data set: columns `a`, `b` and `same`, the class 1 where both are of one
 * class. The first, third, fifth… pair is of one class (two different pictures), the others are of two.
 * Source: Hadsell, Chopra & LeCun, Dimensionality Reduction by Learning an Invariant Mapping, 2006.
 */
export function pairSource(dataSet: DataSet): Result<ExampleSource> {
  const sorted = labelledImages(dataSet, { classes: 2, examples: 2 });
  if (!sorted.ok) return sorted;
  const { type, classes, images } = sorted.value;
  return success({
    columns: {
      a: type,
      b: type,
      same: { shape: [], dtype: 'int32', content: 'class', classCount: 2 },
    },
    draw({ count, randomness, split }) {
      const first: number[] = [];
      const second: number[] = [];
      const same = Int32Array.from({ length: count }, (_, index) => 1 - (index % 2));
      for (const isSame of same) {
        const [one, other] = chooseSome(classes[split], 2, randomness) as [
          Uint32Array,
          Uint32Array,
        ];
        if (isSame) {
          const [a, b] = chooseSome(one, 2, randomness) as [number, number];
          first.push(a);
          second.push(b);
        } else {
          first.push(...chooseSome(one, 1, randomness));
          second.push(...chooseSome(other, 1, randomness));
        }
      }
      return {
        a: images(split, first),
        b: images(split, second),
        same: { values: same, shape: [count] },
      };
    },
  });
}
