import { type FieldValues, field } from '../../field';
import { kernelOptionFields } from '../kernelOptions';
import { kernelFields } from '../sharedFields';

/** How many filters a convolution has. */
export const filtersField = field.integer({
  label: 'Filters',
  help: 'Output channels.',
  default: 32,
  min: 1,
});

/** How many filters a depthwise convolution has for each channel. */
export const depthMultiplierField = field.integer({
  label: 'Depth multiplier',
  help: 'Filters for each input channel.',
  default: 1,
  min: 1,
});

/** Into how many parts a convolution divides its channels. */
export const groupsField = field.integer({
  label: 'Groups',
  help: 'Parts into which input and output channels are divided; each output channel sees its part alone.',
  default: 1,
  min: 1,
  advanced: true,
});

/** What every field of strides says of itself. */
export const aboutStrides = {
  label: 'Strides',
  help: 'How far the filters move between two places.',
  min: 1,
} as const;

/** What every field of dilation says of itself. */
export const aboutDilation = {
  label: 'Dilation',
  help: 'Gaps between the taps of the kernel, plus one.',
  min: 1,
  advanced: true,
} as const;

/** The fields of every kernel that slides, beside where it does. */
export const filterFields = { ...kernelFields, ...kernelOptionFields } as const;

/** What a kernel that slides starts with, ends in, and is kept to. */
export type FilterFields = FieldValues<typeof filterFields>;
