import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import katex from 'katex';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyseLayer } from '../../../src/analysis/nodeAnalysis';
import { weightSize } from '../../../src/analysis/nodeCosts';
import { elementCount } from '../../../src/base/tensorType';
import { kindDocumentation } from '../../../src/kinds/documentation';
import { workExample } from '../../../src/kinds/example';
import { families } from '../../../src/kinds/family';
import { parseFields } from '../../../src/kinds/field';
import type { LayerKind } from '../../../src/kinds/layerKind';
import { findLayerKind, layerKinds } from '../../../src/kinds/registry';
import { startBackend } from '../../../src/runtime/backends';
import { registerLayers } from '../../../src/runtime/layers/registerLayers';
import { arbitraryNode, extremeNode, forbidden } from './arbitraryNodes';
import type { GeneratedNode } from './fitNode';
import { buildNode } from './tfjsLayer';

/** Generated cases for every kind and property. */
const numRuns = 200;

beforeAll(async () => {
  registerLayers();
  const started = await startBackend('wasm');
  if (!started.ok) throw new Error(started.error);
});

/** What analysis says of a generated node. */
function analyse(kind: LayerKind, { fields, inputs }: GeneratedNode) {
  return analyseLayer({ id: 'node', kind: kind.id, fields: fields as never }, inputs);
}

/** Everything a sound node says of itself. */
function describeNode(kind: LayerKind, node: GeneratedNode) {
  const { values } = parseFields(kind.fields, node.fields);
  if (!values) throw new Error('the fields do not parse');
  const analysis = analyse(kind, node);
  const errors = analysis.diagnostics.filter(({ severity }) => severity === 'error');
  const { outputs, costs } = analysis;
  if (!outputs || !costs) return { analysis, errors, sound: null };
  return {
    analysis,
    errors,
    sound: {
      outputs: Object.values(outputs),
      weights: costs.weights,
      macs: costs.macs,
      layers: kind.layers(values, node.inputs, outputs),
      formula: kind.formula(values, node.inputs, outputs),
      telling: kind.telling(values),
    },
  };
}

/** A message without the texts of the node that it quotes, which are the user's own. */
function withoutQuotes(message: string, { fields }: GeneratedNode): string {
  const texts = Object.values(fields).filter((value) => typeof value === 'string' && value !== '');
  return texts.reduce<string>((rest, text) => rest.replaceAll(JSON.stringify(text), '""'), message);
}

