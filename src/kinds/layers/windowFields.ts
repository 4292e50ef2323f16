import { type AxisCount, field } from '../field';

/** What happens when windows do not come out even. */
export const roundingField = field.choice({
  label: 'Rounding',
  help: 'When the last window does not fit: leave the rest out (floor, as frameworks do), let it hang over the edge (ceil), or refuse (strict, as in the lecture).',
  default: 'floor',
  advanced: true,
  options: [
    { value: 'floor', label: 'floor' },
    { value: 'ceil', label: 'ceil' },
    { value: 'strict', label: 'strict' },
  ],
});

/** Where windows stand: padding, strides and what happens when they do not come out even. */
export function windowFields<const Axes extends AxisCount>(axes: Axes) {
  return {
    padding: field.padding({
      label: 'Padding',
      help: '"valid": none. "same": as much as keeps the size at stride 1. A number: on every side.',
      default: 'valid',
      axes,
    }),
    rounding: roundingField,
  } as const;
}

/** Where the windows of sequences stand, which may also see only what came before. */
export const causalWindowFields = {
  padding: field.padding({
    label: 'Padding',
    help: '"valid": none. "same": as much as keeps the length at stride 1. "causal": all of it in front, so that no place sees ahead. A number: at both ends.',
    default: 'valid',
    axes: 1,
    causal: true,
  }),
  rounding: roundingField,
} as const;
