import fc from 'fast-check';
import type { Dimension, TensorType } from '../../../src/base/tensorType';
import type { Field, FieldControl } from '../../../src/kinds/field';
import type { LayerKind } from '../../../src/kinds/layerKind';
import {
  type InputPort,
  isVariadic,
  requiredPorts,
  variadicPortName,
} from '../../../src/kinds/port';
import { fitNode, type GeneratedNode } from './fitNode';

/** Values that a control allows, small enough to build layers from by the hundred. */
function allowed(control: FieldControl): fc.Arbitrary<unknown> {
  switch (control.type) {
    case 'integer':
      return fc.integer({ min: control.min, max: Math.min(control.min + 9, control.max) });
    case 'sizes': {
      const one = fc.integer({ min: control.min, max: Math.min(control.min + 4, control.max) });
      return fc.oneof(one, oneEach(control.axes, one));
    }
    case 'number': {
      const min = Math.max(control.min, -10);
      const numbers = fc.double({ min, max: Math.min(control.max, min + 10), noNaN: true });
      // JSON has no −0.
      return numbers.map((value) => (value === 0 ? 0 : value));
    }
    case 'boolean':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...control.options.map((option) => option.value));
    case 'shape': {
      const axis = fc.integer({ min: 1, max: 6 });
      const special: fc.Arbitrary<Dimension>[] = [
        ...(control.allowUnknown ? [fc.constant(null)] : []),
        ...(control.min < 0 ? [fc.constant(-1)] : []),
      ];
      return fc.array(fc.oneof({ weight: 4, arbitrary: axis }, ...special), { maxLength: 4 });
    }
    case 'integers': {
      const max = Math.min(control.max, Math.max(control.min, 0) + 4);
      return fc.array(fc.integer({ min: Math.max(control.min, -4), max }), {
        maxLength: Math.min(control.most, 4),
      });
    }
    case 'padding':
      return fc.oneof(
        fc.constantFrom('valid', 'same', ...(control.causal ? ['causal'] : [])),
        side,
        oneEach(control.sides, side),
      );
    case 'sides':
      return fc.oneof(side, oneEach(control.sides, side));
    case 'text':
      return fc.string();
    case 'names':
      return fc.array(fc.constantFrom('main', 'main/dense', 'n1'), { maxLength: 3 });
  }
}

const side = fc.nat({ max: 3 });

/** A list with a value for each name. */
function oneEach<Value>(
  names: readonly string[],
  value: fc.Arbitrary<Value>,
): fc.Arbitrary<Value[]> {
  return fc.array(value, { minLength: names.length, maxLength: names.length });
}

/** Values at the edges of what a control allows. */
function extreme(control: FieldControl): fc.Arbitrary<unknown> {
  if (control.type === 'integer' || control.type === 'sizes') {
    return fc.constantFrom(control.min, control.max, Math.min(65536, control.max));
  }
  if (control.type === 'number') {
    return fc.constantFrom(Math.max(control.min, -1e300), Math.min(control.max, 1e300));
  }
  if (control.type === 'shape') {
    return fc.array(fc.constantFrom(1, 2 ** 31 - 1, control.min < 0 ? -1 : 7), { maxLength: 8 });
  }
  if (control.type === 'integers') {
    return fc.array(fc.constantFrom(control.min, control.max, 1), { maxLength: control.most });
  }
  if (control.type === 'padding' || control.type === 'sides') {
    return fc.constantFrom(
      0,
      1_000_000,
      control.sides.map((_, place) => (place === 1 ? 1_000_000 : place % 2)),
    );
  }
  return allowed(control);
}

/** Padding that misses a side, has one too many or an impossible amount. */
function wrongSides(names: readonly string[]): readonly unknown[] {
  const ones = names.map(() => 1);
  return [-1, [], ones.slice(1), [...ones, 1], [...ones.slice(1), -1], [...ones.slice(1), 0.5]];
}

