import * as tf from '@tensorflow/tfjs';
import type { GraphAnalysis } from '../analysis/graphAnalysis';
import { graphUsedBy } from '../document/project';
import type { BuiltNetwork, WeightValues } from './buildModel';
import type { StepNetworks } from './stepNetworks';

/** Copies of networks whose weights follow. */
export interface FollowingTargets {
  /** After the updates of a step. */
  follow(step: number): void;
  /** Makes every copy equal to its network at once. */
  copy(): void;
  state(): Promise<ReadonlyMap<string, WeightValues>>;
  restore(state: ReadonlyMap<string, WeightValues>): void;
}

interface Rule {
  readonly network: string;
  readonly follows: 'every' | 'average';
  readonly every: number;
  readonly decay: number;
}

/** Lets the copies of a step follow their networks, each by the rule of the first node that calls it. */
export function followTargets(step: GraphAnalysis, built: StepNetworks): FollowingTargets {
  const rules = new Map<string, Rule>();
  for (const { node, fields } of step.nodes.values()) {
    const used = graphUsedBy(node.kind);
    if (used?.relation !== 'target' || !fields || rules.has(used.graph)) continue;
    rules.set(used.graph, { ...(fields as unknown as Rule), network: used.graph });
  }
  const pairs = [...rules.values()].flatMap((rule) => {
    const network = built.networks.get(rule.network);
    const copy = built.targets.get(rule.network);
    return network && copy ? [{ rule, network, copy }] : [];
  });
  return {
    follow(step) {
      for (const { rule, network, copy } of pairs) {
        if (rule.follows === 'average') blend(network, copy, rule.decay);
        else if ((step + 1) % rule.every === 0) blend(network, copy, 0);
      }
    },
    copy() {
      for (const { network, copy } of pairs) blend(network, copy, 0);
    },
    async state() {
      const state = new Map<string, WeightValues>();
      for (const [name, { weights }] of built.targets) {
        for (const weight of weights) {
          const values = Float32Array.from(await weight.variable.data());
          state.set(`target/${name}/${weight.name}`, { dtype: 'F32', shape: weight.shape, values });
        }
      }
      return state;
    },
    restore(state) {
      for (const [name, { weights }] of built.targets) {
        for (const { name: weight, shape, variable } of weights) {
          const found = state.get(`target/${name}/${weight}`);
          if (found) tf.tidy(() => variable.assign(tf.tensor(found.values, [...shape])));
        }
      }
    },
  };
}

/** Moves the weights of a copy towards the network's; a decay of 0 makes them equal. */
function blend(network: BuiltNetwork, copy: BuiltNetwork, decay: number): void {
  for (const [place, { variable }] of copy.weights.entries()) {
    const source = network.weights[place]?.variable as tf.Variable;
    tf.tidy(() =>
      variable.assign(
        decay === 0 ? tf.clone(source) : tf.add(tf.mul(variable, decay), tf.mul(source, 1 - decay)),
      ),
    );
  }
}
