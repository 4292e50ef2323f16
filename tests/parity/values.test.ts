import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandomness, type Randomness } from '../../src/base/randomness';
import type { Weight } from '../../src/kinds/layerKind';
import { startBackend } from '../../src/runtime/backends';
import { Draw } from './draw';
import { buildLayers, computeNode, type InferredNode, inferNode } from './netloomNode';
import type { NamedTensors, ParityCase, ParityRow } from './parityRow';
import { parityRows } from './rows/index';
import {
  askTorch,
  type TorchRefusal,
  type TorchTensor,
  type TorchValues,
  torchPython,
} from './torchOracle';

const batch = 2;

/** The largest error allowed, relative to the largest number of the tensor. */
const tolerance = 1e-4;

/** How often a configuration is drawn anew because it is refused or left out. */
const attempts = 400;

/** A sound configuration with the numbers that both sides are given. */
interface Given {
  readonly row: ParityRow;
  readonly drawn: ParityCase;
  readonly node: InferredNode;
  readonly inputs: readonly TorchTensor[];
  readonly weights: readonly TorchTensor[];
  readonly upstream: readonly TorchTensor[];
}

const elements = (shape: readonly number[]) => shape.reduce((product, axis) => product * axis, 1);

/** Numbers without ties, normal or, for tokens, whole. */
function fill(random: Randomness, shape: readonly number[], tokens?: number): TorchTensor {
  const one = () => (tokens === undefined ? random.normal() : random.integer(tokens));
  return { shape, values: Array.from({ length: elements(shape) }, one) };
}

function fillWeight(random: Randomness, { name, shape }: Weight): TorchTensor {
  const filled = fill(random, shape);
  if (!/variance/.test(name)) return filled;
  return { shape, values: filled.values.map((value) => Math.abs(value) + 0.5) };
}

/** Draws until the node is sound; a row whose configurations never are says so by its test. */
function drawSound(row: ParityRow, random: Randomness): Omit<Given, 'row'> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const drawn = row.draw(new Draw(random, true));
    if (drawn.shapesOnly) continue;
    const node = inferNode(row.kind, drawn);
    if (!node.outputs) continue;
    const shapesOf = (types: InferredNode['inputs']) =>
      Object.values(types).map(({ shape }) => [batch, ...(shape as readonly number[])]);
    return {
      drawn,
      node,
      inputs: Object.entries(node.inputs).map(([port, { dtype }], index) => {
        const shape = shapesOf(node.inputs)[index] ?? [];
        const own = drawn.fill?.[port];
        const tokens = dtype === 'float32' ? undefined : (drawn.tokens ?? 2);
        if (!own) return fill(random, shape, tokens);
        const draw = new Draw(random, true);
        return { shape, values: Array.from({ length: elements(shape) }, (_, i) => own(draw, i)) };
      }),
      weights: node.weights.map((weight) => fillWeight(random, weight)),
      upstream: shapesOf(node.outputs).map((shape) => fill(random, shape)),
    };
  }
  throw new Error(`None of ${attempts} configurations of ${row.kind} is sound.`);
}

const toTensor = ({ shape, values }: TorchTensor, dtype: tf.DataType = 'float32') =>
  tf.tensor([...values], [...shape], dtype);

const fromTensor = (tensor: tf.Tensor): TorchTensor => ({
  shape: tensor.shape,
  values: Array.from(tensor.dataSync()),
});

const byName = (node: InferredNode, tensors: readonly tf.Tensor[]): NamedTensors =>
  Object.fromEntries(node.weights.map(({ name }, index) => [name, tensors[index] as tf.Tensor]));

/** Weights of the node under the names and in the layout of the modules. */
function torchWeights({ drawn, node, weights }: Given): Record<string, TorchTensor> {
  const result: Record<string, TorchTensor> = {};
  tf.tidy(() => {
    const tensors = weights.map((weight) => toTensor(weight));
    const converted = drawn.weights?.(byName(node, tensors)) ?? {};
    for (const [name, tensor] of Object.entries(converted)) result[name] = fromTensor(tensor);
  });
  return result;
}

/**
 * The error relative to the largest expected number, or to 0.1, as all numbers given are of size 1;
 * infinite for another shape.
 */
function distance(found: TorchTensor, expected: TorchTensor): number {
  if (JSON.stringify(found.shape) !== JSON.stringify(expected.shape)) return Infinity;
  const largest = expected.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0.1);
  const worst = found.values.reduce(
    (most, value, index) =>
      Number.isFinite(value) ? Math.max(most, Math.abs(value - expected.values[index]!)) : Infinity,
    0,
  );
  return worst / largest;
}

