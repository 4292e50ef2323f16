import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyseLayer } from '../../../src/analysis/nodeAnalysis';
import { elementCount, type TensorType } from '../../../src/base/tensorType';
import { type FieldControl, parseFields } from '../../../src/kinds/field';
import type { LayerKind, Reach } from '../../../src/kinds/layerKind';
import { isVariadic } from '../../../src/kinds/port';
import { layerKinds } from '../../../src/kinds/registry';
import { registerLayers } from '../../../src/runtime/layers/registerLayers';
import { arbitraryNode } from './arbitraryNodes';
import type { GeneratedNode } from './fitNode';
import { createLayer } from './tfjsLayer';

/** Generated cases for every kind. */
const numRuns = 50;

/** Numbers that trying a node out may give, which are as many as its output's for every place. */
const mostNumbers = 100_000;

beforeAll(async () => {
  registerLayers();
  await tf.setBackend('cpu');
});

/** Kernels all ones and functions that do nothing, so that nothing that is seen is lost. */
function transparent(kind: LayerKind, fields: Record<string, unknown>): Record<string, unknown> {
  const changed: Record<string, unknown> = { ...fields };
  for (const [name, { control }] of Object.entries(kind.fields)) {
    const wanted = /kernelInitializer|wiseInitializer/i.test(name) ? 'ones' : 'linear';
    const isChoice = control.type === 'choice';
    if (!isChoice || !/initializer|^activation$/i.test(name)) continue;
    if (control.options.some(({ value }) => value === wanted)) changed[name] = wanted;
  }
  for (const name of ['dropout', 'rate', 'recurrentDropout']) {
    const control: FieldControl | undefined = kind.fields[name]?.control;
    if (control?.type === 'number') changed[name] = 0;
  }
  return changed;
}

/** A node that a reach can be tried out on: one image, sequence or volume after another. */
interface Trial {
  readonly reach: Reach;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly inputs: readonly (readonly [port: string, type: TensorType])[];
  readonly output: readonly number[];
  readonly layers: ReturnType<LayerKind['layers']>;
}

const isKnown = (shape: TensorType['shape']): shape is number[] =>
  shape.every((axis) => axis !== null);

function trial(kind: LayerKind, node: GeneratedNode): Trial | null {
  const fields = transparent(kind, node.fields);
  const { values } = parseFields(kind.fields, fields);
  const { outputs } = analyseLayer(
    { id: 'node', kind: kind.id, fields: fields as never },
    node.inputs,
  );
  const [output] = Object.values(outputs ?? {});
  if (!values || !outputs || !output || !isKnown(output.shape)) return null;
  const inputs = Object.entries(node.inputs);
  if (!inputs.every(([, { shape }]) => isKnown(shape))) return null;
  if (inputs.some(([, { shape }]) => (elementCount(shape) ?? 0) > 1000)) return null;
  const placesTried = Math.max(
    ...inputs.map(([, { shape }]) => elementCount(shape.slice(0, -1)) ?? 0),
  );
  if (placesTried * (elementCount(output.shape) ?? 0) > mostNumbers) return null;
  return {
    reach: kind.reach(values, node.inputs, outputs),
    fields: values,
    inputs,
    output: output.shape,
    layers: kind.layers(values, node.inputs, outputs),
  };
}

/** All places along some axes, the last running fastest. */
function places(axes: readonly number[]): number[][] {
  return axes.reduce<number[][]>(
    (before, length) =>
      before.flatMap((place) => Array.from({ length }, (_, index) => [...place, index])),
    [[]],
  );
}

/** A smooth start whose numbers all differ, each example the same. */
function startOf({ shape, dtype }: TensorType, examples: number): tf.Tensor {
  const one = tf.sin(tf.range(1, (elementCount(shape) ?? 0) + 1)).add(1.5);
  const start = one.reshape([1, ...(shape as number[])]).tile([examples, ...shape.map(() => 1)]);
  return dtype === 'float32' ? start : tf.zerosLike(start).cast(dtype);
}

/**
 * Which places of the output change when one place of an input does (all of its channels, by much);
 * null where a layer gives something else every time.
 */
function influence(found: Trial, port: string): boolean[][] | null {
  let influences: boolean[][] | null = null;
  tf.tidy(() => {
    const type = found.inputs.find(([name]) => name === port)?.[1] as TensorType;
    const axes = type.shape as number[];
    const seen = places(axes.slice(0, -1));
    const tensors = found.inputs.map(([name, other]) => {
      const start = startOf(other, seen.length + 2);
      if (name !== port) return start;
      const channels = axes.at(-1) ?? 1;
      const change = tf.range(0, channels).add(50).tile([seen.length]).reshape([-1, channels]);
      const places = tf.eye(seen.length).expandDims(2).mul(change.expandDims(0));
      const changes = tf.concat([tf.zeros([2, seen.length, channels]), places as tf.Tensor3D]);
      return start.add(changes.reshape([seen.length + 2, ...axes]));
    });
    const layers = found.layers.map(createLayer);
    const result = layers.reduce<tf.Tensor | tf.Tensor[]>(
      (value, layer) => layer.apply(value) as tf.Tensor | tf.Tensor[],
      tensors.length === 1 ? (tensors[0] as tf.Tensor) : tensors,
    );
    const y = Array.isArray(result) ? (result[0] as tf.Tensor) : result;
    const rows = y.reshape([seen.length + 2, -1, found.output.at(-1) ?? 1]);
    const differences = rows
      .sub(rows.slice([0], [1]))
      .abs()
      .max(2)
      .arraySync() as number[][];
    for (const layer of layers) layer.dispose();
    const [, same, ...changed] = differences;
    if (same?.some((difference) => !(difference <= 1e-5))) return;
    influences = changed.map((row) => row.map((difference) => difference > 1e-4));
  });
  return influences;
}

