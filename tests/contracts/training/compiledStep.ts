import * as tf from '@tensorflow/tfjs';
import { analyseProject, isSound } from '../../../src/analysis/analyse';
import type { GraphAnalysis } from '../../../src/analysis/graphAnalysis';
import type { SourceTensors } from '../../../src/compile/stepEvaluation';
import {
  compileStep,
  type ProgramOptions,
  type StepMoment,
  type StepProgram,
} from '../../../src/compile/stepProgram';
import type { Project } from '../../../src/document/project';
import { type DrawnGraph, drawStep } from '../../unit/training/drawTraining';
import { type Part, part } from './testRun';

/** The beginning of a run, or another place in it. */
export function momentAt(step = 0, more: Partial<StepMoment> = {}): StepMoment {
  return { step, epoch: 1, done: 0, plateaus: 0, ...more };
}

/** The program of a project's step on the running backend. Throws for one with errors. */
export function compileProject(
  project: Project,
  options: Partial<ProgramOptions> = {},
  stepId = 'train',
): Promise<StepProgram> {
  const analysis = analyseProject(project);
  const step = analysis.graphs[stepId] as GraphAnalysis;
  const errors = step.diagnostics.filter(({ severity }) => severity === 'error');
  if (!isSound(step)) throw new Error(errors.map(({ message }) => message).join(' '));
  return compileStep(analysis, step, { seed: 1, frozen: [], ...options });
}

/** What stands in for data: tensors by node, at its output `y`. */
export function sourcesOf(tensors: Readonly<Record<string, tf.Tensor>>): SourceTensors {
  return new Map(Object.entries(tensors).map(([node, y]) => [node, { y }]));
}

/** One step of training; what it measured, by node. */
export function trainOnce(
  program: StepProgram,
  sources: SourceTensors,
  moment = momentAt(),
): Readonly<Record<string, number>> {
  const measured = program.train(sources, moment);
  const numbers = Object.fromEntries(
    Object.entries(measured).map(([node, scalar]) => [node, scalar.dataSync()[0] as number]),
  );
  tf.dispose({ ...measured });
  return numbers;
}

/** Every weight by its name, as numbers. */
export function weightNumbers(program: StepProgram): Map<string, number[]> {
  return new Map(program.weights.map(({ name, variable }) => [name, [...variable.dataSync()]]));
}

/** Gives a weight of a program other numbers. */
export function setWeight(program: StepProgram, name: string, values: readonly number[]): void {
  const weight = program.weights.find((candidate) => candidate.name === name);
  if (!weight) throw new Error(`There is no weight ${name}.`);
  tf.tidy(() => weight.variable.assign(tf.tensor([...values], [...weight.shape])));
}

/**
 * The program that makes the output of the network `main` like a target; the nodes `x` and `target`
 * stand for data of any numbers.
 */
export function compileSupervised(
  main: DrawnGraph,
  parts: { readonly loss?: Part; readonly optimizer?: Part } & Partial<ProgramOptions> = {},
): Promise<StepProgram> {
  const { loss = part('meanSquaredError'), optimizer = part('sgd', { learningRate: 0.1 }) } = parts;
  const network = analyseProject(drawStep({ main }, { nodes: [], wires: [] })).graphs.main;
  if (!network) throw new Error('There is no network.');
  const shapeOf = (id: string | undefined): unknown =>
    Object.values(network.nodes.get(id ?? '')?.outputs ?? {})[0]?.shape;
  const project = drawStep(
    { main },
    {
      nodes: [
        ['x', 'noise', { shape: shapeOf(network.inputs[0]) }],
        ['target', 'noise', { shape: shapeOf(network.outputs[0]) }],
        ['network', 'call:main'],
        ['loss', loss.kind, loss.fields],
        ['update', optimizer.kind, optimizer.fields],
      ],
      wires: ['x → network', 'network → loss:prediction', 'target → loss:target', 'loss → update'],
    },
  );
  return compileProject(project, parts);
}
