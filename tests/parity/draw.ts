import type { Randomness } from '../../src/base/randomness';

/** Draws the numbers of configurations; those of small ones stay small enough to compute with. */
export class Draw {
  constructor(
    private readonly random: Randomness,
    readonly small: boolean,
  ) {}

  /** A whole number from `min` to `max`, both included. */
  whole(min: number, max: number): number {
    return min + this.random.integer(max - min + 1);
  }

  /** `count` whole numbers. */
  wholes(count: number, min: number, max: number): number[] {
    return Array.from({ length: count }, () => this.whole(min, max));
  }

  /** One number that stands for every axis, or one for each. */
  each(count: number, min: number, max: number): number[] {
    if (this.chance(0.5))
      return Array.from({ length: count }, () => min).fill(this.whole(min, max));
    return this.wholes(count, min, max);
  }

  /** One of a list. */
  pick<const Value>(values: readonly Value[]): Value {
    return values[this.random.integer(values.length)] as Value;
  }

  chance(probability: number): boolean {
    return this.random.next() < probability;
  }

  /** A number between two, with at most three digits behind the point. */
  real(min: number, max: number): number {
    return Math.round((min + this.random.next() * (max - min)) * 1000) / 1000;
  }

  /** The length of an axis of an image or a sequence. */
  length(): number {
    if (this.small) return this.whole(3, 7);
    return this.chance(0.15) ? this.whole(15, 64) : this.whole(1, 14);
  }

  /** The lengths of the axes of a sequence, an image or a volume, which stays the smallest. */
  lengths(count: number): number[] {
    if (count === 3) return this.wholes(3, this.small ? 3 : 1, this.small ? 5 : 9);
    return Array.from({ length: count }, () => this.length());
  }

  /** A number of channels or features. */
  channels(): number {
    if (this.small) return this.whole(1, 4);
    return this.chance(0.1) ? this.pick([16, 33, 64, 256, 512]) : this.whole(1, 9);
  }

  /** A shape of `min` to `max` axes without the batch axis. */
  shape(min: number, max: number): number[] {
    return [...this.lengths(this.whole(min, max) - 1), this.channels()];
  }
}
