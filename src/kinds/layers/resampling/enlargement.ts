import type { Dimension, TensorType } from '../../../base/tensorType';
import type { AxisCount } from '../../field';
import type { Reach } from '../../layerKind';
import { axisSymbols } from '../pooling/poolingFields';

/** The type of an image, sequence or volume of which every axis is a whole number of times as long. */
export function enlarged(x: TensorType, factors: readonly number[]): TensorType {
  const sizes = factors.map((factor, axis): Dimension => {
    const length = x.shape[axis] ?? null;
    return length === null ? null : length * factor;
  });
  return { shape: [...sizes, x.shape.at(-1) ?? null], dtype: x.dtype };
}

/** The new length of every axis with its numbers, as KaTeX. */
export function enlargementFormula(
  factors: readonly number[],
  x: TensorType,
  y: TensorType,
): string[] {
  const symbols = axisSymbols[factors.length as AxisCount];
  return factors.map((factor, axis) => {
    const symbol = symbols[axis];
    return `${symbol}_2 = ${factor} \\cdot ${symbol}_1 = ${factor} \\cdot ${x.shape[axis] ?? '?'} = ${y.shape[axis] ?? '?'}`;
  });
}

/** What a place sees whose axis was enlarged by copying: place o sees place ⌊o/f⌋. */
export function copyingReach(factors: readonly number[]): Reach {
  const behind = factors.map((factor) => (factor - 1) / factor);
  return {
    size: behind.map((part) => part + 1),
    stride: factors.map((factor) => 1 / factor),
    padding: behind,
  };
}

/**
 * What a place sees whose axis was resized by blending: the two places around (o + ½)·r − ½, where r
 * is the input's length over the output's. `steps` says how many places of the output a whole number
 * of places of the input takes, so that nothing farther than one place is counted.
 */
export function blendingReach(ratios: readonly number[], steps: readonly number[]): Reach {
  const farthest = steps.map((step) => 1 - 1 / (2 * step));
  return {
    size: farthest.map((distance) => 2 * distance + 1),
    stride: ratios,
    padding: ratios.map((ratio, axis) => (farthest[axis] as number) - (ratio - 1) / 2),
  };
}

/**
 * What blending one number from its four neighbours takes: three mixtures a + (b − a)·t of a
 * subtraction, a multiplication and an addition.
 */
export const operationsOfBlending = 9;
