import { type Randomness, shuffledIndices } from '../base/randomness';
import type { Result } from '../base/result';
import { failure, success } from '../base/result';
import { batchOf } from './batches';
import { columnType, type DataSet, type Split } from './dataSet';
import type { DrawnColumn } from './exampleSource';
import type { SplitName } from './generateDataSet';

/** The examples of a data set by class, for samplers that choose classes first. */
export interface LabelledImages {
  /** The type of a picture. */
  readonly type: ReturnType<typeof columnType>;
  /** For each class of a split that has any, the places of its examples. */
  readonly classes: Readonly<Record<SplitName, readonly Uint32Array[]>>;
  /** The pictures at places of a split, as a column of a batch. */
  images(split: SplitName, places: readonly number[]): DrawnColumn;
}

function byClass({ columns, length }: Split): readonly Uint32Array[] {
  const places = new Map<number, number[]>();
  const labels = columns.label?.values ?? new Int32Array(length);
  labels.forEach((label, place) => {
    const known = places.get(label);
    if (known) known.push(place);
    else places.set(label, [place]);
  });
  return [...places].sort(([a], [b]) => a - b).map(([, all]) => Uint32Array.from(all));
}

/**
 * Sorts the examples of a data set with columns `image` and `label` by class, or says why that many
 * classes with that many examples cannot be chosen from each of its splits.
 */
export function labelledImages(
  { train, test, title }: DataSet,
  needed: { readonly classes: number; readonly examples: number },
): Result<LabelledImages> {
  const splits = { training: train, test };
  const classes = { training: byClass(train), test: byClass(test) };
  for (const split of ['training', 'test'] as const) {
    if (classes[split].length < needed.classes) {
      return failure(
        `${title}: the ${split} examples are of ${classes[split].length} classes, but ` +
          `${needed.classes} are chosen at a time; choose fewer.`,
      );
    }
    const smallest = classes[split].reduce(
      (least, { length }) => Math.min(least, length),
      Infinity,
    );
    if (smallest < needed.examples) {
      return failure(
        `${title}: a class has ${smallest} ${split} examples, but ${needed.examples} of a class ` +
          'are chosen at a time; choose fewer.',
      );
    }
  }
  const image = train.columns.image;
  if (!image) return failure(`${title} has no column of images.`);
  const type = columnType(image);
  return success({
    type,
    classes,
    images(split, places) {
      const { columns } = batchOf(
        { length: splits[split].length, columns: { image: splits[split].columns.image ?? image } },
        Uint32Array.from(places),
      );
      const shape = [places.length, ...type.shape.map((axis) => axis ?? 0)];
      return { values: columns.image ?? new Float32Array(), shape };
    },
  });
}

/** A number of different places of a list, by lot. Throws RangeError where it has too few. */
export function chooseSome<Item>(
  from: ArrayLike<Item>,
  count: number,
  randomness: Randomness,
): Item[] {
  if (count > from.length) throw new RangeError(`${count} of ${from.length} cannot be chosen.`);
  const order = shuffledIndices(from.length, randomness);
  return Array.from({ length: count }, (_, i) => from[order[i] as number] as Item);
}
