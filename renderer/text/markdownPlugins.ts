import type { Options } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';

/** The parts of a Markdown tree that are looked at here. */
interface MarkdownNode {
  readonly type: string;
  readonly value?: string;
  readonly children?: MarkdownNode[];
  readonly position?: {
    readonly start: { readonly offset?: number };
    readonly end: { readonly offset?: number };
  };
}

/**
 * Leaves dollars that are money alone, by Pandoc's rule: a formula between single dollars begins and
 * ends without a space, and no digit follows it.
 */
function plainDollars() {
  return (tree: MarkdownNode, file: { readonly value: unknown }): void => {
    const text = String(file.value);
    const visit = ({ children }: MarkdownNode): void => {
      for (const [place, node] of (children ?? []).entries()) {
        const start = node.position?.start.offset ?? 0;
        const end = node.position?.end.offset ?? 0;
        const written = text.slice(start, end);
        if (node.type !== 'inlineMath') visit(node);
        else if (!isFormula(written, text[end] ?? '')) {
          children?.splice(place, 1, { type: 'text', value: written });
        }
      }
    };
    visit(tree);
  };
}

/** Whether what was written with its dollars, and what follows, is a formula. */
function isFormula(written: string, next: string): boolean {
  return written.startsWith('$$') || (/^\$\S(.*\S)?\$$/s.test(written) && !/\d/.test(next));
}

/** Tables and formulas: between `$` in a sentence, between `$$` on lines of their own. */
export const markdownPlugins: NonNullable<Options['remarkPlugins']> = [
  remarkGfm,
  remarkMath,
  plainDollars,
];
