import * as tf from '@tensorflow/tfjs';
import type { GraphAnalysis } from '../analysis/graphAnalysis';
import { createRandomness, type Randomness } from '../base/randomness';
import type { WeightValues } from '../compile/buildModel';
import type { PortTensors } from '../compile/stepEvaluation';
import type { StepProgram } from '../compile/stepProgram';
import { type ActionValues, type Actor, createActor, greedyReturn } from '../data/actor';
import type { Environment } from '../data/environments/environment';
import { createEnvironment, type EnvironmentName } from '../data/environments/index';
import { createReplayBuffer, type ReplayBuffer } from '../data/replayBuffer';

/** The agents of a training step: each acts in its world and remembers. */
export interface StepActors {
  /** Lets every agent act before a step, and draws from its memory. */
  play(batchSize: number, randomness: Randomness): Promise<ReadonlyMap<string, PortTensors>>;
  /** The mean return of each agent's last episodes, by `node` + `Return`. */
  returns(): Readonly<Record<string, number>>;
  /** The mean return of greedy episodes of each agent, as the networks are now. */
  test(episodes: number, seed: number): Promise<Readonly<Record<string, number>>>;
  state(): ReadonlyMap<string, WeightValues>;
  restore(state: ReadonlyMap<string, WeightValues>): void;
}

interface Fields {
  readonly environment: EnvironmentName;
  readonly policy: string;
  readonly capacity: number;
  readonly warmUp: number;
  readonly stepsPerUpdate: number;
  readonly epsilonStart: number;
  readonly epsilonEnd: number;
  readonly epsilonSteps: number;
}

interface Agent {
  readonly node: string;
  readonly fields: Fields;
  readonly buffer: ReplayBuffer;
  readonly actor: Actor;
  readonly act: ActionValues;
  readonly observationShape: readonly number[];
}

/** Makes the agents of a step; null where it has none. */
export function createActors(step: GraphAnalysis, program: StepProgram): StepActors | null {
  const agents = [...step.nodes].flatMap(
    ([
      node,
      {
        node: { kind },
        fields,
      },
    ]): Agent[] => {
      if (kind !== 'replay' || !fields) return [];
      const read = fields as unknown as Fields;
      const environment = createEnvironment(read.environment);
      const observationShape = environment.observation.shape.map((axis) => axis ?? 1);
      const size = observationShape.reduce((product, axis) => product * axis, 1);
      const buffer = createReplayBuffer(read.capacity, size);
      const epsilon = { start: read.epsilonStart, end: read.epsilonEnd, steps: read.epsilonSteps };
      return [
        {
          node,
          fields: read,
          buffer,
          actor: createActor({ environment, buffer, epsilon }),
          act: actionValues(program, read.policy, environment),
          observationShape,
        },
      ];
    },
  );
  if (agents.length === 0) return null;
  return {
    async play(batchSize, randomness) {
      const drawn = new Map<string, PortTensors>();
      for (const agent of agents) {
        const { node, fields, actor, buffer, act } = agent;
        const stream = randomness.fork(node);
        const missing = fields.warmUp - actor.steps;
        if (missing > 0) await actor.play(missing, null, stream.fork('warm up'));
        await actor.play(fields.stepsPerUpdate, act, stream);
        drawn.set(node, tensorsOf(agent, buffer.sample(batchSize, stream), batchSize));
      }
      return drawn;
    },
    returns: () =>
      Object.fromEntries(
        agents.flatMap(({ node, actor }) =>
          actor.meanReturn === null ? [] : [[`${node}Return`, actor.meanReturn]],
        ),
      ),
    async test(episodes, seed) {
      const means: Record<string, number> = {};
      for (const { node, fields, act } of agents) {
        const environment = createEnvironment(fields.environment);
        let sum = 0;
        for (let episode = 0; episode < episodes; episode++) {
          const randomness = createRandomness(seed).fork(`test ${node} ${episode}`);
          sum += await greedyReturn(environment, act, randomness);
        }
        means[`${node}Return`] = sum / episodes;
      }
      return means;
    },
    state() {
      const state = new Map<string, WeightValues>();
      const put = (name: string, values: ArrayLike<number>): void => {
        state.set(name, {
          dtype: 'F32',
          shape: [values.length],
          values: Float32Array.from(values),
        });
      };
      for (const { node, actor, buffer } of agents) {
        const { next, ...columns } = buffer.state();
        put(`${node}/next`, [next]);
        for (const [name, values] of Object.entries(columns)) put(`${node}/memory/${name}`, values);
        for (const [name, values] of Object.entries(actor.state())) {
          put(`${node}/actor/${name}`, values);
        }
      }
      return state;
    },
    restore(state) {
      for (const { node, actor, buffer } of agents) {
        const at = (name: string): Float32Array =>
          state.get(`${node}/${name}`)?.values ?? new Float32Array();
        if (!state.has(`${node}/next`)) continue;
        buffer.restore({
          next: at('next')[0] ?? 0,
          state: at('memory/state'),
          action: Int32Array.from(at('memory/action')),
          reward: at('memory/reward'),
          nextState: at('memory/nextState'),
          done: at('memory/done'),
        });
        actor.restore({
          environment: at('actor/environment'),
          observation: at('actor/observation'),
          counters: at('actor/counters'),
          returns: at('actor/returns'),
        });
      }
    },
  };
}

/** What a network says each action is worth. */
export function actionValues(
  program: StepProgram,
  policy: string,
  environment: Environment,
): ActionValues {
  const network = program.built.networks.get(policy);
  if (!network) throw new Error(`The acting network ${policy} is not called in the step.`);
  const shape = environment.observation.shape.map((axis) => axis ?? 1);
  return async (states, count) => {
    const output = tf.tidy(() => network.predict(tf.tensor(states, [count, ...shape])));
    const values = await output.data();
    output.dispose();
    return values;
  };
}

function tensorsOf(
  { observationShape }: Agent,
  { state, action, reward, nextState, done }: ReturnType<ReplayBuffer['sample']>,
  count: number,
): PortTensors {
  return {
    state: tf.tensor(state, [count, ...observationShape]),
    action: tf.tensor(action, [count], 'int32'),
    reward: tf.tensor(reward, [count]),
    nextState: tf.tensor(nextState, [count, ...observationShape]),
    done: tf.tensor(done, [count]),
  };
}
