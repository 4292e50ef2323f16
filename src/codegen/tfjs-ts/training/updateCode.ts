import { kerasLayers } from '../../../analysis/kerasLayers';
import { learnerOf, type StepUpdate } from '../../../analysis/stepLearners';
import type { Schedule } from '../../../kinds/training/update/learningRate';
import { printText, printValue } from '../printCode';
import type { TrainingPlan } from '../trainingPlan';
import { StepBody } from './stepBody';
import type { StepContext } from './stepContext';

/** The fields that the code of an update depends on. */
interface Fields {
  readonly [field: string]: unknown;
  readonly learningRate: number;
  readonly schedule: Schedule;
  readonly fallEpochs: number;
  readonly fallFactor: number;
  readonly warmUpSteps: number;
  readonly weightDecay: number;
  readonly clipNorm: number;
  readonly clipValue: number;
  readonly clipWeights: number;
  readonly every: number;
  readonly fromEpoch: number;
  readonly untilEpoch: number;
}

/** The call that makes each optimizer, arguments that tf.js would take anyway left out. */
const optimizers: Readonly<Record<string, (fields: Fields) => string>> = {
  sgd: ({ learningRate }) => `tf.train.sgd(${learningRate})`,
  momentum: ({ learningRate, momentum, nesterov }) =>
    `tf.train.momentum(${learningRate}, ${momentum}${nesterov ? ', true' : ''})`,
  adam: adam,
  // The decay of AdamW is no part of the gradient; the update takes it off by itself.
  adamw: adam,
  rmsprop: ({ learningRate, decay, momentum }) =>
    `tf.train.rmsprop(${learningRate}, ${decay}${momentum === 0 ? '' : `, ${momentum}`})`,
  adagrad: ({ learningRate }) => `tf.train.adagrad(${learningRate})`,
};

function adam({ learningRate, beta1, beta2, epsilon }: Fields): string {
  return beta1 === 0.9 && beta2 === 0.999 && epsilon === 1e-7
    ? `tf.train.adam(${learningRate})`
    : `tf.train.adam(${learningRate}, ${beta1}, ${beta2}, ${epsilon})`;
}

/** The learning rate at a moment, as code; null where it stays. */
function learningRateCode(fields: Fields): string | null {
  const { learningRate, schedule, fallEpochs, fallFactor, warmUpSteps } = fields;
  const falls: Readonly<Record<Schedule, string>> = {
    constant: '',
    linear: ' * (1 - moment.done)',
    cosine: ' * ((1 + Math.cos(Math.PI * moment.done)) / 2)',
    step: ` * ${fallFactor} ** Math.floor((moment.epoch - 1) / ${fallEpochs})`,
    plateau: ` * ${fallFactor} ** moment.plateaus`,
  };
  const warmth = warmUpSteps > 0 ? ` * Math.min(1, (moment.step + 1) / ${warmUpSteps})` : '';
  const fall = falls[schedule];
  return fall === '' && warmth === '' ? null : `${learningRate}${warmth}${fall}`;
}

/** An update as code. */
export interface UpdateCode {
  /** The function that makes it. */
  readonly code: string;
  /** The statement that calls it, where it is due. */
  readonly call: string;
}

/** Writes an update: the function, and what stands before it. `place` counts the step's updates. */
export function writeUpdate(
  context: StepContext,
  update: StepUpdate,
  place: number,
  count: number,
  measures: readonly string[],
): UpdateCode {
  const fields = update.analysis.fields as unknown as Fields;
  const optimizer = context.variable(update.node, 'optimizer');
  const changed = context.variable(update.node, 'weights');
  const name = `run${capital(context.variable(update.node))}`;
  const made = optimizers[update.analysis.node.kind];
  if (!made) throw new Error(`${update.analysis.node.kind} has no code.`);
  context.constants.set(optimizer, `const ${optimizer}: tf.Optimizer = ${made(fields)};`);
  context.constants.set(
    changed,
    `const ${changed} = changedWeights(weights, ${printValue([...update.changes])}, settings);`,
  );
  const body = new StepBody(context, true);
  const losses = update.losses.map((loss) => {
    const code = body.scalar(loss);
    // What else is made smaller is one number too, but no type says so.
    return context.step.nodes.get(loss)?.kind?.family === 'loss' ? code : `${code}.asScalar()`;
  });
  const atHand = measures.filter((node) => body.isAtHand(node));
  const kept = atHand.map((node) => {
    const value = body.scalar(node);
    return value === node ? node : `${keyCode(node)}: ${value}`;
  });
  const networks = [...new Set(update.changes.map(learnerOf))].filter((network) =>
    context.networks.has(network),
  );
  const penalties = networks
    .filter((network) => body.called.has(network) && layersHave(context, network, isPenalized))
    .map((network) => `...${variableOf(context, network)}.calculateLosses()`);
  const terms = [...losses, ...penalties];
  const sum =
    terms.length === 1 && penalties.length === 0
      ? terms.join('')
      : `tf.addN([${terms.join(', ')}]) as tf.Scalar`;
  const number =
    count === 1 ? 'moment.step' : `${count} * moment.step${place > 0 ? ` + ${place}` : ''}`;
  const holds = holdsAverages(context);
  const code = `
  /** Makes ${update.losses.join(' + ')} smaller: changes ${update.changes.join(', ')}. */
  function ${name}(${batchPattern(context, body.lines.join('\n'))}, moment: Moment, measured: Measured): void {
    placeDraws(drawing, ${number});
    ${holds ? `averages.hold(${changed});` : ''}
    tf.tidy(() => {
      const { grads } = variableGradients(() => {
        ${body.lines.join('\n')}
        ${kept.length > 0 ? `keepMeasured(measured, { ${kept.join(', ')} });` : ''}
        return ${sum};
      }, ${changed});
      ${applyCode(context, update, fields, { optimizer, changed, networks }).join('\n')}
    });
    ${holds ? 'averages.release();' : ''}
  }`;
  const call = `${name}(batch, moment, measured);`;
  const due = dueCode(fields);
  return { code, call: due === '' ? call : `if (${due}) ${call}` };
}

