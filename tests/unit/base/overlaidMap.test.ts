import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withValues } from '../../../src/base/overlaidMap';

describe('a map with other values', () => {
  it('is what a full copy would be, however often values change, and leaves the maps before alone', () => {
    const changes = fc.dictionary(fc.integer({ min: 0, max: 29 }).map(String), fc.integer(), {
      maxKeys: 9,
    });
    fc.assert(
      fc.property(fc.array(changes, { maxLength: 12 }), (steps) => {
        const first = Array.from({ length: 30 }, (_, key): [string, number] => [String(key), key]);
        let map: ReadonlyMap<string, number> = new Map(first);
        const copies = [{ map, copy: new Map(map) }];
        for (const step of steps) {
          const copy = new Map(copies.at(-1)?.copy);
          for (const [key, value] of Object.entries(step)) copy.set(key, value);
          map = withValues(map, new Map(Object.entries(step)));
          copies.push({ map, copy });
        }
        for (const { map: made, copy } of copies) {
          expect([...made]).toEqual([...copy]);
          expect([...made.keys()]).toEqual([...copy.keys()]);
          expect([...made.values()]).toEqual([...copy.values()]);
          expect([...copy.keys()].map((key) => made.get(key))).toEqual([...copy.values()]);
          const told: unknown[] = [];
          made.forEach((value, key) => {
            told.push([key, value]);
          });
          expect(told).toEqual([...copy]);
          expect(made.size).toBe(copy.size);
          expect(made.has('none')).toBe(false);
        }
      }),
    );
  });

  it('refuses a key that the map does not have', () => {
    expect(() => withValues(new Map([['a', 1]]), new Map([['b', 2]]))).toThrow('b is no key');
  });
});
