import { field } from '../../field';

/** The field that chooses between absolute values and squares. */
export function normField(initial: 'l1' | 'l2') {
  return field.choice({
    label: 'Measure',
    help: 'Absolute values make many numbers exactly 0; squares keep large ones down.',
    default: initial,
    options: [
      { value: 'l1', label: 'L1: absolute values' },
      { value: 'l2', label: 'L2: squares' },
    ],
  });
}

/** The choice as it is said in one line. */
export function normLabel(norm: 'l1' | 'l2'): string {
  return norm.toUpperCase();
}