/** Values that no field of this control may take, each with what a person might have meant. */
export function forbidden(control: FieldControl): readonly unknown[] {
  const never = [Number.NaN, Number.POSITIVE_INFINITY, { height: 3 }, null, [[]]];
  const notANumber = [...never, 'three', '3', true];
  const notWhole = [...notANumber, 1.5, 1e20];
  switch (control.type) {
    case 'integer':
      return [...notWhole, control.min - 1, control.max + 1, [], [1]];
    case 'sizes':
      return [
        ...notWhole,
        control.min - 1,
        control.max + 1,
        [],
        [...control.axes, 'more'].map(() => 3),
        control.axes.map((_, axis) => (axis === 0 ? 3 : -1)),
        control.axes.map((_, axis) => (axis === 0 ? 3 : 'same')),
      ];
    case 'number':
      return [
        ...notANumber,
        [],
        ...(control.min > -Infinity ? [control.min - 1] : []),
        ...(control.max < Infinity ? [control.max + 1] : []),
      ];
    case 'boolean':
      return [...never, 'true', 1, 0, []];
    case 'choice':
      return [...never, 'no such option', 1, true, []];
    case 'shape':
      return [...notWhole, [0], [1.5], [-2], ['3'], Array.from({ length: 9 }, () => 1)];
    case 'integers':
      return [
        ...notWhole,
        [control.min - 1],
        [control.max + 1],
        [1.5],
        ['3'],
        Array.from({ length: control.most + 1 }, () => control.max),
      ];
    case 'padding':
      return [...notWhole, ...wrongSides(control.sides), 'Same'];
    case 'sides':
      return [...notWhole, ...wrongSides(control.sides), 'same'];
    case 'text':
      return [...never, 1, []];
    case 'names':
      return [...never, 1, '', [''], ['main', 3]];
  }
}

/** Fields of a kind, some left out; whole numbers seldom, since layers as large as a default are slow. */
function fieldsOf(
  kind: LayerKind,
  values: (control: FieldControl) => fc.Arbitrary<unknown>,
): fc.Arbitrary<Record<string, unknown>> {
  const entries = Object.entries(kind.fields).map(([name, field]: [string, Field<unknown>]) => [
    name,
    fc.option(values(field.control), {
      nil: undefined,
      freq: field.control.type === 'integer' ? 30 : 2,
    }),
  ]);
  return fc
    .record(Object.fromEntries(entries), { noNullPrototype: true })
    .map((fields) =>
      Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
    );
}

function ranksOf({ rank = { min: 1 } }: InputPort): readonly number[] {
  if (typeof rank === 'number') return [rank];
  return [1, 2, 3, 4].filter((candidate) => candidate >= rank.min);
}

function shapeOf(port: InputPort, axis: fc.Arbitrary<Dimension>): fc.Arbitrary<Dimension[]> {
  return fc
    .constantFrom(...ranksOf(port))
    .chain((rank) => fc.array(axis, { minLength: rank, maxLength: rank }));
}

/** Types for every port of a kind; several inputs mostly agree, or differ in one axis. */
function inputsOf(
  kind: LayerKind,
  axis: fc.Arbitrary<Dimension>,
): fc.Arbitrary<Record<string, TensorType>> {
  const typed = (port: InputPort, shape: readonly Dimension[]): TensorType => ({
    shape,
    dtype: port.dtype ?? 'float32',
  });
  const { inputs } = kind;
  if (isVariadic(inputs)) {
    const port = inputs.variadic;
    return fc
      .tuple(
        shapeOf(port, axis),
        fc.array(fc.option(fc.tuple(fc.nat({ max: 3 }), axis)), {
          minLength: inputs.min,
          maxLength: inputs.min + 2,
        }),
      )
      .map(([base, changes]) =>
        Object.fromEntries(
          changes.map((change, index) => {
            const shape = [...base];
            if (index > 0 && change) shape[change[0] % shape.length] = change[1];
            return [variadicPortName(index), typed(port, shape)];
          }),
        ),
      );
  }
  const ports = Object.entries(inputs).map(([name, port]): [string, fc.Arbitrary<TensorType>] => [
    name,
    shapeOf(port, axis).map((shape) => typed(port, shape)),
  ]);
  return fc.record(Object.fromEntries(ports), {
    requiredKeys: [...requiredPorts(inputs)],
    noNullPrototype: true,
  }) as fc.Arbitrary<Record<string, TensorType>>;
}

const smallAxis = fc.oneof(
  { weight: 15, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 1, arbitrary: fc.constant(null) },
);

/** Nodes with small fields and shapes, sound ones and unsound ones. */
export function arbitraryNode(kind: LayerKind): fc.Arbitrary<GeneratedNode> {
  const node = fc.record({ fields: fieldsOf(kind, allowed), inputs: inputsOf(kind, smallAxis) });
  const fit = Object.hasOwn(fitNode, kind.id) ? fitNode[kind.id] : undefined;
  if (!fit) return node;
  return fc.oneof({ weight: 1, arbitrary: node }, { weight: 3, arbitrary: node.chain(fit) });
}

/** Nodes at the edges of what fields and shapes allow. */
export function extremeNode(kind: LayerKind): fc.Arbitrary<GeneratedNode> {
  const axis: fc.Arbitrary<Dimension> = fc.constantFrom(1, 7, 65536, 2 ** 31 - 1, null);
  return fc.record({ fields: fieldsOf(kind, extreme), inputs: inputsOf(kind, axis) });
}