describe('the registry', () => {
  const folder = fileURLToPath(new URL('../../../src/kinds/layers', import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^[^/\\]+[/\\][^/\\]+\.ts$/.test(path))
    .map((path) => path.replaceAll('\\', '/').replace(/\.ts$/, ''));

  it.each(files)('holds the kind of layers/%s under the name of its file', async (path) => {
    const [family = '', name = ''] = path.split('/');
    const exported: Record<string, unknown> = await import(`${folder}/${path}.ts`);
    for (const [exportName, value] of Object.entries(exported)) {
      if (typeof value !== 'object' || value === null || !('examples' in value)) continue;
      expect(exportName).toBe(name);
      expect(findLayerKind(name)).toBe(value);
      expect((value as LayerKind).id).toBe(name);
      expect((value as LayerKind).family).toBe(family);
    }
  });

  it('is in the order of the palette, without doubles', () => {
    const shelves = Object.keys(families);
    const order = layerKinds.map((kind) => shelves.indexOf(kind.family));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(new Set(layerKinds.map((kind) => kind.id)).size).toBe(layerKinds.length);
    expect(new Set(layerKinds.map((kind) => kind.title)).size).toBe(layerKinds.length);
  });
});

describe.each(layerKinds.map((kind) => [kind.id, kind] as const))('%s', (_id, kind) => {
  it('says what it is, and what its fields mean', () => {
    expect(kind.summary).toMatch(/^[A-Z].*\.$/);
    expect(kind.source.length).toBeGreaterThan(5);
    expect(kind.examples.length).toBeGreaterThan(0);
    for (const [name, field] of Object.entries(kind.fields)) {
      expect(field.label, name).not.toBe('');
      expect(field.help, `help of ${name}`).toMatch(/\.$/);
    }
    const page = kindDocumentation(kind);
    expect(page).toContain(`# ${kind.title}`);
    for (const name of Object.keys(kind.fields)) expect(page).toContain(`| \`${name}\` |`);
  });

  it.each(kind.examples.map((example) => [JSON.stringify(example), example] as const))(
    'holds its example %s',
    (_text, example) => {
      const { fields, inputs, outputs } = workExample(kind, example);
      expect(outputs?.[kind.outputs[0] ?? '']?.shape).toEqual(example.output);
      if (!outputs) return;
      const parameters = kind
        .weights(fields, inputs)
        .reduce((sum, weight) => sum + weightSize(weight), 0);
      expect(parameters).toBe(example.parameters);
      if (example.macs !== undefined) {
        expect(kind.macs(fields, inputs, outputs)).toBe(example.macs);
      }
    },
  );

  it('reads its defaults, and its values again after JSON', () => {
    const defaults = Object.fromEntries(
      Object.entries(kind.fields).map(([name, field]) => [name, field.default]),
    );
    expect(parseFields(kind.fields, {}).values).toEqual(defaults);
    expect(parseFields(kind.fields, defaults)).toEqual({ values: defaults, problems: [] });
    fc.assert(
      fc.property(arbitraryNode(kind), ({ fields }) => {
        const { values, problems } = parseFields(kind.fields, fields);
        expect(problems).toEqual([]);
        const again = JSON.parse(JSON.stringify(values)) as Record<string, unknown>;
        expect(parseFields(kind.fields, again)).toEqual({ values, problems: [] });
      }),
      { numRuns },
    );
  });

  it('is the layer that tf.js builds: output, weights, what is trained', async () => {
    // What has weights multiplies most, which takes the cpu backend long.
    await tf.setBackend(kind.examples.some(({ parameters }) => parameters > 0) ? 'wasm' : 'cpu');
    let sound = 0;
    fc.assert(
      fc.property(arbitraryNode(kind), (node) => {
        const described = describeNode(kind, node);
        if (!described.sound) {
          expect(described.errors.length).toBeGreaterThan(0);
          return;
        }
        expect(described.errors).toEqual([]);
        if (kind.id === 'input') return;
        sound += 1;
        const { outputs, weights, layers } = described.sound;
        const built = buildNode(layers, Object.values(node.inputs));
        expect(built.weights).toEqual(weights);
        const shapes = outputs.map(({ shape }) => shape);
        if (built.computed) {
          expect(shapes).toEqual(built.computed);
          expect(built.announced).toEqual(built.computed);
        } else {
          expect(shapes.map(({ length }) => length)).toEqual(
            built.announced.map(({ length }) => length),
          );
          for (const [index, announced] of built.announced.entries()) {
            for (const [axis, length] of announced.entries()) {
              // A sum of ?×3 and 4×? is 4×3; tf.js knows less.
              if (length !== null) expect(shapes[index]?.[axis]).toBe(length);
            }
          }
        }
        // Random weights may grow without end over the steps of a sequence, and 0 / 0 is no number.
        if (weights.length === 0 && kind.id !== 'divide') expect(built.finite).toBe(true);
      }),
      { numRuns },
    );
    tf.disposeVariables();
    if (kind.id !== 'input') expect(sound).toBeGreaterThan(numRuns / 10);
  });

  it('writes formulas that KaTeX can set, and messages with their numbers', () => {
    fc.assert(
      fc.property(fc.oneof(arbitraryNode(kind), extremeNode(kind)), (node) => {
        const { analysis, sound } = describeNode(kind, node);
        for (const { message } of analysis.diagnostics) {
          expect(withoutQuotes(message, node)).not.toMatch(/\{\w+\}|undefined|NaN|null/);
        }
        for (const line of sound?.formula ?? []) {
          expect(line).not.toMatch(/undefined|NaN|null/);
          katex.renderToString(line, { throwOnError: true, strict: 'error' });
        }
        expect(sound?.telling ?? '').not.toMatch(/undefined|NaN|null/);
      }),
      { numRuns },
    );
  });

  it('says what is wrong at the edges, and never throws', () => {
    fc.assert(
      fc.property(extremeNode(kind), (node) => {
        const { errors, sound } = describeNode(kind, node);
        if (!sound) expect(errors.length).toBeGreaterThan(0);
        for (const axis of sound?.outputs.flatMap(({ shape }) => shape) ?? []) {
          if (axis !== null) expect(axis).toBeGreaterThanOrEqual(1);
        }
        for (const { shape } of [...(sound?.weights ?? []), ...(sound?.outputs ?? [])]) {
          expect(elementCount(shape) ?? 0).toBeLessThan(2 ** 31);
        }
      }),
      { numRuns },
    );
  });

  it('refuses values that its fields cannot hold', () => {
    const [example] = kind.examples;
    if (!example) throw new Error('no example');
    const { inputs } = workExample(kind, example);
    for (const [name, field] of Object.entries(kind.fields)) {
      for (const value of forbidden(field.control)) {
        const { diagnostics, outputs } = analyse(kind, { fields: { [name]: value }, inputs });
        const label = `${name} = ${JSON.stringify(value) ?? String(value)}`;
        expect(outputs, label).toBeNull();
        expect(diagnostics, label).toMatchObject([
          { code: 'graph/invalidField', severity: 'error', field: name },
        ]);
        expect(diagnostics[0]?.message, label).toContain(field.label);
        expect(diagnostics[0]?.fixes.length, label).toBe(1);
      }
    }
  });
});