/** The first and last place that a place of the output can see along one axis. */
function window(reach: Reach & object, axis: number, place: number): [number, number] {
  const { size, stride, padding } = reach;
  const first = place * (stride[axis] as number) - (padding[axis] as number);
  return [Math.ceil(first - 1e-9), Math.floor(first + (size[axis] as number) - 1 + 1e-9)];
}

const asWindow = (reach: Reach, axes: number): Reach & object =>
  typeof reach === 'object'
    ? reach
    : { size: Array(axes).fill(1), stride: Array(axes).fill(1), padding: Array(axes).fill(0) };

/** Kinds whose edges hold copies of places that lie inside. */
const copiesEdges = new Set(['reflectionPadding2d', 'replicationPadding2d']);

/** Which places under a window surely take part in it, with these fields. */
function takingPart(kind: LayerKind, { fields, reach }: Trial): 'all' | 'ends' | 'unknown' {
  const rates = Array.isArray(fields.dilationRate) ? fields.dilationRate : [fields.dilationRate];
  if (typeof reach !== 'object' || fields.interpolation === 'bilinear') return 'unknown';
  // A number goes back to where the largest one was found.
  if (kind.id === 'maxUnpooling2d') return 'unknown';
  if (rates.every((rate) => rate === undefined || rate === 1)) return 'all';
  // A dilated kernel that grows an image leaves places out wherever its steps and gaps fall.
  return reach.stride.every((stride) => stride >= 1) ? 'ends' : 'unknown';
}

/**
 * Places that change what they may not reach, or do not reach what they should; null where that
 * cannot be tried out.
 */
function contradictions(kind: LayerKind, found: Trial, port: string): string[] | null {
  const { reach, output } = found;
  if (reach === 'everything') return null;
  const axes = (found.inputs.find(([name]) => name === port)?.[1].shape ?? []).slice(0, -1);
  const sizes = axes as number[];
  const changed = sizes.length > 0 ? influence(found, port) : null;
  if (!changed) return null;
  const certain = takingPart(kind, found);
  const problems: string[] = [];
  const bounds = asWindow(reach, sizes.length);
  const outputs = places(output.slice(0, -1));
  for (const [at, from] of places(sizes).entries()) {
    for (const [index, to] of outputs.entries()) {
      // A number that is spread over an axis is seen by all of it.
      const windows = sizes.map((length, axis): [number, number] =>
        reach === 'same' && length === 1 ? [0, 0] : window(bounds, axis, to[axis] ?? 0),
      );
      const beyond = windows.some(([first, last], axis) => first < 0 || last >= (sizes[axis] ?? 0));
      if (beyond && copiesEdges.has(kind.id)) continue;
      const along = windows.map(([first, last], axis) => {
        const place = from[axis] ?? 0;
        return { inside: first <= place && place <= last, end: place === first || place === last };
      });
      const covered = reach !== 'nothing' && along.every(({ inside }) => inside);
      const expected =
        covered && (certain === 'all' || (certain === 'ends' && along.every(({ end }) => end)));
      const sees = changed[at]?.[index] ?? false;
      if (sees && !covered) problems.push(`${from} reaches ${to}, and should not`);
      if (!sees && expected) problems.push(`${from} does not reach ${to}`);
    }
  }
  return problems;
}

/** Kinds that take tensors with places; of normalisation, statistics are not counted by convention. */
const kinds = layerKinds.filter(({ inputs, family }) => {
  const ports = isVariadic(inputs) ? [inputs.variadic] : Object.values(inputs);
  const takesNumbers = ports.some(({ dtype }) => dtype === undefined || dtype === 'float32');
  return takesNumbers && family !== 'input' && family !== 'normalization';
});

/** Whether windows of a kind may be tried out often: all with a kernel or a pool of a size. */
const slides = ({ id, fields }: LayerKind): boolean =>
  ('kernelSize' in fields || 'poolSize' in fields) && id !== 'convLstm2d';

describe.each(kinds.map((kind) => [kind.id, kind] as const))('the reach of %s', (_id, kind) => {
  it('is what changing single places of its input reaches', () => {
    let tried = 0;
    fc.assert(
      fc.property(arbitraryNode(kind), (node) => {
        const found = trial(kind, node);
        if (!found) return;
        for (const [port, { dtype }] of found.inputs) {
          if (dtype !== 'float32') continue;
          const problems = contradictions(kind, found, port);
          if (problems) tried += 1;
          expect((problems ?? []).slice(0, 3)).toEqual([]);
        }
      }),
      { numRuns },
    );
    if (slides(kind)) expect(tried).toBeGreaterThan(0);
  });
});

describe('reach', () => {
  it('tells a window from its neighbour, so that a wrong one would be found', () => {
    const kind = layerKinds.find(({ id }) => id === 'conv2d') as LayerKind;
    const x = { shape: [7, 7, 2], dtype: 'float32' } as const;
    const found = trial(kind, {
      fields: { filters: 1, kernelSize: [3, 3], strides: [2, 2], padding: 1 },
      inputs: { x },
    }) as Trial;
    expect(contradictions(kind, found, 'x')).toEqual([]);
    const right = found.reach as Reach & object;
    for (const wrong of [
      { ...right, size: [3, 4] },
      { ...right, size: [3, 2] },
      { ...right, padding: [1, 0] },
      { ...right, stride: [1, 2] },
    ]) {
      expect(contradictions(kind, { ...found, reach: wrong }, 'x')).not.toEqual([]);
    }
    expect(contradictions(kind, { ...found, reach: 'same' }, 'x')).not.toEqual([]);
  });
});
