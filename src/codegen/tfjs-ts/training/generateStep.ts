import { edgesInto } from '../../../analysis/graphStructure';
import { stepUpdates, trainableTensorKind } from '../../../analysis/stepLearners';
import { stepMeasures } from '../../../analysis/stepMeasures';
import { graphUsedBy } from '../../../document/project';
import { isDataKind } from '../../../kinds/training/stepKind';
import { printText, printValue } from '../printCode';
import type { StepPlan, TrainingPlan } from '../trainingPlan';
import type { CodeValue } from '../written';
import { StepBody } from './stepBody';
import { StepContext } from './stepContext';
import type { StepSignature } from './stepSignature';
import { batchPattern, holdsAverages, keyCode, writeUpdate } from './updateCode';

/** The file of a training step, and what it needs. */
export interface GeneratedStep {
  readonly code: string;
  /** Layer classes that Netloom supplies. */
  readonly supplied: ReadonlySet<string>;
}

/** The file of a training step: `createTrain` makes it from the networks and tensors that it takes. */
export function generateStep(
  plan: StepPlan,
  training: TrainingPlan,
  signatures: ReadonlyMap<string, StepSignature>,
): GeneratedStep {
  const context = new StepContext(plan, training, signatures);
  const { step, title } = plan;
  const measures = stepMeasures(plan.step);
  const updates = stepUpdates(step);
  const parts = partTypes(context);
  const written = updates.map((update, place) =>
    writeUpdate(context, update, place, updates.length, measures),
  );
  const measure = writeMeasure(context, measures);
  const after = [...pruneCode(context), ...followCode(context)];
  const start = startCode(context);
  const agents = agentCode(context);
  const takesExamples = measures.filter((node) => dependsOnExamples(plan, node));
  const plateau = updates[0]?.analysis.fields?.schedule === 'plateau';
  const networks = [...context.networks.values()].map(({ variable }) => variable);
  const functions = [...written.map(({ code }) => code), measure].join('\n');
  const constants = [
    ...[...context.constants.values()],
    ...(holdsAverages(context) ? [`const averages = new Averages([${networks.join(', ')}]);`] : []),
  ];
  const seeded = context.layers.map((layer) => `seedLayer(${layer}, settings.seed);`);
  const body = `
${constants.join('\n')}
${seeded.join('\n')}
/** Layers draw random numbers from streams of their own, one place for every update. */
const drawing = [${[...networks, ...context.layers].join(', ')}];
${/\brandom\(/.test(functions + start) ? randomCode(step.id) : ''}
${functions}
return {
  train(batch, moment) {
    const measured: Measured = {};
    ${written.map(({ call }) => call).join('\n')}
    ${after.map(({ call }) => call).join('\n')}
    return measured;
  },
  measure,
  measures: ${printValue([...measures])},
  measuresOfExamples: ${printValue([...takesExamples])},
  judged: ${printValue([...(updates[0]?.losses ?? [])])},
  ${plateau ? `plateauEpochs: ${updates[0]?.analysis.fields?.fallEpochs},` : ''}
  ${start}
  ${agents === '' ? '' : `agents: [${agents}],`}
};`;
  const before = after.map((one) => one.before).join('\n');
  const whole = `${before}\n${body}`;
  const weights = /\bweights\b/.test(whole) ? 'const weights = weightsOf(parts);' : '';
  const code = `
/** What the step "${step.id}" draws for a batch. */
export type ${title}Batch = {
  ${[...context.sources()]
    .map(
      ([id, ports]) =>
        `readonly ${keyCode(id)}: { ${ports.map((port) => `readonly ${keyCode(port)}: tf.Tensor`).join('; ')} };`,
    )
    .join('\n')}
};

/** What the step "${step.id}" trains and calls. */
export type ${title}Parts = { ${parts.map(({ key, type }) => `readonly ${key}: ${type}`).join('; ')} };

/** The training step "${step.id}". */
export function create${title}(parts: ${title}Parts, settings: StepSettings): TrainingStep<${title}Batch> {
const { ${parts.map(({ key, variable }) => (key === variable ? key : `${key}: ${variable}`)).join(', ')} } = parts;
${weights}
${before}
${body}
}
`;
  const imports = ["import * as tf from '@tensorflow/tfjs';", ...context.imports(code)];
  return { code: `${imports.join('\n')}\n${spaced(code)}`, supplied: context.supplied };
}

function dependsOnExamples({ step }: StepPlan, node: string, seen = new Set<string>()): boolean {
  if (seen.has(node)) return false;
  seen.add(node);
  const kind = step.nodes.get(node)?.kind;
  if (kind && isDataKind(kind) && kind.id !== 'noise') return true;
  return [...edgesInto(step.structure, node).values()].some(({ from }) =>
    dependsOnExamples({ step } as StepPlan, from.node, seen),
  );
}

