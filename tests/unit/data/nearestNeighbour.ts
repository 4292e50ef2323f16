import type { Split } from '../../../src/data/dataSet';

/**
 * The share of test examples whose nearest training example (by the distance of all numbers of a
 * column) is of the same class: what is learned without learning.
 */
export function nearestNeighbourAccuracy(
  train: Split,
  test: Split,
  column = 'image',
  label = 'label',
): number {
  const known = train.columns[column]?.values ?? new Uint8Array();
  const asked = test.columns[column]?.values ?? new Uint8Array();
  const size = known.length / train.length;
  let right = 0;
  for (let example = 0; example < test.length; example++) {
    let best = Number.POSITIVE_INFINITY;
    let nearest = 0;
    for (let other = 0; other < train.length; other++) {
      let distance = 0;
      for (let i = 0; i < size && distance < best; i++) {
        distance +=
          ((asked[example * size + i] as number) - (known[other * size + i] as number)) ** 2;
      }
      if (distance < best) {
        best = distance;
        nearest = other;
      }
    }
    if (train.columns[label]?.values[nearest] === test.columns[label]?.values[example]) right++;
  }
  return right / test.length;
}
