import { describe, expect, it } from 'vitest';
import { analyseProject } from '../../../src/analysis/analyse';
import { projectDiagnostics } from '../../../src/analysis/projectDiagnostics';
import { summarise } from '../../../src/analysis/summary';
import { largestProjectBytes, readProject, readProjectBytes } from '../../../src/files/readProject';

/** The message with which a text is refused. */
function refusal(text: string): string {
  const read = readProject(text);
  if (read.ok) throw new Error('The text was accepted.');
  return read.error;
}

/** A file with these nodes and edges in the graph `main`. */
function fileWith(nodes: unknown, more: object = {}): string {
  return JSON.stringify({ netloom: 1, name: 'Test', graphs: { main: { nodes, ...more } } });
}

const tenFilters = `{ "netloom": 1, "name": "Ten filters",
  "graphs": { "main": { "role": "network", "nodes": [
      { "id": "image", "kind": "input", "fields": { "shape": [32, 32, 3] } },
      { "id": "conv1", "kind": "conv2d", "fields": { "filters": 10, "kernelSize": [5, 5], "padding": 2 } },
      { "id": "relu1", "kind": "relu" } ],
    "edges": [ { "from": "image", "to": "conv1" }, { "from": "conv1", "to": "relu1" } ] } } }`;

describe('a project written by hand', () => {
  it('is read: ten 5×5 filters on 32×32×3 give 32×32×10 and 760 parameters', () => {
    const read = readProject(tenFilters);
    if (!read.ok) throw new Error(read.error);
    const analysis = analyseProject(read.value);
    expect(projectDiagnostics(analysis)).toEqual([]);
    const main = analysis.graphs.main;
    if (!main) throw new Error('The graph main is missing.');
    const { rows, totals } = summarise(main, 1, 0);
    expect(rows.map(({ node, output }) => [node, output])).toEqual([
      ['image', [32, 32, 3]],
      ['conv1', [32, 32, 10]],
      ['relu1', [32, 32, 10]],
    ]);
    expect(totals.parameters).toBe(760);
    expect(main.graph.nodes.conv1).not.toHaveProperty('position');
  });

  it('may start with a byte order mark', () => {
    expect(readProject(`\ufeff${tenFilters}`).ok).toBe(true);
    expect(readProjectBytes(new TextEncoder().encode(`\ufeff${tenFilters}`)).ok).toBe(true);
  });

  it('may leave ports out where a node has several: wires take the free ones in order', () => {
    const read = readProject(
      fileWith(
        ['a', 'b', 'c'].map((id) => ({ id, kind: 'input' })).concat({ id: 'sum', kind: 'add' }),
        {
          edges: [
            { from: 'a', to: 'sum' },
            { from: 'b', to: 'sum:a' },
            { from: 'c', to: 'sum' },
          ],
        },
      ),
    );
    const ports =
      read.ok && read.value.graphs.main?.edges.map(({ from, to }) => [from.node, to.port]);
    expect(ports).toEqual([
      ['a', 'b'],
      ['b', 'a'],
      ['c', 'c'],
    ]);
  });

  it('keeps everything that a kind of a newer version holds', () => {
    const node = { id: 'odd', kind: 'quantumLayer', fields: { depth: [1, { x: null }] } };
    const read = readProject(fileWith([node]));
    expect(read.ok && read.value.graphs.main?.nodes.odd).toEqual(node);
  });
});

describe('what is no project is refused with the place and the reason', () => {
  it.each([
    ['', 'The file is empty.'],
    ['  \n', 'The file is empty.'],
    ['{ "netloom": 1,\n  "name": Ten }', 'Line 2, column 11'],
    ['{ "netloom": 1, "name": "a", "name": "b" }', 'The name "name" is there twice'],
    ['[1, 2]', 'must hold an object'],
    ['null', 'must hold an object'],
    ['{}', '"netloom" with the format version (1) is missing'],
    ['{"netloom": "1"}', '"netloom" is "1"; it must be the format version'],
    ['{"netloom": 99}', 'format version 99, but this Netloom reads up to 2'],
    ['{"netloom": 1}', 'name is missing; it must be a text'],
    ['{"netloom": 1, "name": 3, "graphs": {}}', 'name is 3; it must be a text in double quotes'],
    ['\u0000\u0001\u0002', 'not a text file'],
    [fileWith({}), 'graphs.main.nodes is {}; it must be a list'],
    [fileWith([{ kind: 'relu' }]), 'graphs.main.nodes[0].id is missing'],
    [fileWith([{ id: 'a' }]), 'graphs.main.nodes[0] ("a").kind is missing'],
    [
      fileWith([{ id: 'a', kind: 'relu', feilds: {} }]),
      'graphs.main.nodes[0] has "feilds", which the format does not know',
    ],
    [fileWith([{ id: '3a', kind: 'relu' }]), 'starting with a letter'],
    [fileWith([{ id: 'constructor', kind: 'relu' }]), 'one that every JavaScript object has'],
    [
      fileWith([
        { id: 'a', kind: 'relu' },
        { id: 'a', kind: 'relu' },
      ]),
      'two nodes with the id "a"',
    ],
    [
      fileWith([{ id: 'a', kind: 'relu', position: [1] }]),
      'position is [1]; it must be two numbers',
    ],
    [fileWith([], { edges: [{ from: 'a b', to: 'c' }] }), 'edges[0].from is "a b"'],
    [fileWith([], { edges: [{ from: 'a', to: 'b:c:d' }] }), 'it must be "node" or "node:port"'],
    [fileWith([], { role: 'spell' }), 'role is "spell"; it must be "network" or "trainingStep"'],
    ['{"netloom":1,"name":"x","graphs":{"toString":{"nodes":[]}}}', 'every JavaScript object has'],
    ['{"netloom":1,"name":"x","graphs":{"__proto__":{"nodes":[]}}}', '"__proto__" is not allowed'],
    [fileWith([]).replace('"nodes"', '"__proto__":{"polluted":1},"nodes"'), 'not allowed'],
  ])('%j', (text, message) => {
    expect(refusal(text)).toContain(message);
    expect(refusal(text).split('\n')).toHaveLength(1);
  });

  it('never changes what all objects inherit', () => {
    readProject('{"netloom":1,"name":"x","graphs":{},"__proto__":{"polluted":true}}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('says a number that is out of range, in training settings', () => {
    const withPhase = (more: object): string =>
      JSON.stringify({
        netloom: 2,
        name: 'x',
        graphs: { main: { nodes: [] } },
        phases: [{ step: 'train', ...more }],
      });
    expect(readProject(withPhase({})).ok).toBe(true);
    expect(refusal(withPhase({ epochs: 0 }))).toBe('phases[0].epochs is 0; it must be at least 1.');
    expect(refusal(withPhase({ epochs: 1.5 }))).toContain('it must be a whole number');
    expect(refusal(withPhase({ frozen: 'main' }))).toContain('it must be a list');
    expect(refusal(withPhase({ stepsPerEpoch: 0 }))).toContain('it must be');
    expect(refusal(withPhase({ data: 'mnist' }))).toContain(
      '"data", which the format does not know',
    );
  });

  it('refuses bytes that are no UTF-8, and files that are too large to be drawings', () => {
    const bytes = readProjectBytes(Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d]));
    expect(bytes.ok ? '' : bytes.error).toContain('not a text file');
    const large = readProjectBytes(new Uint8Array(largestProjectBytes + 1));
    expect(large.ok ? '' : large.error).toContain('64.0 MB');
  });
});
