import { field } from '../../field';

/** The field of adversarial losses: what generator and discriminator play for. */
export const adversarialForm = field.choice({
  label: 'Form',
  help: 'The same for the discriminator and its generator.',
  default: 'nonSaturating',
  options: [
    { value: 'nonSaturating', label: 'non-saturating' },
    { value: 'minimax', label: 'minimax' },
    { value: 'leastSquares', label: 'least squares' },
    { value: 'wasserstein', label: 'Wasserstein' },
    { value: 'hinge', label: 'hinge' },
  ],
});

/** Where the forms come from. */
export const adversarialSource =
  'Goodfellow et al., 2014; Mao et al., 2017 (least squares); Arjovsky et al., 2017 (Wasserstein); Lim & Ye, 2017 (hinge)';

/** A form as it is said in one line. */
export const formLabels: Readonly<Record<string, string>> = Object.fromEntries(
  adversarialForm.control.type === 'choice'
    ? adversarialForm.control.options.map(({ value, label }) => [value, label])
    : [],
);
