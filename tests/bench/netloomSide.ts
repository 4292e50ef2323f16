import * as tf from '@tensorflow/tfjs';
import { analyseProject } from '../../src/analysis/analyse';
import type {
  GraphAnalysis,
  NodeAnalysis,
  ProjectAnalysis,
} from '../../src/analysis/graphAnalysis';
import { stepMemory } from '../../src/analysis/stepMemory';
import { createRandomness, type Randomness } from '../../src/base/randomness';
import type { PortTensors } from '../../src/compile/stepEvaluation';
import { compileStep, type StepProgram } from '../../src/compile/stepProgram';
import type { Project } from '../../src/document/project';
import type { BenchModel } from './models/benchModel';

/** A drawn model on the running backend, with one batch of made-up examples. */
export interface NetloomSide {
  /** Trains one step through the compiled program; the losses, which the caller disposes. */
  step(): readonly tf.Scalar[];
  readonly parameters: number;
}

/** Compiles the project of a model as a run does. Throws for a project with errors. */
export async function netloomSide({ project, batchSize }: BenchModel): Promise<NetloomSide> {
  const { analysis, step } = analysed(project);
  const program: StepProgram = await compileStep(analysis, step, { seed: 1, frozen: [] });
  const randomness = createRandomness(1);
  const sources = new Map<string, PortTensors>();
  for (const [id, node] of step.nodes) {
    if (node.kind?.family === 'data') sources.set(id, examples(id, node, batchSize, randomness));
  }
  let taken = 0;
  return {
    step() {
      const moment = { step: taken++, epoch: 1, done: 0, plateaus: 0 };
      return Object.values(program.train(sources, moment));
    },
    parameters: program.weights
      .filter(({ trainable }) => trainable)
      .reduce((sum, { variable }) => sum + variable.size, 0),
  };
}

/** The bytes that training is said to hold at most, as `netloom summary` shows them. */
export function predictedPeakBytes({ project, batchSize }: BenchModel): number {
  const { analysis, step } = analysed(project);
  return stepMemory(analysis, step, batchSize).peakBytes;
}

function analysed(project: Project): { analysis: ProjectAnalysis; step: GraphAnalysis } {
  const analysis = analyseProject(project);
  const step = analysis.graphs.train as GraphAnalysis;
  const errors = Object.values(analysis.graphs)
    .flatMap(({ diagnostics }) => diagnostics)
    .filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join(' '));
  return { analysis, step };
}

/** A batch of normal numbers, of classes in turn, and, of a node called target, of one-hot rows. */
function examples(
  id: string,
  { outputs }: NodeAnalysis,
  batchSize: number,
  randomness: Randomness,
): PortTensors {
  const ports = Object.entries(outputs ?? {}).map(([port, { shape, dtype, classCount }]) => {
    const each = shape.reduce<number>((product, axis) => product * (axis ?? 1), 1);
    const values = Float32Array.from({ length: batchSize * each }, (_, place) => {
      if (classCount !== undefined) return place % classCount;
      if (id === 'target') return Number(Math.floor(place / each) % each === place % each);
      return randomness.normal();
    });
    return [port, tf.tensor(values, [batchSize, ...(shape as number[])], dtype)];
  });
  return Object.fromEntries(ports) as PortTensors;
}
