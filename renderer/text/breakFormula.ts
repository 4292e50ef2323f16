/**
 * A chain of equations (KaTeX) with a new line before every further equals sign, so that it fits a
 * narrow column. Signs inside braces and brackets, and those of a side condition, stay on their line.
 */
export function breakFormula(formula: string): string {
  let depth = 0;
  let signs = 0;
  let broken = '';
  for (let at = 0; at < formula.length; at++) {
    const rest = formula.slice(at);
    if (rest.startsWith('\\quad')) return isChain(signs, broken + rest);
    const sign = formula[at] as string;
    if ('{(['.includes(sign)) depth++;
    if ('})]'.includes(sign)) depth--;
    if (depth <= 0 && rest.startsWith(' = ')) {
      broken += signs === 0 ? ' &= ' : ' \\\\ &= ';
      signs++;
      at += 2;
    } else broken += sign;
  }
  return isChain(signs, broken);
}

function isChain(signs: number, broken: string): string {
  return signs === 0 ? broken : `\\begin{aligned} ${broken} \\end{aligned}`;
}
