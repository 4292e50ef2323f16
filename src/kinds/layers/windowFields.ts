import { field } from '../field';

/** Where image windows stand: padding, strides and what happens when they do not come out even. */
export const windowFields = {
  padding: field.padding({
    label: 'Padding',
    help: '"valid": none. "same": as much as keeps the size at stride 1. A number: on every side.',
    default: 'valid',
  }),
  rounding: field.choice({
    label: 'Rounding',
    help: 'When the last window does not fit: leave the rest out (floor, as frameworks do), let it hang over the edge (ceil), or refuse (strict, as in the lecture).',
    default: 'floor',
    advanced: true,
    options: [
      { value: 'floor', label: 'floor' },
      { value: 'ceil', label: 'ceil' },
      { value: 'strict', label: 'strict' },
    ],
  }),
} as const;
