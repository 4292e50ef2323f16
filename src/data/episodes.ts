import type { Result } from '../base/result';
import { success } from '../base/result';
import type { TensorType } from '../base/tensorType';
import type { DataSet } from './dataSet';
import type { ExampleSource } from './exampleSource';
import { chooseSome, labelledImages } from './labelledImages';

/** How an episode is made. */
export interface EpisodesOptions {
  /** Classes in an episode. */
  readonly ways: number;
  /** Labelled examples of each class. */
  readonly shots: number;
  /** Examples of each class to be recognised. */
  readonly queries: number;
}

/**
 * Few-shot episodes from the pictures of a data set: columns `support` (ways × shots pictures, class
 * by class), `supportLabel`, `query` (ways × queries other pictures of the same classes, class by
 * class) and `queryLabel`; the classes of an episode are numbered from 0.
 * Source: Vinyals et al., Matching Networks for One Shot Learning, 2016.
 */
export function episodeSource(
  dataSet: DataSet,
  { ways, shots, queries }: EpisodesOptions,
): Result<ExampleSource> {
  const sorted = labelledImages(dataSet, { classes: ways, examples: shots + queries });
  if (!sorted.ok) return sorted;
  const { type, classes, images } = sorted.value;
  const label: TensorType = { shape: [], dtype: 'int32', content: 'class', classCount: ways };
  const labels = (each: number) => ({
    values: Int32Array.from({ length: ways * each }, (_, index) => Math.floor(index / each)),
    shape: [ways * each],
  });
  return success({
    columns: { support: type, supportLabel: label, query: type, queryLabel: label },
    draw({ randomness, split }) {
      const support: number[] = [];
      const query: number[] = [];
      for (const places of chooseSome(classes[split], ways, randomness)) {
        const chosen = chooseSome(places, shots + queries, randomness);
        support.push(...chosen.slice(0, shots));
        query.push(...chosen.slice(shots));
      }
      return {
        support: images(split, support),
        supportLabel: labels(shots),
        query: images(split, query),
        queryLabel: labels(queries),
      };
    },
  });
}
