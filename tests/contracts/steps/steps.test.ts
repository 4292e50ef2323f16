import * as tf from '@tensorflow/tfjs';
import katex from 'katex';
import { beforeAll, describe, expect, it } from 'vitest';
import { kindDocumentation } from '../../../src/kinds/documentation';
import { workExample } from '../../../src/kinds/example';
import { parseFields } from '../../../src/kinds/field';
import { inputPort } from '../../../src/kinds/port';
import { layerKinds } from '../../../src/kinds/registry';
import { stepKinds } from '../../../src/kinds/training/registry';
import { startBackend } from '../../../src/runtime/backends';
import { forbidden } from '../kinds/arbitraryNodes';
import { expectClose, spreadValues } from '../runtime/onBackend';
import {
  batchSize,
  caseTensors,
  exampleCases,
  functionsByKind,
  kinds,
  runCase,
  type StepCase,
  withoutFunction,
} from './stepCases';

const cases = exampleCases();

/** Ports that no gradient may go through, because the paper says so. */
const cut: Readonly<Record<string, readonly string[]>> = {
  stopGradient: ['x'],
  temporalDifference: ['next'],
  distillation: ['teacher'],
};

/** Ports that hold what is given beforehand, through which nobody needs a gradient. */
const given = ['target', 'mask', 'reward', 'done', 'same', 'index', 'group'];

/** How many numbers of an input are moved to see what becomes of the output. */
const moved = 24;

describe('kinds of math, losses and metrics', () => {
  it('have a function each, and every function a kind', () => {
    const wanted = kinds.map(({ id }) => id).filter((id) => !withoutFunction.includes(id));
    expect(Object.keys(functionsByKind).sort()).toEqual(wanted.sort());
  });

  it('have names and titles that no other kind has, layers included', () => {
    const all = [...layerKinds, ...stepKinds];
    const doubled = (names: readonly string[]): string[] =>
      names.filter((name, index) => names.indexOf(name) !== index);
    expect(doubled(all.map(({ id }) => id))).toEqual([]);
    expect(doubled(kinds.map(({ title }) => title))).toEqual([]);
    for (const kind of kinds) expect(stepKinds).toContain(kind);
  });
});

describe.each(kinds.map((kind) => [kind.id, kind] as const))('%s', (_id, kind) => {
  it('says what it is, and what its fields and ports mean', () => {
    expect(kind.summary).toMatch(/^[A-Z].*\.$/);
    expect(kind.source.length).toBeGreaterThan(5);
    expect(kind.examples.length).toBeGreaterThanOrEqual(2);
    for (const [name, field] of Object.entries(kind.fields)) {
      expect(field.label, name).not.toBe('');
      expect(field.help, `help of ${name}`).toMatch(/\.$/);
    }
    const ports = Object.keys(kind.inputs);
    for (const name of ports.length > 1 ? ports : []) {
      const { help } = inputPort(kind.inputs, name) ?? {};
      if (name !== 'x') expect(help, `help of port ${name}`).toMatch(/\.$/);
    }
    const page = kindDocumentation(kind);
    expect(page).toContain(`# ${kind.title}`);
    expect(page).not.toContain('undefined');
    for (const name of Object.keys(kind.fields)) expect(page).toContain(`| \`${name}\` |`);
  });

  it('reads its values again after JSON, and refuses values that its fields cannot hold', () => {
    for (const example of kind.examples) {
      const { values, problems } = parseFields(kind.fields, example.fields);
      expect(problems).toEqual([]);
      const again = JSON.parse(JSON.stringify(values)) as Record<string, unknown>;
      expect(parseFields(kind.fields, again)).toEqual({ values, problems: [] });
    }
    for (const [name, field] of Object.entries(kind.fields)) {
      if (field.control.type === 'names') continue;
      for (const value of forbidden(field.control)) {
        expect(field.parse(value).ok, `${name} = ${JSON.stringify(value)}`).toBe(false);
      }
    }
  });

  it('holds its examples and writes them as formulas that KaTeX can set', () => {
    for (const example of kind.examples) {
      const { fields, inputs, outputs, remarks } = workExample(kind, example);
      expect(outputs?.[kind.outputs[0] ?? '']?.shape, remarks.join(' ')).toEqual(example.output);
      expect(remarks).toEqual([]);
      const lines = kind.formula(fields, inputs, outputs ?? {});
      expect(lines.length).toBeGreaterThan(0);
      for (const line of [...lines, kind.telling(fields)]) {
        expect(line).not.toMatch(/undefined|NaN|null/);
      }
      for (const line of lines) katex.renderToString(line, { throwOnError: true, strict: 'error' });
    }
  });
});