function applyCode(
  context: StepContext,
  update: StepUpdate,
  fields: Fields,
  names: { optimizer: string; changed: string; networks: readonly string[] },
): string[] {
  const { optimizer, changed, networks } = names;
  const rate = learningRateCode(fields);
  const clipped = fields.clipValue > 0 ? `clipByValue(grads, ${fields.clipValue})` : 'grads';
  const shortened = fields.clipNorm > 0 ? `clipByNorm(${clipped}, ${fields.clipNorm})` : clipped;
  const { clipWeights, weightDecay } = fields;
  const bounded = update.changes.flatMap((name) => {
    const { min = 0, max = 0 } = (tensorFields(context, name) ?? {}) as {
      min?: number;
      max?: number;
    };
    return min < max ? [`keepBetween([${context.variable(name)}], ${min}, ${max});`] : [];
  });
  return [
    ...(rate === null
      ? []
      : [`const learningRate = ${rate};`, `setLearningRate(${optimizer}, learningRate);`]),
    ...(weightDecay > 0
      ? [
          `decayKernels(${changed}, ${rate === null ? fields.learningRate : 'learningRate'} * ${weightDecay});`,
        ]
      : []),
    `${optimizer}.applyGradients(${shortened});`,
    ...(clipWeights > 0 ? [`keepBetween(${changed}, -${clipWeights}, ${clipWeights});`] : []),
    ...bounded,
    ...networks
      .filter((network) => layersHave(context, network, isConstrained))
      .map((network) => `applyWeightConstraints(${variableOf(context, network)});`),
  ];
}

function tensorFields(
  { step }: StepContext,
  name: string,
): Readonly<Record<string, unknown>> | null {
  return step.nodes.get(name)?.fields ?? null;
}

/** When an update runs, as a condition; empty where it always does. */
function dueCode({ every, fromEpoch, untilEpoch }: Fields): string {
  return [
    ...(every > 1 ? [`moment.step % ${every} === 0`] : []),
    ...(fromEpoch > 1 ? [`moment.epoch >= ${fromEpoch}`] : []),
    ...(untilEpoch > 0 ? [`moment.epoch <= ${untilEpoch}`] : []),
  ].join(' && ');
}

/** The parameter with the sources that some code uses. */
export function batchPattern(context: StepContext, code: string): string {
  const used = [...context.sources().keys()].flatMap((id) => {
    const variable = context.variable(id);
    if (!new RegExp(`\\b${variable}\\b`).test(code)) return [];
    return [variable === id ? id : `${keyCode(id)}: ${variable}`];
  });
  const type = `${context.plan.title}Batch`;
  return used.length === 0 ? `_batch: ${type}` : `{ ${used.join(', ')} }: ${type}`;
}

/** Whether networks have moving averages that other updates than their own must leave alone. */
export function holdsAverages(context: StepContext): boolean {
  const { phases } = context.training;
  const isFrozen = phases.some(
    ({ phase, plan }) => plan === context.plan && phase.frozen.length > 0,
  );
  if (context.networks.size < 2 && !isFrozen) return false;
  return [...context.networks.keys()].some((network) =>
    layersHave(context, network, ({ className }) => className === 'BatchNormalization'),
  );
}

type Layer = { readonly className: string; readonly config: Readonly<Record<string, unknown>> };

const isPenalized = ({ className, config }: Layer): boolean =>
  className === 'ActivityRegularization' || hasKey(config, 'Regularizer');
const isConstrained = ({ config }: Layer): boolean => hasKey(config, 'Constraint');

/** Whether a config, or that of a layer within it, has a key with an ending. */
function hasKey(config: Layer['config'], ending: string): boolean {
  const { layer } = config as { readonly layer?: Layer };
  const isSet = Object.entries(config).some(
    ([key, value]) => key.endsWith(ending) && value !== null && value !== undefined,
  );
  return isSet || (layer !== undefined && hasKey(layer.config, ending));
}

function layersHave(
  { networks }: StepContext,
  network: string,
  has: (layer: Layer) => boolean,
): boolean {
  const plan = networks.get(network);
  return plan ? kerasLayers(plan.graph).layers.some((layer) => has(layer as Layer)) : false;
}

/** The variable of a network. */
export function variableOf({ networks }: Pick<TrainingPlan, 'networks'>, network: string): string {
  return networks.get(network)?.variable ?? network;
}

/** A name as the key of an object. */
export function keyCode(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : printText(name);
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
