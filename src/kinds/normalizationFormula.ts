import type { Weight } from './layerKind';

/** What becomes of a kernel before it is used, as KaTeX. */
const rules: Readonly<Record<string, string>> = {
  spectral: '\\bar{W} = W / \\sigma_{\\max}(W)',
  weight: '\\bar{W}_j = g_j \\, W_j / \\lVert W_j \\rVert',
  equalized: '\\bar{W} = W \\cdot \\sqrt{2 / n}, \\quad n \\text{ inputs of an output}',
};

const size = ({ shape }: Weight): number => shape.reduce((product, length) => product * length, 1);

/**
 * The line about a node's kernel normalisation, with the numbers that it adds to the parameters; none
 * where it has none.
 */
export function normalizationFormula(
  { kernelNormalization }: { readonly kernelNormalization?: unknown },
  weights: readonly Weight[],
): readonly string[] {
  const rule = rules[String(kernelNormalization)];
  if (rule === undefined) return [];
  const letter = kernelNormalization === 'weight' ? 'g' : 'u';
  const added = weights.filter(({ name }) => name.split('_').at(-1) === letter).map(size);
  if (added.length === 0) return [rule];
  const more = added.reduce((sum, count) => sum + count, 0);
  const all = weights.reduce((sum, weight) => sum + size(weight), 0);
  return [`${rule}, \\quad \\text{parameters with } ${letter} = ${all - more} + ${more} = ${all}`];
}
