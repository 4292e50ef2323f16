import { field } from '../../field';

/** The field `learningRate` with an optimizer's usual value. */
export function learningRateField(usual: number) {
  return field.number({
    label: 'Learning rate',
    help: 'How far a step goes along the gradient.',
    default: usual,
    min: 0,
    max: 1000,
    step: usual / 10,
  });
}
