import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyseProject } from '../../src/analysis/analyse';
import { projectDiagnostics } from '../../src/analysis/projectDiagnostics';
import { summarise } from '../../src/analysis/summary';
import type { JsonValue } from '../../src/base/jsonValue';
import { readProject } from '../../src/files/readProject';

const folder = join(import.meta.dirname, '../../templates');

/** Templates small enough to be changed by the hundred. */
const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.netloom'))
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .filter((text) => text.length < 8000);

type Container = Record<string, JsonValue>;

/** Every place in a JSON value: what holds it, and under which name. */
function placesIn(value: JsonValue, found: [Container, string][] = []): [Container, string][] {
  if (typeof value !== 'object' || value === null) return found;
  for (const [name, inner] of Object.entries(value)) {
    found.push([value as Container, name]);
    placesIn(inner as JsonValue, found);
  }
  return found;
}

/** What takes the place of something; null where it is taken out. */
const replacements: readonly (JsonValue | undefined)[] = [
  undefined,
  null,
  -1,
  0,
  0.5,
  2 ** 31,
  '',
  'x',
  '=index',
  '=1/0',
  true,
  [],
  {},
  [null],
  'block:main',
  'conv2d',
  'output',
];

describe('a template of which parts are taken out or replaced', () => {
  it('is refused in a sentence, or analysed', () => {
    expect(texts.length).toBeGreaterThan(10);
    let analysed = 0;
    const change = fc.tuple(fc.nat({ max: 1_000_000 }), fc.constantFrom(...replacements));
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        fc.nat({ max: 1_000_000 }),
        (text, changes, swap) => {
          const file = JSON.parse(text) as JsonValue;
          for (const [at, value] of changes) {
            const places = placesIn(file);
            const [holder, name] = places[at % places.length] as [Container, string];
            const other = places[swap % places.length];
            if (value === undefined) {
              if (Array.isArray(holder)) holder.splice(Number(name), 1);
              else delete holder[name];
            } else if (value === true && other) {
              // Something from elsewhere in the file.
              holder[name] = structuredClone(other[0][other[1]] as JsonValue);
            } else holder[name] = value;
          }
          const read = readProject(JSON.stringify(file));
          if (!read.ok) {
            expect(read.error).toMatch(/^\S.*\.$/s);
            return;
          }
          analysed += 1;
          const analysis = analyseProject(read.value);
          for (const { message } of projectDiagnostics(analysis)) {
            expect(message).toMatch(/[A-Za-z].*[.?]$/s);
          }
          for (const graph of Object.values(analysis.graphs)) summarise(graph, 1, 2);
        },
      ),
      { numRuns: 400 },
    );
    expect(analysed).toBeGreaterThan(40);
  });
});
