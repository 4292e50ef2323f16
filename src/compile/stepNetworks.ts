import * as tf from '@tensorflow/tfjs';
import { calledFeatures } from '../analysis/callKind';
import type { GraphAnalysis, ProjectAnalysis } from '../analysis/graphAnalysis';
import { networkHeads } from '../analysis/networkHeads';
import { stepLearners } from '../analysis/stepLearners';
import { createRandomness } from '../base/randomness';
import { graphUsedBy } from '../document/project';
import { type BuiltNetwork, buildModel, type NamedWeight } from './buildModel';

export { belongsTo } from '../analysis/stepLearners';

/** Everything with weights that a training step uses. */
export interface StepNetworks {
  /** The networks called, by name; copies are not among them. */
  readonly networks: ReadonlyMap<string, BuiltNetwork>;
  /** Copies whose weights follow those of a network, by its name. */
  readonly targets: ReadonlyMap<string, BuiltNetwork>;
  /** Trainable tensors of the step itself, by node, with the batch axis in front. */
  readonly tensors: ReadonlyMap<string, tf.Variable>;
  /** The layers inside each network whose outputs its model gives too, in that order. */
  readonly features: ReadonlyMap<string, readonly string[]>;
  dispose(): void;
}

/**
 * Builds the networks, copies and tensors of a sound training step on the running backend. The same
 * seed gives the same weights, whichever step a network is built for.
 */
export async function buildStepNetworks(
  project: ProjectAnalysis,
  step: GraphAnalysis,
  seed: number,
): Promise<StepNetworks> {
  const networks = new Map<string, BuiltNetwork>();
  const targets = new Map<string, BuiltNetwork>();
  const features = networkFeatures(step);
  const heads = networkHeads(step);
  const build = (name: string, isCopy: boolean): Promise<BuiltNetwork> =>
    buildModel(project.graphs[name] as GraphAnalysis, {
      seed,
      forTraining: true,
      head: isCopy ? null : (heads.get(name) ?? null),
      features: isCopy ? [] : (features.get(name) ?? []),
    });
  for (const { node } of step.nodes.values()) {
    const used = graphUsedBy(node.kind);
    if (!used) continue;
    const isCopy = used.relation === 'target';
    const into = isCopy ? targets : networks;
    if (!into.has(used.graph)) into.set(used.graph, await build(used.graph, isCopy));
  }
  const tensors = new Map(
    stepLearners(step).tensors.map((id) => [id, startTensor(step, id, seed)] as const),
  );
  return {
    networks,
    targets,
    tensors,
    features,
    dispose() {
      for (const network of [...networks.values(), ...targets.values()]) network.dispose();
      for (const tensor of tensors.values()) tensor.dispose();
    },
  };
}

/** The layers inside each network that some call of it gives out. */
function networkFeatures(step: GraphAnalysis): ReadonlyMap<string, readonly string[]> {
  const features = new Map<string, readonly string[]>();
  for (const { node } of step.nodes.values()) {
    const used = graphUsedBy(node.kind);
    if (used?.relation !== 'call') continue;
    const before = features.get(used.graph) ?? [];
    features.set(used.graph, [...new Set([...before, ...calledFeatures(node.fields)])]);
  }
  return features;
}

function startTensor(step: GraphAnalysis, id: string, seed: number): tf.Variable {
  const { shape, count, mean, deviation } = fieldsOf(step, id) as {
    shape: readonly number[];
    count: number;
    mean: number;
    deviation: number;
  };
  const randomness = createRandomness(seed).fork(`tensor ${id}`);
  const size = shape.reduce((product, axis) => product * axis, count);
  const values = Float32Array.from({ length: size }, () => mean + deviation * randomness.normal());
  return tf.tidy(() => tf.variable(tf.tensor(values, [count, ...shape]), true));
}

/** The fields of a node of a sound step. */
function fieldsOf(step: GraphAnalysis, id: string): Readonly<Record<string, unknown>> {
  const fields = step.nodes.get(id)?.fields;
  if (!fields) throw new Error(`${id} has errors and cannot be compiled.`);
  return fields;
}

/** A weight that updates may change, under the name by which updates, phases and files know it. */
export interface StepWeight extends Omit<NamedWeight, 'name'> {
  /** `network/node/weight`, or the node of a trainable tensor. */
  readonly name: string;
}

/** Every weight of a step's networks and tensors, copies left out. */
export function stepWeights({ networks, tensors }: StepNetworks): readonly StepWeight[] {
  return [
    ...[...networks].flatMap(([network, { weights }]) =>
      weights.map((weight) => ({ ...weight, name: `${network}/${weight.name}` })),
    ),
    ...[...tensors].map(([name, variable]) => ({
      name,
      shape: variable.shape,
      trainable: true,
      variable,
    })),
  ];
}
