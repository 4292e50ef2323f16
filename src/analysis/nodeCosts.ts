import { bytesPerElement, elementCount } from '../base/tensorType';
import type { InputsByPort, LayerKind, Weight } from '../kinds/layerKind';
import type { NodeCosts } from './graphAnalysis';

/** Numbers of a weight tensor. */
export function weightSize(weight: Weight): number {
  return weight.shape.reduce((product, axis) => product * axis, 1);
}

/** The costs of a node that computes nothing. */
export const noCosts: NodeCosts = {
  weights: [],
  parameters: 0,
  trainableParameters: 0,
  macs: 0,
  operations: 0,
  activationBytes: 0,
};

/** The costs of a layer. */
export function layerCosts(
  kind: LayerKind,
  fields: Readonly<Record<string, unknown>>,
  inputs: InputsByPort,
  outputs: InputsByPort,
): NodeCosts {
  const weights = kind.weights(fields, inputs);
  let parameters = 0;
  let trainableParameters = 0;
  for (const weight of weights) {
    const size = weightSize(weight);
    parameters += size;
    if (weight.trainable) trainableParameters += size;
  }
  let activationBytes: number | null = 0;
  if (!kind.view) {
    for (const type of Object.values(outputs)) {
      const elements = elementCount(type.shape);
      activationBytes =
        elements === null || activationBytes === null
          ? null
          : activationBytes + elements * bytesPerElement(type.dtype);
    }
  }
  const macs = kind.macs(fields, inputs, outputs);
  const operations = kind.operations(fields, inputs, outputs);
  return { weights, parameters, trainableParameters, macs, operations, activationBytes };
}

const sum = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a + b;

/** The costs of two nodes together, without a list of weights. */
export function addCosts(a: NodeCosts, b: NodeCosts): NodeCosts {
  return {
    weights: [],
    parameters: a.parameters + b.parameters,
    trainableParameters: a.trainableParameters + b.trainableParameters,
    macs: sum(a.macs, b.macs),
    operations: sum(a.operations, b.operations),
    activationBytes: sum(a.activationBytes, b.activationBytes),
  };
}

/** The costs of a node some or all of whose weights belong to, and are counted at, another. */
export function withoutWeights(costs: NodeCosts, taken: 'all' | readonly string[]): NodeCosts {
  if (taken === 'all') return { ...costs, parameters: 0, trainableParameters: 0 };
  const own = costs.weights.filter(({ name }) => !taken.includes(name));
  const size = (weights: readonly Weight[]): number =>
    weights.reduce((sum, weight) => sum + weightSize(weight), 0);
  return {
    ...costs,
    parameters: size(own),
    trainableParameters: size(own.filter(({ trainable }) => trainable)),
  };
}

/** The costs of running something a number of times with the same weights; null times are not known. */
export function timesCosts(costs: NodeCosts, times: number | null): NodeCosts {
  const product = (value: number | null): number | null =>
    value === 0 ? 0 : value === null || times === null ? null : value * times;
  return {
    ...costs,
    macs: product(costs.macs),
    operations: product(costs.operations),
    activationBytes: product(costs.activationBytes),
  };
}
