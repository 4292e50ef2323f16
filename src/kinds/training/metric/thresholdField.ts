import { field } from '../../field';

/** The field of what tells two classes apart by a single number. */
export const thresholdField = field.number({
  label: 'Threshold',
  help: 'A single output above this means the second class: 0.5 after a sigmoid, 0 without.',
  default: 0.5,
});
