import { field } from '../../field';

/** The field that chooses where the pixels of a resized image come from. */
export function interpolationField(initial: 'nearest' | 'bilinear') {
  return field.choice({
    label: 'Between pixels',
    help: 'nearest repeats pixels; bilinear blends the four around.',
    default: initial,
    options: [
      { value: 'nearest', label: 'nearest' },
      { value: 'bilinear', label: 'bilinear' },
    ],
  });
}
