import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanJson } from '../../../src/files/scanJson';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('the place of a mistake in JSON', () => {
  it('is found exactly where JSON.parse finds one, whatever was changed', () => {
    const changed = fc
      .tuple(fc.json(), fc.nat(), fc.nat(2), fc.constantFrom(...'{}[]",:\\0e.-tn \n/\u0001é'))
      .map(([text, at, removed, inserted]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + inserted + text.slice(place + removed);
      });
    fc.assert(
      fc.property(changed, (text) => {
        const problem = scanJson(text);
        // All of these JSON.parse accepts, and loses something.
        fc.pre(!/twice|__proto__|too large/.test(problem?.message ?? ''));
        expect(problem === null).toBe(parses(text));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['{\n  "name": x\n}', 2, 11],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ['{"a": [1, 2,]}', 1, 13],
    ['{"a": 1,}', 1, 9],
    ["{'a': 1}", 1, 2],
    ['{"a": "open\n}', 1, 12],
    ['{"a": 1} {', 1, 10],
    ['{"a": 01}', 1, 8],
    ['{"a": "\\x"}', 1, 8],
    ['{"a": 1, "a": 2}', 1, 10],
    ['{"a": {"__proto__": 1}}', 1, 8],
    ['{"a": [1, -1e999]}', 1, 11],
    ['', 1, 1],
  ])('in %j is line %d, column %d', (text, line, column) => {
    expect(scanJson(text)).toMatchObject({ line, column });
  });

  it('stops at endless nesting', () => {
    expect(scanJson('['.repeat(1_000_000))?.message).toContain('100 levels');
  });
});
