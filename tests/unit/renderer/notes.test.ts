import { readdirSync, readFileSync } from 'node:fs';
import katex from 'katex';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import ReactMarkdown from 'react-markdown';
import { describe, expect, it } from 'vitest';
import { formulasApart } from '../../../renderer/text/breakFormula';
import { markdownPlugins } from '../../../renderer/text/markdownPlugins';
import { readProject } from '../../../src/files/readProject';

interface Read {
  /** The text without code and formulas. */
  readonly prose: string;
  readonly formulas: readonly string[];
}

/** What a text says as the window reads it. */
function read(text: string): Read {
  const formulas: string[] = [];
  const page = renderToStaticMarkup(
    createElement(
      ReactMarkdown,
      {
        remarkPlugins: markdownPlugins,
        components: {
          code: ({ className, children }) => {
            if (className?.includes('language-math')) formulas.push(String(children));
            return null;
          },
        },
      },
      text,
    ),
  );
  return { prose: page.replace(/<[^>]*>/g, ''), formulas };
}

describe('formulas in notes', () => {
  it.each([
    ['a scale of $\\sqrt{d}$, once', ['\\sqrt{d}']],
    ['the mean of $D$ on both', ['D']],
    ['inline $$a + b$$ too', ['a + b']],
    ['$$\na = b\n$$', ['a = b']],
    ['| n |\n| --- |\n| $4\\,(h + 1)$ |', ['4\\,(h + 1)']],
  ])('%j are typeset', (text, formulas) => {
    const found = read(text);
    expect(found.formulas).toEqual(formulas);
    expect(found.prose).not.toContain('$');
  });

  it.each([
    'it costs $5, or $6 with sauce',
    'from $5 to $10',
    'US$5 and A$7',
    '`$HOME` is code, and a lone $ is one',
    'escaped \\$x\\$',
  ])('%j is none', (text) => {
    expect(read(text).formulas).toEqual([]);
  });
});

const templates = readdirSync('templates', { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.netloom'),
);

it.each(templates)('the notes of %s are read whole, every formula typeset', (name) => {
  const project = readProject(readFileSync(`templates/${name}`, 'utf8'));
  if (!project.ok) throw new Error(project.error);
  const { notes, graphs } = project.value;
  for (const text of [notes, ...Object.values(graphs).map((graph) => graph.notes)]) {
    const { prose, formulas } = read(text ?? '');
    expect(prose).not.toContain('$');
    for (const formula of formulas.flatMap(formulasApart)) {
      expect(() => katex.renderToString(formula, { strict: 'error' }), formula).not.toThrow();
    }
  }
});