describe.each(['cpu', 'wasm'] as const)('functions of steps on %s', (backend) => {
  beforeAll(async () => {
    const started = await startBackend(backend);
    if (!started.ok) throw new Error(started.error);
  });

  it.each(cases.map((one) => [one.name, one] as const))('gives what it says: %s', (_name, one) => {
    tf.tidy(() => {
      const found = runCase(one, caseTensors(one));
      const said = Object.entries(one.outputs ?? {});
      expect(Object.keys(found).sort()).toEqual(said.map(([port]) => port).sort());
      for (const [port, type] of said) {
        const own = type.shape.map((axis) => axis ?? batchSize);
        expect(found[port]?.shape).toEqual(type.per === 'batch' ? own : [batchSize, ...own]);
        expect(found[port]?.dtype).toBe(type.dtype);
        expect(Array.from(found[port]?.dataSync() ?? []).every(Number.isFinite)).toBe(true);
      }
    });
  });

  it('leaves no tensors behind', () => {
    const before = tf.memory().numTensors;
    for (const one of cases) tf.tidy(() => void runCase(one, caseTensors(one)));
    expect(tf.memory().numTensors).toBe(before);
  });

  const differentiable = cases
    .filter(({ kind }) => kind.family !== 'metric')
    .filter(({ outputs }) => Object.values(outputs ?? {}).some(({ dtype }) => dtype === 'float32'))
    .flatMap((one) =>
      Object.keys(one.inputs)
        .filter((port) => one.inputs[port]?.dtype === 'float32' && !given.includes(port))
        .map((port) => [`${one.name} by ${port}`, one, port] as const),
    );

  it.each(differentiable)('has the right gradient: %s', (_name, one, port) => {
    const isCut = cut[one.kind.id]?.includes(port) ?? false;
    const found = tf.tidy(() => {
      const tensors = caseTensors(one);
      // The second term gives a port that is cut off a gradient at all: 0.
      const f = (x: tf.Tensor): tf.Scalar =>
        tf.add(weighed(one, { ...tensors, [port]: x }), tf.mul(0, tf.sum(x)));
      return Array.from(
        tf
          .grad(f)(tensors[port] as tf.Tensor)
          .dataSync(),
      );
    });
    const places = spread(found.length);
    const expected = isCut ? places.map(() => 0) : places.map((place) => slopeAt(one, port, place));
    expectClose(
      places.map((place) => found[place] ?? Number.NaN),
      expected,
      1e-2,
    );
    if (!isCut) expect(found.some((slope) => slope !== 0)).toBe(true);
  });
});

/** One number that every output of a case goes into. */
function weighed(one: StepCase, tensors: Readonly<Record<string, tf.Tensor>>): tf.Scalar {
  const sums = Object.values(runCase(one, tensors))
    .filter(({ dtype }) => dtype === 'float32')
    .map((y, index) => tf.sum(tf.mul(y, tf.tensor(spreadValues(y.size, 2 + index), y.shape))));
  return tf.addN(sums).asScalar();
}

/** The slope by one number of an input, by central differences. */
function slopeAt(one: StepCase, port: string, place: number): number {
  const step = 4e-3;
  const at = (offset: number): number =>
    tf.tidy(() => {
      const input = one.inputs[port];
      if (!input) throw new Error(`There is no input ${port}.`);
      const values = input.values.map((value, i) => (i === place ? value + offset : value));
      const tensors = { ...caseTensors(one), [port]: tf.tensor(values, input.shape) };
      return weighed(one, tensors).dataSync()[0] ?? Number.NaN;
    });
  return (at(step) - at(-step)) / (2 * step);
}

/** Places all over a tensor, not more than are moved. */
function spread(count: number): number[] {
  const places = Math.min(count, moved);
  return Array.from({ length: places }, (_, i) => Math.floor((i * count) / places));
}
