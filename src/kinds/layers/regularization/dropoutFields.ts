import { field } from '../../field';

/** The field for how much a dropout drops. */
export function rateField(help: string, initial = 0.5) {
  return field.number({ label: 'Rate', help, default: initial, min: 0, max: 0.99, step: 0.05 });
}

/** What is dropped with probability `rate` and otherwise scaled up, as KaTeX. */
export function dropoutFormula(rate: number, index: string): string {
  return `y_{${index}} = \\begin{cases} 0 & \\text{with probability } ${rate} \\\\ x_{${index}} / (1 - ${rate}) & \\text{otherwise} \\end{cases}`;
}

/** What these layers compute when a network is used: nothing. */
export const noOperations = (): number => 0;
