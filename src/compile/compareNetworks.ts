import * as tf from '@tensorflow/tfjs';
import { analyseProject, isSound } from '../analysis/analyse';
import type { ComparedNodes, NodeAlone } from '../analysis/comparedNodes';
import type { GraphAnalysis } from '../analysis/graphAnalysis';
import { graphTotals } from '../analysis/graphTotals';
import { formatCount } from '../base/humanNumber';
import { createRandomness, type Randomness } from '../base/randomness';
import { failure, type Result, success } from '../base/result';
import type { DataType } from '../base/tensorType';
import { type BuiltNetwork, buildModel } from './buildModel';
import { type CarriedPart, type WayToCarry, waysToCarry } from './carriedWeights';

/** How alike the outputs of two nodes are, given the same inputs and weights. */
export interface Comparison {
  /** How many random inputs both were given. */
  readonly examples: number;
  /** The largest difference between two numbers of their outputs. */
  readonly difference: number;
  /** The largest absolute number of the outputs. */
  readonly largest: number;
  /** Whether the difference is no more than rounding makes. */
  readonly agrees: boolean;
  /** Which weight became which; empty where neither has any. */
  readonly carried: readonly string[];
  /** How many assignments of gates were tried, of which this is the closest. */
  readonly tried: number;
}

const examples = 16;
/** More numbers than these in one node are not built just to look. */
const mostParameters = 20_000_000;
/** What 32-bit sums in another order may differ by, beside numbers of size 1. */
const rounding = 1e-5;

/**
 * Runs two nodes on the same random inputs, one with the weights of the other, on the running
 * backend; all weights that train get random numbers first, so that none is 0. Where gates can stand
 * for those of a recurrent layer, every assignment is tried and the closest told.
 */
export async function compareNetworks(
  { first, second }: ComparedNodes,
  seed: number,
): Promise<Result<Comparison>> {
  const built: BuiltNetwork[] = [];
  try {
    const sides: Side[] = [];
    for (const alone of [first, second]) {
      const analysis = networkOf(alone);
      if (!analysis.ok) return analysis;
      const network = await buildModel(analysis.value, { seed });
      built.push(network);
      sides.push({ alone, analysis: analysis.value, network });
    }
    const [a, b] = sides as [Side, Side];
    const ways = waysToCarry(weightsOf(a), weightsOf(b));
    if (!ways.ok) return ways;
    return success(await closest(a, b, ways.value, createRandomness(seed)));
  } finally {
    for (const network of built) network.dispose();
  }
}

interface Side {
  readonly alone: NodeAlone;
  readonly analysis: GraphAnalysis;
  readonly network: BuiltNetwork;
}

function networkOf({ project, graphId, node }: NodeAlone): Result<GraphAnalysis> {
  const analysis = analyseProject(project).graphs[graphId];
  if (!analysis || !isSound(analysis)) return failure(`${node} cannot run by itself.`);
  const { parameters } = graphTotals(analysis).costs;
  return parameters > mostParameters
    ? failure(
        `${node} has ${formatCount(parameters)} parameters; up to ${formatCount(mostParameters)} are built to compare. Compare it with fewer units or filters.`,
      )
    : success(analysis);
}

function weightsOf({ alone, analysis, network }: Side) {
  const kind = analysis.nodes.get(alone.node)?.node.kind ?? '';
  return { node: alone.node, kind, weights: network.weights };
}

async function closest(
  a: Side,
  b: Side,
  ways: readonly WayToCarry[],
  randomness: Randomness,
): Promise<Comparison> {
  const inputs = randomInputs(a.analysis, randomness.fork('inputs'));
  const source = ways[0]?.target === 'first' ? b : a;
  const target = source === a ? b : a;
  scatterWeights(source.network, randomness.fork('weights'));
  const expected = await outputsOf(source.network, inputs);
  let best: Comparison | null = null;
  for (const { carry, told } of ways) {
    carryOver(source.network, target.network, carry);
    const found = compared(expected, await outputsOf(target.network, inputs));
    if (!best || found.difference < best.difference) {
      best = { ...found, carried: told, tried: ways.length };
    }
    if (best.agrees) break;
  }
  tf.dispose(inputs);
  return best as Comparison;
}

function compared(
  expected: readonly Float32Array[],
  found: readonly Float32Array[],
): Pick<Comparison, 'examples' | 'difference' | 'largest' | 'agrees'> {
  let difference = 0;
  let largest = 0;
  for (const [place, values] of expected.entries()) {
    for (const [index, value] of values.entries()) {
      const other = found[place]?.[index] ?? Number.NaN;
      const distance = Math.abs(value - other);
      // What is no number is no agreement.
      difference = Number.isNaN(distance)
        ? Number.POSITIVE_INFINITY
        : Math.max(difference, distance);
      largest = Math.max(largest, Math.abs(value), Math.abs(other));
    }
  }
  return { examples, difference, largest, agrees: difference <= rounding * Math.max(1, largest) };
}

/** Normal numbers; where whole numbers are wanted 0 or 1, which name something in every vocabulary. */
function randomInputs(analysis: GraphAnalysis, randomness: Randomness): tf.Tensor[] {
  return analysis.inputs.map((id) => {
    const [type] = Object.values(analysis.nodes.get(id)?.outputs ?? {});
    const shape = [examples, ...(type?.shape ?? []).map((axis) => axis ?? 1)];
    const dtype: DataType = type?.dtype ?? 'float32';
    const size = shape.reduce((product, axis) => product * axis, 1);
    const values = Float32Array.from({ length: size }, () =>
      dtype === 'float32' ? randomness.normal() : randomness.integer(2),
    );
    return tf.tensor(values, shape, dtype === 'float32' ? 'float32' : 'int32');
  });
}

/** Moves every weight that trains away from where it starts: biases of 0 would hide a mistake. */
function scatterWeights(network: BuiltNetwork, randomness: Randomness): void {
  for (const { variable, shape, trainable } of network.weights) {
    if (!trainable) continue;
    const values = Float32Array.from(
      { length: variable.size },
      () => 0.5 * (randomness.next() - 0.5),
    );
    tf.tidy(() => variable.assign(tf.add(variable, tf.tensor(values, [...shape]))));
  }
}

async function outputsOf(network: BuiltNetwork, inputs: tf.Tensor[]): Promise<Float32Array[]> {
  const made = tf.tidy(() => {
    const output = network.model.apply(inputs.length === 1 ? (inputs[0] as tf.Tensor) : inputs, {
      training: false,
    }) as tf.Tensor | tf.Tensor[];
    return Array.isArray(output) ? output : [output];
  });
  const values = await Promise.all(
    made.map(async (tensor) => Float32Array.from(await tensor.data())),
  );
  tf.dispose(made);
  return values;
}

function carryOver(from: BuiltNetwork, to: BuiltNetwork, carry: WayToCarry['carry']): void {
  const sources = new Map(from.weights.map(({ name, variable }) => [name, variable]));
  const piece = ({ from: name, rows, sign }: CarriedPart): tf.Tensor => {
    const variable = sources.get(name) as tf.Variable;
    const part = rows ? tf.slice(variable, [rows[0], 0], [rows[1] - rows[0], -1]) : variable;
    return sign === 1 ? part : tf.neg(part);
  };
  for (const { name, variable } of to.weights) {
    const parts = carry.get(name) ?? [];
    tf.tidy(() => {
      const pieces = parts.map(piece);
      const [only] = pieces;
      variable.assign(
        only && pieces.length === 1 ? only.clone() : tf.concat(pieces, variable.rank - 1),
      );
    });
  }
}
