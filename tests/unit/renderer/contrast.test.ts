import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  seriesColor,
  seriesColorCount,
} from '../../../renderer/panels/training/views/seriesColors';
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

/** Red, green and blue as light, 0 … 1 (sRGB). */
function linear(color: string): readonly [red: number, green: number, blue: number] {
  const part = (at: number): number => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

/** WCAG 2.2, relative luminance. */
function luminance(color: string): number {
  const [red, green, blue] = linear(color);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2, contrast ratio: from 1 to 21. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** How different two colours look: their distance in OKLab (Ottosson 2020); black and white are 1 apart. */
function difference(one: string, other: string): number {
  const lab = (color: string): readonly number[] => {
    const [red, green, blue] = linear(color);
    const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
    const middle = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
    const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
    return [
      0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
      1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
      0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
    ];
  };
  const [from, to] = [lab(one), lab(other)];
  return Math.hypot(...from.map((value, axis) => value - (to[axis] ?? 0)));
}

test('differences are measured as OKLab defines them', () => {
  expect(difference('#000000', '#ffffff')).toBeCloseTo(1, 6);
  // Its red is 0.6280, 0.2249, 0.1258.
  expect(difference('#000000', '#ff0000')).toBeCloseTo(Math.hypot(0.628, 0.2249, 0.1258), 3);
});

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

  test('curves and classes side by side are seen, and told apart', () => {
    const names = Array.from({ length: seriesColorCount }, (_, index) => seriesColor(index));
    expect(new Set(names).size).toBe(seriesColorCount);
    expect(tooFaint(names, surfaces, 3)).toEqual([]);
    // Of the colours of two families, which have the same hues, many are 0.05 to 0.07 apart.
    const alike = (count: number, least: number): readonly string[] =>
      names.slice(0, count).flatMap((name, place) =>
        names.slice(0, place).flatMap((other) => {
          const apart = difference(known.get(name) ?? '', known.get(other) ?? '');
          return apart < least ? [`${name} and ${other}: ${apart.toFixed(3)}`] : [];
        }),
      );
    expect(alike(4, 0.24)).toEqual([]);
    expect(alike(8, 0.18)).toEqual([]);
    expect(alike(seriesColorCount, 0.14)).toEqual([]);
  });

  test('wires and the edges of fields are seen', () => {
    expect(tooFaint(['--wire', '--accent'], ['--surface-canvas', '--surface-panel'], 3)).toEqual(
      [],
    );
    expect(tooFaint(['--line-field'], ['--surface-panel', '--surface-field'], 3)).toEqual([]);
  });
});
