import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { families } from '../../../src/kinds/family';

type Theme = 'light' | 'dark';

const tokens = readFileSync('renderer/styles/tokens.css', 'utf8');

/** The colours of one theme by the names of their variables; those that let others through left out. */
function colors(theme: Theme): ReadonlyMap<string, string> {
  const both = tokens.matchAll(/(--[\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g);
  return new Map(
    [...both].map(([, name, light, dark]) => [
      name ?? '',
      (theme === 'light' ? light : dark) ?? '',
    ]),
  );
}

/** WCAG 2.2, relative luminance. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2, contrast ratio: from 1 to 21. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

test('contrast is measured as WCAG defines it', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 6);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

describe.each<Theme>(['light', 'dark'])('in the %s theme', (theme) => {
  const known = colors(theme);
  const tooFaint = (
    names: readonly string[],
    grounds: readonly string[],
    least: number,
  ): readonly string[] =>
    names.flatMap((name) =>
      grounds.flatMap((ground) => {
        const [color, below] = [known.get(name), known.get(ground)];
        if (color === undefined || below === undefined) return [`${name} or ${ground} is missing`];
        const ratio = contrast(color, below);
        return ratio < least ? [`${name} on ${ground}: ${ratio.toFixed(2)}`] : [];
      }),
    );

  // A node is a panel on the canvas; the library is a panel; a shape stands on the canvas.
  const surfaces = ['--surface-panel', '--surface-canvas', '--surface-raised', '--surface-hover'];

  test('the names, fields and shapes of nodes can be read', () => {
    const texts = ['--text', '--text-muted', '--text-faint'];
    expect(tooFaint(texts, [...surfaces, '--surface-active', '--surface-field'], 4.5)).toEqual([]);
    expect(tooFaint(['--accent-text'], [...surfaces, '--accent-soft'], 4.5)).toEqual([]);
    expect(tooFaint(['--on-accent'], ['--accent', '--accent-hover'], 4.5)).toEqual([]);
  });

  test('what is wrong can be read', () => {
    for (const tone of ['error', 'warning', 'hint']) {
      expect(tooFaint([`--${tone}`], [...surfaces, `--${tone}-soft`], 4.5)).toEqual([]);
      expect(tooFaint(['--text'], [`--${tone}-soft`], 4.5)).toEqual([]);
    }
    expect(tooFaint(['--success'], surfaces, 4.5)).toEqual([]);
  });

  test('every family has stripes and ports that are seen', () => {
    const own = Object.keys(families).map((family) => `--family-${family}`);
    expect(tooFaint(own, surfaces, 3)).toEqual([]);
    expect(tooFaint(['--port-batch', '--port-class'], surfaces, 3)).toEqual([]);
  });

  test('wires and the edges of fields are seen', () => {
    expect(tooFaint(['--wire', '--accent'], ['--surface-canvas', '--surface-panel'], 3)).toEqual(
      [],
    );
    expect(tooFaint(['--line-field'], ['--surface-panel', '--surface-field'], 3)).toEqual([]);
  });
});
