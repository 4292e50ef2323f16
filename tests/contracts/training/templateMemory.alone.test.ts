import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { GraphAnalysis, ProjectAnalysis } from '../../../src/analysis/graphAnalysis';
import { takenPorts } from '../../../src/analysis/graphStructure';
import { stepMemory } from '../../../src/analysis/stepMemory';
import { createRandomness } from '../../../src/base/randomness';
import type { PortTensors, SourceTensors } from '../../../src/compile/stepEvaluation';
import { compileStep, type StepMoment } from '../../../src/compile/stepProgram';
import { isDataKind } from '../../../src/kinds/training/stepKind';
import { startBackend } from '../../../src/runtime/backends';
import { templateProjects } from '../../golden/templateProjects';
import { watchAllocations } from './watchAllocations';

/** A training step of a template, as one of its phases runs it. */
interface TemplateStep {
  readonly name: string;
  readonly analysis: ProjectAnalysis;
  readonly step: GraphAnalysis;
  readonly batch: number;
  readonly frozen: readonly string[];
}

/** Networks of a few neurons get more examples: otherwise single numbers would count. */
const leastBytes = 2 ** 16;

const steps = templateProjects.flatMap(({ name, project, analysis }) =>
  project.phases.map(({ step: id, batchSize, frozen }): TemplateStep => {
    const step = analysis.graphs[id] as GraphAnalysis;
    let batch = batchSize;
    while (stepMemory(analysis, step, batch, frozen).peakBytes < leastBytes) batch *= 2;
    return { name: `${name}: ${id}`, analysis, step, batch, frozen };
  }),
);

beforeAll(async () => {
  const started = await startBackend('wasm');
  if (!started.ok) throw new Error(started.error);
});

describe('the training memory of every template that trains', () => {
  it.each(steps)('is within a tenth of what the allocator is asked for: $name', async (one) => {
    const { peakBytes } = stepMemory(one.analysis, one.step, one.batch, one.frozen);
    const ratio = peakBytes / (await measuredPeak(one));
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.1);
  });
});

/** The most bytes held at one time while a step is taken, its weights and its batch included. */
async function measuredPeak({ analysis, step, batch, frozen }: TemplateStep): Promise<number> {
  const watched = watchAllocations();
  const program = await compileStep(analysis, step, { seed: 1, frozen });
  const sources = madeUpExamples(step, batch);
  try {
    watched.mark();
    for (const moment of moments(step, batch)) tf.dispose({ ...program.train(sources, moment) });
    return watched.peak();
  } finally {
    for (const ports of sources.values()) tf.dispose({ ...ports });
    program.dispose();
    watched.end();
  }
}

/** Steps until slots are there and pools are full, and the one in which the most is pruned. */
function moments(step: GraphAnalysis, batch: number): readonly StepMoment[] {
  let count = 3;
  const last: number[] = [];
  for (const { node, fields } of step.nodes.values()) {
    if (node.kind === 'historyBuffer') {
      count = Math.max(count, 3 + Math.ceil(Number(fields?.capacity) / batch));
    }
    if (node.kind === 'prune') last.push(Number(fields?.untilStep));
  }
  const numbers = [...Array.from({ length: count }, (_, number) => number), ...last];
  return numbers.map((number) => ({ step: number, epoch: 1, done: 0, plateaus: 0 }));
}

/** Numbers from 0 to 1, and classes in turn, for what a step takes from its data nodes. */
function madeUpExamples(step: GraphAnalysis, batch: number): SourceTensors {
  const randomness = createRandomness(1);
  const sources = new Map<string, PortTensors>();
  for (const [id, { kind, outputs }] of step.nodes) {
    if (!kind || !isDataKind(kind)) continue;
    const taken = takenPorts(step.structure, id);
    const given = Object.entries(outputs ?? {}).filter(([port]) => taken.has(port));
    const ports = given.map(([port, { shape, dtype, classCount = 1 }]) => {
      const whole = [batch, ...shape.map((axis) => axis ?? 1)];
      const values = Float32Array.from({ length: tf.util.sizeFromShape(whole) }, (_, place) =>
        dtype === 'float32' ? randomness.next() : place % classCount,
      );
      return [port, tf.tensor(values, whole, dtype)];
    });
    sources.set(id, Object.fromEntries(ports) as PortTensors);
  }
  return sources;
}
