import { selectExamples, take } from './batches';
import type { Column, Split } from './dataSet';

/** Which labelled examples are kept. */
export interface Choice {
  /** Classes to keep, numbered anew in this order; empty keeps all. */
  readonly classes?: readonly number[];
  /** At most so many examples of each class, the first ones; 0 keeps all. */
  readonly perClass?: number;
  /** At most so many examples in all, the first ones; 0 keeps all. */
  readonly count?: number;
}

/**
 * The examples of a split that a choice keeps, in their order, with the classes of column `label`
 * numbered anew. Throws where the split has no named classes in that column.
 */
export function chooseExamples(split: Split, choice: Choice): Split {
  const { perClass = 0, count = 0 } = choice;
  const classes = [...new Set(choice.classes ?? [])];
  const chosen =
    classes.length === 0 && perClass === 0 ? split : chooseByClass(split, classes, perClass);
  return count === 0 ? chosen : take(chosen, count);
}

function chooseByClass(split: Split, classes: readonly number[], perClass: number): Split {
  const label = split.columns.label;
  if (!label?.classes) throw new Error('Examples are chosen by a column "label" of named classes.');
  const kept = classes.length > 0 ? classes : label.classes.map((_, index) => index);
  const numbers = new Map(kept.map((old, index) => [old, index]));
  const taken = kept.map(() => 0);
  const indices: number[] = [];
  label.values.forEach((old, index) => {
    const number = numbers.get(old);
    if (number === undefined || (perClass > 0 && (taken[number] ?? 0) >= perClass)) return;
    taken[number] = (taken[number] ?? 0) + 1;
    indices.push(index);
  });
  const selected = selectExamples(split, Uint32Array.from(indices));
  const old = selected.columns.label as Column;
  return {
    length: selected.length,
    columns: {
      ...selected.columns,
      label: {
        ...old,
        values: Int32Array.from(old.values, (value) => numbers.get(value) as number),
        classes: kept.map((index) => label.classes?.[index] ?? String(index)),
      },
    },
  };
}
