/** Every list of whole numbers below the given lengths, the last one fastest. */
export function placesOf(lengths: readonly number[]): number[][] {
  return lengths.reduce<number[][]>(
    (places, length) =>
      places.flatMap((place) => Array.from({ length }, (_, index) => [...place, index])),
    [[]],
  );
}

/** An array in row-major order, read by place. */
export class NumbersByPlace {
  constructor(
    private readonly values: ArrayLike<number>,
    private readonly shape: readonly number[],
  ) {}

  at(place: readonly number[]): number {
    const index = place.reduce((sum, step, axis) => sum * (this.shape[axis] as number) + step, 0);
    return this.values[index] as number;
  }
}

/** Padding before and after one axis. */
export type Ends = readonly [before: number, after: number];

/** One axis of a pooling window. */
export interface PooledAxis {
  readonly size: number;
  readonly pool: number;
  readonly stride: number;
  readonly padding: 'same' | Ends;
  readonly ceil: boolean;
}

/**
 * Where windows start along an axis, counted from its first number, as TensorFlow (`same`) and
 * PyTorch (numbers) write it down.
 */
export function windowStarts({ size, pool, stride, padding, ceil }: PooledAxis): number[] {
  if (padding === 'same') {
    const places = Math.ceil(size / stride);
    const total = Math.max((places - 1) * stride + pool - size, 0);
    return Array.from({ length: places }, (_, index) => index * stride - Math.floor(total / 2));
  }
  const [before, after] = padding;
  const starts: number[] = [];
  for (let start = -before; ; start += stride) {
    const isFull = start + pool <= size + after;
    const hangsOver = start + pool - stride < size + after && start < size;
    if (!isFull && !(ceil && hangsOver)) return starts;
    starts.push(start);
  }
}
