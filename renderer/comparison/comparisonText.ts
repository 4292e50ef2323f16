import type { ComparedNodes } from '../../src/analysis/comparedNodes';
import type { Comparison } from '../../src/compile/compareNetworks';

/** What a comparison says, in a line and the details below it. */
export function comparisonText(
  { agrees, difference, largest, examples }: Comparison,
  { first, second, outputs }: ComparedNodes,
): { readonly headline: string; readonly detail: string } {
  const ports = outputs.map(([a, b]) => `${first.node}:${a} with ${second.node}:${b}`).join(', ');
  const over = `over ${examples} random inputs`;
  const headline = agrees
    ? difference === 0
      ? `Outputs are equal ${over}`
      : `Outputs agree to ${digits(difference)} ${over}`
    : `Outputs differ by up to ${digits(difference)} ${over}`;
  const why = agrees
    ? 'Both had the same random weights; what is left is the rounding of 32-bit numbers.'
    : 'Both had the same inputs and weights, so they do not compute the same.';
  return {
    headline,
    detail: `Compared ${ports}; the largest output is ${digits(largest)}. ${why}`,
  };
}

/** Two digits, as `0.83`, `12` or `1.2e-7`. */
function digits(value: number): string {
  if (!Number.isFinite(value)) return 'infinity';
  const size = Math.abs(value);
  return size !== 0 && (size < 0.001 || size >= 1e6)
    ? value.toExponential(1)
    : String(Number(value.toPrecision(2)));
}
