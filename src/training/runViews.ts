import * as tf from '@tensorflow/tfjs';
import type { GraphAnalysis, NodeAnalysis } from '../analysis/graphAnalysis';
import { edgesInto } from '../analysis/graphStructure';
import { createRandomness } from '../base/randomness';
import { belongsTo } from '../compile/stepNetworks';
import type { StepMoment, StepProgram } from '../compile/stepProgram';
import { createEnvironment, type EnvironmentName } from '../data/environments/index';
import type { PortReference } from '../document/project';
import { actionValues } from './actors';
import type { SplitName, StepSources } from './stepSources';
import type { ViewContent } from './viewContent';
import { drawView, gridFor, gridPort } from './views/drawView';
import { playEpisode } from './views/playEpisode';
import type { ViewInput, ViewInputs } from './views/viewInput';

/** What a view shows now. */
export interface DrawnView {
  readonly node: string;
  readonly content: ViewContent;
}

/** Draws the views of a step as the networks are now, one after the other. */
export type ViewDrawer = (moment: StepMoment, epoch: number) => AsyncGenerator<DrawnView>;

/** How many examples a view looks at where it does not say. */
const usualCount = 64;
/** How many points a scatter shows, or a decision boundary is drawn with. */
const pointCount = 500;

/** A drawer for all views of a step. */
export function viewDrawer(
  step: GraphAnalysis,
  program: StepProgram,
  sources: StepSources,
  seed: number,
): ViewDrawer {
  const views = step.structure.ids.flatMap((id) => {
    const view = step.nodes.get(id);
    return view?.kind?.family === 'view' && view.fields ? [{ id, view }] : [];
  });
  return async function* (moment, epoch) {
    for (const { id, view } of views) {
      const fields = view.fields as Readonly<Record<string, unknown>>;
      const inputs =
        view.node.kind === 'episode'
          ? await episodeInputs(program, fields, seed)
          : view.node.kind === 'weightHistogram'
            ? await weightInputs({ step, program, sources }, fields, moment)
            : await wiredInputs({ step, program, sources }, id, view, moment);
      yield { node: id, content: drawView(view.node.kind, fields, inputs, epoch) };
    }
  };
}

interface Looking {
  readonly step: GraphAnalysis;
  readonly program: StepProgram;
  readonly sources: StepSources;
}

/** What arrives at the wired ports of a view. */
async function wiredInputs(
  looking: Looking,
  id: string,
  view: NodeAnalysis,
  moment: StepMoment,
): Promise<Record<string, ViewInput>> {
  const { step, program, sources } = looking;
  const kind = view.node.kind;
  const fields = view.fields as Readonly<Record<string, unknown>>;
  const wires = [...edgesInto(step.structure, id)].map(([port, { from }]) => ({ port, from }));
  const asked = typeof fields.count === 'number' ? fields.count : usualCount;
  const count = kind === 'scatter' || kind === 'decisionBoundary' ? pointCount : asked;
  const isOfTraining = kind === 'decisionBoundary';
  const split = isOfTraining ? 'training' : shownSplit(sources);
  const batch = sources.look(split, count);
  const read = async (
    ports: readonly { readonly port: string; readonly from: PortReference }[],
    replaced?: ReadonlyMap<string, tf.Tensor>,
  ): Promise<Record<string, ViewInput>> => {
    const tensors = program.look(
      ports.map(({ from }) => from),
      batch.tensors,
      moment,
      replaced,
    );
    const values = await Promise.all(tensors.map((tensor) => tensor.data()));
    const inputs = ports.map(({ port, from }, place) => {
      const shape = tensors[place]?.shape ?? [];
      return [port, describe(looking, from, values[place] ?? [], shape)] as const;
    });
    tf.dispose(tensors as tf.Tensor[]);
    return Object.fromEntries(inputs);
  };
  try {
    const gridded = gridPort(kind);
    const grid = gridded === null ? null : wires.find(({ port }) => port === gridded);
    if (!grid) return await read(wires);
    // Points and targets as they are; answers at a grid in their place.
    const isAnswer = ({ port }: { port: string }): boolean =>
      port === 'prediction' || port === 'image';
    const inputs = await read(wires.filter((wire) => !isAnswer(wire)));
    const fed = gridFor(kind, fields, inputs);
    if (!fed) return inputs;
    const points = tf.tensor(fed.values, [...fed.shape]);
    const name = `${grid.from.node}:${grid.from.port}`;
    const answers = await read(wires.filter(isAnswer), new Map([[name, points]]));
    points.dispose();
    return {
      ...inputs,
      ...answers,
      ...(isOfTraining ? await testPoints(looking, wires, count) : {}),
    };
  } finally {
    for (const ports of batch.tensors.values()) tf.dispose(ports as Record<string, tf.Tensor>);
  }
}

