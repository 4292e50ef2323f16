/** Numbers in rows, the last axis moving fastest. */
export interface Values {
  readonly values: readonly number[];
  readonly shape: readonly number[];
}

/** Where a kernel stands, a number for each axis that it slides over. */
export interface Placement {
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  /** Places of padding in front of the input; of a transposed convolution, cut off in front. */
  readonly before: readonly number[];
  /** Lengths of the output. */
  readonly sizes: readonly number[];
}

const count = (lengths: readonly number[]): number => lengths.reduce((all, one) => all * one, 1);

/** Every tuple of indices below some lengths. */
function* indices(lengths: readonly number[]): Generator<readonly number[]> {
  for (let flat = 0; flat < count(lengths); flat++) {
    let rest = flat;
    const index = lengths.map(() => 0);
    for (let axis = lengths.length - 1; axis >= 0; axis--) {
      index[axis] = rest % lengths[axis]!;
      rest = Math.floor(rest / lengths[axis]!);
    }
    yield index;
  }
}

function place(shape: readonly number[], index: readonly number[]): number {
  return index.reduce((flat, at, axis) => flat * shape[axis]! + at, 0);
}

function read({ values, shape }: Values, index: readonly number[]): number {
  const inside = index.every((at, axis) => at >= 0 && at < shape[axis]!);
  return inside ? values[place(shape, index)]! : 0;
}

/**
 * Convolution by its definition, one sum for each output number: y[o, f] = Σ x[o·S + k·D − P, c]·w[k, c, f]
 * over taps k and the channels c of the group of f. Shapes: x […,c], kernel [k…,c/groups,filters].
 */
export function naiveConvolution(
  x: Values,
  kernel: Values,
  { strides, dilation, before, sizes }: Placement,
  groups = 1,
): number[] {
  const [channels, filters] = kernel.shape.slice(-2) as [number, number];
  const taps = kernel.shape.slice(0, -2);
  const results: number[] = [];
  for (const [...index] of indices([...sizes, filters])) {
    const filter = index.pop()!;
    const group = Math.floor(filter / (filters / groups));
    let sum = 0;
    for (const tap of indices(taps)) {
      const at = tap.map(
        (k, axis) => index[axis]! * strides[axis]! + k * dilation[axis]! - before[axis]!,
      );
      for (let channel = 0; channel < channels; channel++) {
        sum +=
          read(x, [...at, group * channels + channel]) * read(kernel, [...tap, channel, filter]);
      }
    }
    results.push(sum);
  }
  return results;
}

/**
 * Transposed convolution by its definition: every input number stamps the kernel on the output at
 * i·S + k·D − P, in the channels of its group. Shapes: x […,c], kernel [k…,filters/groups,c].
 */
export function naiveTransposedConvolution(
  x: Values,
  kernel: Values,
  { strides, dilation, before, sizes }: Placement,
  groups = 1,
): number[] {
  const [filters, channels] = kernel.shape.slice(-2) as [number, number];
  const taps = kernel.shape.slice(0, -2);
  const shape = [...sizes, groups * filters];
  const results = Array.from({ length: count(shape) }, () => 0);
  for (const index of indices(x.shape.slice(0, -1))) {
    for (const tap of indices(taps)) {
      const at = tap.map(
        (k, axis) => index[axis]! * strides[axis]! + k * dilation[axis]! - before[axis]!,
      );
      if (at.some((position, axis) => position < 0 || position >= sizes[axis]!)) continue;
      for (let filter = 0; filter < filters; filter++) {
        for (let channel = 0; channel < channels; channel++) {
          const group = Math.floor(channel / (channels / groups));
          results[place(shape, [...at, group * filters + filter])]! +=
            read(x, [...index, channel]) * read(kernel, [...tap, filter, channel]);
        }
      }
    }
  }
  return results;
}
