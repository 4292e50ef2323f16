/**
 * Where a formula may go on on a new line, each with those before it: at further equals signs, before
 * side conditions, and between terms.
 */
export const formulaBreaks = ['equals', 'conditions', 'terms'] as const;

/** How far a formula is broken. */
export type FormulaBreak = (typeof formulaBreaks)[number];

/**
 * A formula (KaTeX) with new lines, so that it fits a narrow column. What stands in braces, brackets
 * and environments stays on its line.
 */
export function breakFormula(formula: string, breaks: FormulaBreak = 'equals'): string {
  const takes = (wanted: FormulaBreak): boolean =>
    formulaBreaks.indexOf(wanted) <= formulaBreaks.indexOf(breaks);
  let depth = 0;
  let signs = 0;
  let broken = '';
  for (let at = 0; at < formula.length; at++) {
    const rest = formula.slice(at);
    if (depth <= 0 && rest.startsWith('\\quad')) {
      return aligned(broken + (takes('conditions') ? ` \\\\ &${rest}` : rest));
    }
    const sign = formula[at] as string;
    depth += nesting(formula, at);
    const [term] = /^ [+-] /.exec(rest) ?? [];
    if (depth <= 0 && rest.startsWith(' = ')) {
      broken += signs === 0 ? ' &= ' : ' \\\\ &= ';
      signs++;
      at += 2;
    } else if (depth <= 0 && signs > 0 && term && takes('terms')) {
      broken += ` \\\\ &\\quad${term}`;
      at += 2;
    } else broken += sign;
  }
  return aligned(broken);
}

/** The formulas that a wide space (`\qquad`) keeps apart, each for a line of its own. */
export function formulasApart(formula: string): string[] {
  const apart: string[] = [];
  let depth = 0;
  let begin = 0;
  for (let at = 0; at < formula.length; at++) {
    depth += nesting(formula, at);
    if (depth > 0 || !formula.startsWith('\\qquad', at)) continue;
    apart.push(formula.slice(begin, at));
    at += '\\qquad'.length - 1;
    begin = at + 1;
  }
  apart.push(formula.slice(begin));
  return apart.map((one) => one.trim()).filter((one) => one !== '');
}

/** How much deeper the sign at a place leads into braces, brackets and environments. */
function nesting(formula: string, at: number): -1 | 0 | 1 {
  const sign = formula[at] as string;
  if ('{(['.includes(sign) || formula.startsWith('\\begin', at)) return 1;
  return '})]'.includes(sign) || formula.startsWith('\\end', at) ? -1 : 0;
}

function aligned(broken: string): string {
  if (!broken.includes('&= ') && !broken.includes(' \\\\ &')) return broken;
  const lines = broken.includes('&= ') ? broken : `&${broken}`;
  return `\\begin{aligned} ${lines} \\end{aligned}`;
}