/** The points of a decision boundary that were kept for testing. */
async function testPoints(
  { sources }: Looking,
  wires: readonly { readonly port: string; readonly from: PortReference }[],
  count: number,
): Promise<Record<string, ViewInput>> {
  if (sources.counts.test === 0) return {};
  const test = sources.look('test', count);
  const inputs: Record<string, ViewInput> = {};
  for (const { port, from } of wires) {
    const name = port === 'points' ? 'testPoints' : port === 'target' ? 'testTarget' : null;
    const tensor = test.tensors.get(from.node)?.[from.port];
    if (name && tensor) inputs[name] = { values: await tensor.data(), shape: tensor.shape };
  }
  for (const ports of test.tensors.values()) tf.dispose(ports as Record<string, tf.Tensor>);
  return inputs;
}

/** Examples that were not learned from, where there are any. */
function shownSplit({ counts }: StepSources): SplitName {
  if (counts.test > 0) return 'test';
  return counts.validation > 0 ? 'validation' : counts.training > 0 ? 'training' : 'test';
}

function describe(
  { step, sources }: Looking,
  from: PortReference,
  values: ArrayLike<number>,
  shape: readonly number[],
): ViewInput {
  const type = step.nodes.get(from.node)?.outputs?.[from.port];
  const column = sources.columns[from.node]?.[from.port];
  return {
    values,
    shape,
    label: from.node,
    ...(type?.per ? { per: type.per } : {}),
    ...(column ? { content: column.content } : type?.content ? { content: type.content } : {}),
    ...(column?.classes ? { classes: column.classes } : {}),
  };
}

/** The weights that a view names, and their gradients where it asks for them. */
async function weightInputs(
  { program, sources }: Looking,
  fields: Readonly<Record<string, unknown>>,
  moment: StepMoment,
): Promise<ViewInputs> {
  const networks = fields.networks as readonly string[];
  const isShown = (name: string): boolean =>
    networks.length === 0 || networks.some((one) => belongsTo(name, one));
  const shown = program.weights
    .filter(({ name, trainable }) => trainable && isShown(name))
    .map(({ name, variable }): [string, tf.Tensor] => [name, variable]);
  const gradients: [string, tf.Tensor][] = [];
  if (fields.gradients === true) {
    const batch = sources.look('training', usualCount);
    for (const [name, gradient] of program.gradients(batch.tensors, moment)) {
      if (isShown(name)) gradients.push([`gradient of ${name}`, gradient]);
      else gradient.dispose();
    }
    for (const ports of batch.tensors.values()) tf.dispose({ ...ports });
  }
  const all = [...shown, ...gradients];
  const values = await Promise.all(all.map(([, tensor]) => tensor.data()));
  const inputs = all.map(([name, { shape }], place) => [
    name,
    { values: values[place] ?? [], shape },
  ]);
  tf.dispose(gradients.map(([, gradient]) => gradient));
  return Object.fromEntries(inputs);
}

/** One greedy episode: a picture of every step, and the rewards. */
async function episodeInputs(
  program: StepProgram,
  fields: Readonly<Record<string, unknown>>,
  seed: number,
): Promise<ViewInputs> {
  const environment = createEnvironment(fields.environment as EnvironmentName);
  const act = actionValues(program, String(fields.policy), environment);
  const randomness = createRandomness(seed).fork('shown episode');
  return playEpisode(environment, act, Number(fields.steps), randomness);
}
