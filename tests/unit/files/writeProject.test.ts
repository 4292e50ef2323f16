import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/base/jsonValue';
import { type Graph, isIdentifier, type Phase, type Project } from '../../../src/document/project';
import { readProject } from '../../../src/files/readProject';
import { writeProject } from '../../../src/files/writeProject';
import { layerKinds } from '../../../src/kinds/registry';
import { stepKinds } from '../../../src/kinds/training/registry';

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,8}$/).filter(isIdentifier);
const port = fc.oneof(
  fc.constantFrom('x', 'y', 'a', 'b', 'aa'),
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,4}$/),
);
// Reading refuses the name, so that it can never change what objects inherit; JSON has no −0.
const json = fc
  .jsonValue({ maxDepth: 3 })
  .filter((value) => !JSON.stringify(value).includes('__proto__'))
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
const fields = fc.dictionary(name, json, { maxKeys: 4, noNullPrototype: true });
const kind = fc.oneof(
  fc.constantFrom(...[...layerKinds, ...stepKinds].map(({ id }) => id)),
  name.map((graph) => `call:${graph}`),
  name,
);
const notes = fc.option(fc.string(), { nil: undefined });
const end = (nodes: readonly string[]) =>
  fc.record({ node: nodes.length > 0 ? fc.constantFrom(...nodes) : name, port });

const graph: fc.Arbitrary<Graph> = fc
  .uniqueArray(name, { maxLength: 6 })
  .chain((ids) =>
    fc.record({
      role: fc.constantFrom('network' as const, 'trainingStep' as const),
      notes,
      nodes: fc.tuple(
        ...ids.map((id) =>
          fc.record(
            {
              id: fc.constant(id),
              kind,
              fields,
              position: fc.record({ x: fc.integer(), y: fc.integer() }),
            },
            { requiredKeys: ['id', 'kind', 'fields'], noNullPrototype: true },
          ),
        ),
      ),
      edges: fc.array(fc.record({ from: end(ids), to: end(ids) }), { maxLength: 8 }),
    }),
  )
  .map(({ role, notes: text, nodes, edges }) => ({
    role,
    ...(text === undefined ? {} : { notes: text }),
    nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
    edges,
  }));

const phase: fc.Arbitrary<Phase> = fc.record({
  name: fc.string({ minLength: 1, maxLength: 200 }),
  step: name,
  batchSize: fc.integer({ min: 1, max: 1_000_000 }),
  epochs: fc.integer({ min: 1, max: 1_000_000 }),
  validationSplit: fc.double({ min: 0, max: 0.9, noNaN: true }).filter((x) => !Object.is(x, -0)),
  seed: fc.integer({ min: 0, max: 0xffffffff }),
  stepsPerEpoch: fc.option(fc.integer({ min: 1, max: 1000 })),
  frozen: fc.array(name, { maxLength: 2 }),
  fresh: fc.array(name, { maxLength: 2 }),
  patience: fc.option(fc.integer({ min: 1, max: 9 })),
});

const project: fc.Arbitrary<Project> = fc
  .record({
    title: fc.string({ minLength: 1, maxLength: 60 }),
    notes,
    graphs: fc.dictionary(name, graph, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
    phases: fc.array(phase, { maxLength: 2 }),
  })
  .map(({ title, notes: text, graphs, phases }) => ({
    name: title,
    ...(text === undefined ? {} : { notes: text }),
    graphs,
    phases,
  }));

describe('a written project', () => {
  it('reads back equal, unknown kinds and any number of ports included', () => {
    fc.assert(
      fc.property(project, (original) => {
        const text = writeProject(original);
        const read = readProject(text);
        expect(read).toEqual({ ok: true, value: original });
        expect(read.ok && writeProject(read.value)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('has one line for a node and for a wire, and leaves out what goes without saying', () => {
    const text = writeProject({
      name: 'Small',
      graphs: {
        main: {
          role: 'network',
          nodes: {
            image: { id: 'image', kind: 'input', fields: { shape: [4] }, position: { x: 8, y: 9 } },
            sum: { id: 'sum', kind: 'add', fields: {} },
          },
          edges: [
            { from: { node: 'image', port: 'y' }, to: { node: 'sum', port: 'a' } },
            { from: { node: 'image', port: 'y' }, to: { node: 'sum', port: 'b' } },
          ],
        },
      },
      phases: [],
    });
    expect(text.split('\n').map((line) => line.trim())).toEqual([
      '{',
      '"netloom": 2,',
      '"name": "Small",',
      '"graphs": {',
      '"main": {',
      '"role": "network",',
      '"nodes": [',
      '{ "id": "image", "kind": "input", "fields": { "shape": [4] }, "position": [8, 9] },',
      '{ "id": "sum", "kind": "add" }',
      '],',
      '"edges": [',
      '{ "from": "image", "to": "sum:a" },',
      '{ "from": "image", "to": "sum:b" }',
      ']',
      '}',
      '}',
      '}',
      '',
    ]);
  });
});