function partTypes(
  context: StepContext,
): { readonly key: string; readonly variable: string; readonly type: string }[] {
  const networks = [...context.networks].map(([name, { variable }]) => ({
    key: keyCode(name),
    variable,
    type: 'tf.LayersModel',
  }));
  const tensors = [...context.step.nodes]
    .filter(([, { node }]) => node.kind === trainableTensorKind)
    .map(([id]) => ({ key: keyCode(id), variable: context.variable(id), type: 'tf.Variable' }));
  return [...networks, ...tensors];
}

function randomCode(step: string): string {
  return `
/** Random numbers of a node in a step: the same whenever it is calculated again. */
const random = (node: string, moment: Moment) =>
  createRandomness(settings.seed).fork(\`${step} \${node} \${moment.step}\`);`;
}

function writeMeasure(context: StepContext, measures: readonly string[]): string {
  const body = new StepBody(context, false);
  const found = measures.map(
    (node) => `${keyCode(node)}: tf.clone(${body.scalar(node)}).asScalar()`,
  );
  const lines = body.lines.join('\n');
  const moment = /\bmoment\b/.test(lines) ? ', moment: Moment' : '';
  return `
/** All losses and metrics with the networks as in use. */
function measure(${batchPattern(context, `${lines}${found.join()}`)}${moment}): Measured {
  return tf.tidy(() => {
    ${lines}
    return { ${found.join(', ')} };
  });
}
`;
}

interface After {
  readonly before: string;
  readonly call: string;
}

/** Weights set to zero after the updates of a step. */
function pruneCode(context: StepContext): After[] {
  return [...context.step.nodes].flatMap(([id, { node, fields }]) => {
    if (node.kind !== 'prune' || !fields) return [];
    const variable = context.variable(id);
    return [
      {
        before: `const ${variable} = createPruning(${printText(id)}, ${printValue(fields as CodeValue)}, weights);`,
        call: `${variable}.apply(moment.step);`,
      },
    ];
  });
}

/** Copies of networks that follow after the updates of a step. */
function followCode(context: StepContext): After[] {
  const seen = new Set<string>();
  return [...context.step.nodes.values()].flatMap(({ node, fields }) => {
    const used = graphUsedBy(node.kind);
    const plan = used?.relation === 'target' ? context.networks.get(used.graph) : undefined;
    if (!plan || !fields || seen.has(plan.variable)) return [];
    seen.add(plan.variable);
    const copy = `${plan.variable}Target`;
    const { follows, every, decay } = fields;
    return [
      {
        before: `const ${copy} = ${plan.builder}();\nfollow(${copy}, ${plan.variable});`,
        call:
          follows === 'average'
            ? `follow(${copy}, ${plan.variable}, ${decay});`
            : `if ((moment.step + 1) % ${every} === 0) follow(${copy}, ${plan.variable});`,
      },
    ];
  });
}

/** What trainable tensors start from. */
function startCode(context: StepContext): string {
  const body = new StepBody(context, false);
  const assigned = [...context.step.nodes].flatMap(([id, { node }]) => {
    const start = edgesInto(context.step.structure, id).get('start');
    if (node.kind !== trainableTensorKind || !start) return [];
    return [`startFrom(${context.variable(id)}, ${body.port(start.from)});`];
  });
  if (assigned.length === 0) return '';
  const lines = [...body.lines, ...assigned].join('\n');
  return `start(${batchPattern(context, lines)}) {
    ${/\bmoment\b/.test(lines) ? 'const moment = { step: 0, epoch: 1, done: 0, plateaus: 0 };' : ''}
    ${lines}
  },`;
}

/** The agents of a step. */
function agentCode(context: StepContext): string {
  return [...context.step.nodes]
    .flatMap(([id, { node, fields }]) => {
      if (node.kind !== 'replay' || !fields) return [];
      const { policy, ...settings } = fields;
      const network = context.networks.get(String(policy))?.variable;
      return [
        `createAgent(${printText(id)}, ${printValue(settings as CodeValue)}, (states) => ${network}.apply(states, { training: false }) as tf.Tensor)`,
      ];
    })
    .join(', ');
}

/** Code with an empty line before every comment and before what is given back, and no others. */
function spaced(code: string): string {
  return code
    .replace(/\n\s*\n/g, '\n')
    .replace(/\n(\s*\/\*\*)/g, '\n\n$1')
    .replace(/\nreturn \{\n/, '\n\nreturn {\n');
}