/** What of a configuration differs from PyTorch by more than the tolerance. */
function differences(given: Given, answer: TorchValues | TorchRefusal): string[] {
  if ('refused' in answer) return [`PyTorch refuses it: ${answer.refused}`];
  const { drawn, node } = given;
  const found: string[] = [];
  tf.tidy(() => {
    const inputs = Object.values(node.inputs).map(({ dtype }, index) =>
      toTensor(given.inputs[index] as TorchTensor, dtype),
    );
    const layers = buildLayers(
      node,
      given.weights.map((weight) => toTensor(weight)),
    );
    const ours = computeNode(
      node,
      layers,
      inputs,
      () => given.upstream.map((tensor) => toTensor(tensor)),
      drawn.training ?? false,
    );
    const check = (what: string, tensor: tf.Tensor | undefined, expected?: TorchTensor | null) => {
      if (!tensor || !expected) {
        found.push(`${what}: ${tensor ? 'PyTorch has none' : 'Netloom has none'}`);
        return;
      }
      const error = distance(fromTensor(tensor), expected);
      if (!(error <= tolerance)) found.push(`${what}: off by ${error.toExponential(1)}`);
    };
    for (const [index, tensor] of ours.outputs.entries()) {
      check(`output ${index}`, tensor, answer.outputs[index]);
    }
    for (const [index, tensor] of ours.inputGradients.entries()) {
      if (!tensor) continue;
      const zero = { shape: tensor.shape, values: new Array<number>(tensor.size).fill(0) };
      check(`gradient of input ${index}`, tensor, answer.inputGradients[index] ?? zero);
    }
    const learned = Object.keys(answer.weightGradients).filter(
      (name) => !drawn.uncounted?.some((end) => name.endsWith(end)),
    );
    const gradients = drawn.weights?.(zeroStatistics(node, ours.weightGradients)) ?? {};
    for (const name of learned) {
      check(`gradient of ${name}`, gradients[name], answer.weightGradients[name]);
    }
    for (const layer of layers) layer.dispose();
  });
  return found;
}

/** Gradients of the learned weights, and zeros for statistics, which no gradient reaches. */
function zeroStatistics(node: InferredNode, gradients: NamedTensors): NamedTensors {
  return Object.fromEntries(
    node.weights.map(({ name, shape }) => [name, gradients[name] ?? tf.zeros([...shape])]),
  );
}

const rows = parityRows.filter(({ values }) => values);

describe.skipIf(!torchPython)('outputs and gradients as in PyTorch, with the same weights', () => {
  const drawn = new Map<ParityRow, readonly Given[] | Error>();
  const answers = new Map<Given, TorchValues | TorchRefusal>();
  let compared = 0;

  beforeAll(async () => {
    const started = await startBackend('wasm');
    if (!started.ok) throw new Error(started.error);
    for (const row of rows) {
      const random = createRandomness(2026).fork(`values of ${row.kind} ${row.title ?? ''}`);
      try {
        drawn.set(
          row,
          Array.from({ length: row.values ?? 0 }, () => ({ row, ...drawSound(row, random) })),
        );
      } catch (error) {
        drawn.set(row, error as Error);
      }
    }
    const all = [...drawn.values()].flatMap((given) => (given instanceof Error ? [] : given));
    const found = await askTorch(
      all.map((given) => ({
        ask: 'values' as const,
        modules: given.drawn.modules,
        inputs: Object.values(given.node.inputs).map(({ dtype }, index) => ({
          dtype,
          ...(given.inputs[index] as TorchTensor),
        })),
        weights: torchWeights(given),
        upstream: given.upstream.map(({ values }) => values),
        training: given.drawn.training ?? false,
      })),
    );
    for (const [index, given] of all.entries()) {
      answers.set(given, found[index] as TorchValues | TorchRefusal);
    }
  });

  afterAll(() => {
    console.log(`parity: outputs and gradients of ${compared} configurations compared`);
  });

  it.each(rows.map((row) => [`${row.kind} ${row.title ?? ''}`.trim(), row] as const))(
    '%s',
    (_name, row) => {
      const given = drawn.get(row);
      if (!given || given instanceof Error) throw given ?? new Error('not drawn');
      const wrong: string[] = [];
      for (const one of given) {
        const answer = answers.get(one) as TorchValues | TorchRefusal;
        if ('refused' in answer && allowedRefusal(row, answer)) continue;
        let differs: readonly string[];
        try {
          differs = differences(one, answer);
        } catch (error) {
          differs = [String(error)];
        }
        compared += 1;
        if (differs.length > 0) {
          const { fields, inputs, training } = one.drawn;
          wrong.push(`${JSON.stringify({ fields, inputs, training })}: ${differs.join('; ')}`);
        }
      }
      expect(wrong.slice(0, 5)).toEqual([]);
    },
  );
});

function allowedRefusal(row: ParityRow, { refused }: TorchRefusal): boolean {
  return Object.keys(row.looser ?? {}).some((words) => refused.includes(words));
}
