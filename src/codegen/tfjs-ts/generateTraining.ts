import { graphUsedBy, type Phase } from '../../document/project';
import { commentText, printText, printValue } from './printCode';
import { keyCode } from './training/updateCode';
import type { StepPlan, TrainingPlan } from './trainingPlan';

/** The file `train.ts`: trains phase by phase and saves the weights. */
export function generateTraining(plan: TrainingPlan): string {
  const networks = [...plan.networks].map(
    ([name, { builder }]) => `${keyCode(name)}: ${builder}()`,
  );
  const tensors = [...plan.tensors].map(([name, { shape, count, mean, deviation }]) => {
    const start = printValue({ shape, count, mean, deviation } as never);
    return `${keyCode(name)}: trainableTensor(${start})`;
  });
  const saved = plan.isSingle
    ? `namedWeights(parts${memberOf([...plan.networks.keys()].join(''))})`
    : 'new Map(weightsOf(parts).map(({ name, variable }) => [name, variable]))';
  const fromNetworks = [
    'type Parts',
    ...(tensors.length > 0 ? ['trainableTensor'] : []),
    ...(plan.isSingle ? [] : ['weightsOf']),
  ];
  const imports = [
    "import { startBackend } from './backend';",
    "import { commandLine, weightsFile, wholeNumber } from './commandLine';",
    `import { ${plan.steps.map(({ sources }) => sources).join(', ')} } from './data';`,
    ...[...plan.networks.values()].map(
      ({ builder, module }) => `import { ${builder} } from './${module}';`,
    ),
    ...plan.steps.map(({ title, module }) => `import { create${title} } from './${module}';`),
    fromNetworks.length === 1
      ? "import type { Parts } from './training/networks';"
      : `import { ${fromNetworks.join(', ')} } from './training/networks';`,
    "import { type Numbers, type Run, runPhase } from './training/runPhase';",
    `import { loadWeights, ${plan.isSingle ? 'namedWeights, ' : ''}saveWeights } from './weights';`,
  ];
  const phases = plan.phases.map(({ phase, plan: step }) => phaseCode(phase, step));
  return `
${imports.join('\n')}

const { values: options } = commandLine({
  options: {
    /** In place of every phase's own number of epochs. */
    epochs: { type: 'string' },
    /** Only the first so many training examples. */
    limit: { type: 'string' },
    /** Weights to start from. */
    weights: { type: 'string' },
    save: { type: 'string', default: 'weights.safetensors' },
    /** Prints what the first so many steps of each phase measure, as JSON, and ends. */
    losses: { type: 'string' },
  },
});

const run: Run = {
  limit: wholeNumber('limit', options.limit),
  epochs: wholeNumber('epochs', options.epochs),
  steps: wholeNumber('losses', options.losses),
  begun: new Set(),
};
const start = options.weights === undefined ? null : weightsFile(options.weights);

await startBackend();
const parts = { ${[...networks, ...tensors].join(', ')} } satisfies Parts;
const weights = ${saved};
if (start !== null) {
  loadWeights(weights, start);
  for (const name of Object.keys(parts)) run.begun.add(name);
}
const measured: (readonly Numbers[])[] = [];

${phases.join('\n')}

if (run.steps === null) {
  saveWeights(weights, options.save);
  console.log('saved', options.save);
} else {
  console.log(JSON.stringify(measured));
}
`;
}

function phaseCode(phase: Phase, { step, title, sources }: StepPlan): string {
  const called = new Set(
    [...step.nodes].flatMap(([id, { node }]) => {
      const used = graphUsedBy(node.kind);
      if (used) return [used.graph];
      return node.kind === 'trainableTensor' ? [id] : [];
    }),
  );
  const parts = [...called].map((name) => `${keyCode(name)}: parts${memberOf(name)}`);
  const settings = {
    batchSize: phase.batchSize,
    epochs: phase.epochs,
    stepsPerEpoch: phase.stepsPerEpoch,
    validationSplit: phase.validationSplit,
    seed: phase.seed,
    frozen: [...phase.frozen],
    fresh: [...phase.fresh],
    patience: phase.patience,
  };
  const list = `{ ${parts.join(', ')} }`;
  return `// ${commentText(phase.name)}
measured.push(await runPhase({
  name: ${printText(phase.name)},
  sources: ${sources},
  parts: ${list},
  step: (settings) => create${title}(${list}, settings),
  ${Object.entries(settings)
    .map(([key, value]) => `${key}: ${printValue(value)},`)
    .join('\n')}
}, run));
`;
}

function memberOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${printText(name)}]`;
}
