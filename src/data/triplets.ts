import type { Result } from '../base/result';
import { success } from '../base/result';
import type { DataSet } from './dataSet';
import type { ExampleSource } from './exampleSource';
import { chooseSome, labelledImages } from './labelledImages';

/**
 * Triplets of pictures from a data set: columns `anchor`, `positive`, another picture of its class,
 * and `negative`, one of another class.
 * Source: Schroff, Kalenichenko & Philbin, FaceNet, 2015.
 */
export function tripletSource(dataSet: DataSet): Result<ExampleSource> {
  const sorted = labelledImages(dataSet, { classes: 2, examples: 2 });
  if (!sorted.ok) return sorted;
  const { type, classes, images } = sorted.value;
  return success({
    columns: { anchor: type, positive: type, negative: type },
    draw({ count, randomness, split }) {
      const places: Record<'anchor' | 'positive' | 'negative', number[]> = {
        anchor: [],
        positive: [],
        negative: [],
      };
      for (let i = 0; i < count; i++) {
        const [one, other] = chooseSome(classes[split], 2, randomness) as [
          Uint32Array,
          Uint32Array,
        ];
        const [anchor, positive] = chooseSome(one, 2, randomness) as [number, number];
        places.anchor.push(anchor);
        places.positive.push(positive);
        places.negative.push(...chooseSome(other, 1, randomness));
      }
      return {
        anchor: images(split, places.anchor),
        positive: images(split, places.positive),
        negative: images(split, places.negative),
      };
    },
  });
}
