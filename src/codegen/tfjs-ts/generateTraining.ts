import type { Schedule } from '../../kinds/training/optimizer/learningRateField';
import { printText } from './printCode';
import type { TrainingPlan } from './trainingPlan';

type Fields = Readonly<Record<string, unknown>>;

/** The call that makes each optimizer, arguments that tf.js would take anyway left out. */
const optimizers: Readonly<Record<string, (fields: Fields) => string>> = {
  sgd: ({ learningRate }) => `tf.train.sgd(${learningRate})`,
  momentum: ({ learningRate, momentum, nesterov }) =>
    `tf.train.momentum(${learningRate}, ${momentum}${nesterov ? ', true' : ''})`,
  adam: ({ learningRate, beta1, beta2, epsilon }) =>
    beta1 === 0.9 && beta2 === 0.999 && epsilon === 1e-7
      ? `tf.train.adam(${learningRate})`
      : `tf.train.adam(${learningRate}, ${beta1}, ${beta2}, ${epsilon})`,
  rmsprop: ({ learningRate, decay, momentum }) =>
    `tf.train.rmsprop(${learningRate}, ${decay}${momentum === 0 ? '' : `, ${momentum}`})`,
  adagrad: ({ learningRate }) => `tf.train.adagrad(${learningRate})`,
};

/** How a learning rate falls, as code of the share `done` of all steps. */
const falls: Readonly<Record<Exclude<Schedule, 'constant'>, string>> = {
  linear: '(1 - done)',
  cosine: '(1 + Math.cos(Math.PI * done)) / 2',
};

/** The parts of `train.ts` that let the learning rate fall; nothing where it stays. */
function schedule({ phase, optimizer, optimizerFields }: TrainingPlan): {
  count: string;
  callback: string;
  code: string;
} {
  const chosen = optimizerFields.schedule as Schedule;
  if (chosen === 'constant') return { count: '', callback: '', code: '' };
  const part = phase.validationSplit > 0 ? ` * ${1 - phase.validationSplit}` : '';
  // Only SGD and its kin have a setter; the others are asked for their field at every step.
  const change = ['sgd', 'momentum'].includes(optimizer.id)
    ? 'optimizer.setLearningRate(learningRateAt(step++ / steps));'
    : 'Object.assign(optimizer, { learningRate: learningRateAt(step++ / steps) });';
  const examples = `train.inputs.shape[0] ?? 0`;
  return {
    count: `
const trained = ${part ? `Math.floor((${examples})${part})` : examples};
const steps = Math.ceil(trained / ${phase.batchSize}) * Number(options.epochs);
let step = 0;
`,
    callback: `onBatchBegin: () => { ${change} },`,
    code: `
/** The learning rate when a share \`done\` of all steps is over. */
function learningRateAt(done: number): number {
  return ${optimizerFields.learningRate} * ${falls[chosen]};
}
`,
  };
}

/** How accuracy is measured where targets are classes. */
function metrics({ encoding }: TrainingPlan): { code: string; list: string } {
  if (encoding === 'asIs') return { code: '', list: '' };
  if (encoding === 'minusOneOne') {
    return {
      list: 'metrics: [accuracy],',
      code: `
/** The share of outputs on the right side of zero. */
function accuracy(targets: tf.Tensor, outputs: tf.Tensor): tf.Tensor {
  const right = tf.equal(tf.greater(targets, 0).toInt(), tf.greater(outputs, 0).toInt());
  return tf.mean(right.toFloat());
}
`,
    };
  }
  const name = encoding === 'oneHot' ? 'categoricalAccuracy' : 'binaryAccuracy';
  return { list: `metrics: ['${name}'],`, code: '' };
}

/** The file `train.ts`: trains as the phase says and saves the weights. */
export function generateTraining(plan: TrainingPlan): string {
  const { phase, loss, optimizer, optimizerFields } = plan;
  const made = optimizers[optimizer.id];
  if (!made) throw new Error(`${optimizer.id} has no code.`);
  const measured = metrics(plan);
  const scheduled = schedule(plan);
  const validation = phase.validationSplit > 0 ? `validationSplit: ${phase.validationSplit},` : '';
  return `
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { startBackend } from './backend';
import { type Examples, loadData } from './data';
import { buildModel } from './model';
import { saveWeights } from './weights';

const { values: options } = parseArgs({
  options: {
    epochs: { type: 'string', default: '${phase.epochs}' },
    limit: { type: 'string' },
    save: { type: 'string', default: 'weights.safetensors' },
  },
});

await startBackend();
const data = await loadData();
const train = limited(data.train);
const test = limited(data.test);

const model = buildModel();
const optimizer = ${made(optimizerFields)};
${scheduled.count}
model.compile({
  optimizer,
  loss: ${printText(loss.id)},
  ${measured.list}
});
await model.fit(train.inputs, train.targets, {
  batchSize: ${phase.batchSize},
  epochs: Number(options.epochs),
  ${validation}
  shuffle: true,
  verbose: 0,
  callbacks: {
    ${scheduled.callback}
    onEpochEnd: (epoch, logs) => console.log(\`epoch \${epoch + 1}:\`, report(logs ?? {})),
  },
});

const results = [model.evaluate(test.inputs, test.targets, { batchSize: ${phase.batchSize} })].flat();
const measured = results.map((result, index) => [model.metricsNames[index], result.dataSync()[0]]);
console.log('test:', report(Object.fromEntries(measured)));

saveWeights(model, options.save);
console.log('saved', options.save);

/** The first examples where \`--limit\` says how many; validation is taken from the end. */
function limited({ inputs, targets }: Examples): Pick<Examples, 'inputs' | 'targets'> {
  const count = inputs.shape[0] ?? 0;
  const kept = Math.min(count, Number(options.limit ?? count));
  return { inputs: inputs.slice(0, kept), targets: targets.slice(0, kept) };
}
${measured.code}${scheduled.code}
/** Numbers in one line: \`loss 0.1234, val_loss 0.1500\`. */
function report(logs: tf.Logs): string {
  return Object.entries(logs)
    .map(([name, value]) => \`\${name} \${value.toFixed(4)}\`)
    .join(', ');
}
`;
}
