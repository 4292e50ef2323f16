import { analyseProject } from '../analysis/analyse';
import { type NetworkTraining, networkTraining } from '../analysis/networkTraining';
import { stepConventions, summariseStep } from '../analysis/stepSummary';
import {
  conventions,
  type Summary,
  type SummaryRow,
  summarise,
  trainingNumbers,
} from '../analysis/summary';
import type { OptimizerMemory } from '../analysis/trainingMemory';
import { formatBytes, formatCount, formatExact } from '../base/humanNumber';
import { failure, type Result, success } from '../base/result';
import { formatShape } from '../base/tensorType';
import { type Project, phaseDefaults } from '../document/project';
import { parseFields } from '../kinds/field';
import { findOptimizerKind, optimizerKinds } from '../kinds/training/registry';
import { chooseGraph } from './chooseGraph';
import { diagnosticLine } from './diagnosticLines';
import { type ExitCode, exitCodes } from './exitCodes';
import { openProject } from './openProject';
import { setArguments } from './setArguments';
import { stepSummaryLines } from './stepSummaryLines';
import { printError, printJson, printLine } from './terminal';
import { type TextColumn, textTable } from './textTable';

/** The options of `netloom summary`. */
export interface SummaryOptions {
  readonly graph?: string;
  readonly batch?: number;
  readonly optimizer?: string;
  /** Arguments of the network, each `name=value`. */
  readonly argument?: readonly string[];
  /** How deep blocks are opened in the table for people. */
  readonly depth?: number;
  readonly json?: boolean;
}

/** `netloom summary`: the table of a network or a training step, without allocating a weight. */
export async function summaryCommand(file: string, options: SummaryOptions): Promise<ExitCode> {
  const opened = await openProject(file);
  if (!opened.ok) {
    printError(`${file}: ${opened.error.message}`);
    return opened.error.exitCode;
  }
  const project = opened.value;
  const id = chooseGraph(project, options.graph);
  if (!id.ok) {
    printError(`${file}: ${id.error}`);
    return options.graph === undefined ? exitCodes.projectErrors : exitCodes.wrongUsage;
  }
  if (project.graphs[id.value]?.role === 'trainingStep') {
    return summariseTrainingStep(file, project, id.value, options);
  }
  const training = networkTraining(project, id.value);
  const optimizer = chooseOptimizer(training, options.optimizer);
  if (!optimizer.ok) {
    printError(`${file}: ${optimizer.error}`);
    return options.optimizer === undefined ? exitCodes.projectErrors : exitCodes.wrongUsage;
  }
  const given = setArguments(project, id.value, options.argument ?? []);
  if (!given.ok) {
    printError(`${file}: ${given.error}`);
    return exitCodes.wrongUsage;
  }
  const batch = options.batch ?? training?.phase.batchSize ?? phaseDefaults.batchSize;
  const analysis = analyseProject(given.value).graphs[id.value];
  if (!analysis) throw new Error(`${id.value} was not analysed.`);
  const { name, memory } = optimizer.value;
  const { slots } = memory;
  const summary = summarise(analysis, batch, memory);
  if (options.json) {
    const rows = summary.rows.map((row) => ({ ...row, ...trainingNumbers(row, batch, slots) }));
    const totals = { ...summary.totals, ...trainingNumbers(summary.totals, batch, slots) };
    printJson({ graph: id.value, optimizer: name, ...summary, rows, totals, conventions });
  } else {
    for (const line of summaryLines(summary, name, options.depth ?? Infinity)) printLine(line);
  }
  const errors = analysis.diagnostics.filter(({ severity }) => severity === 'error');
  for (const error of errors) printError(diagnosticLine(file, error));
  return errors.length > 0 ? exitCodes.projectErrors : exitCodes.fine;
}

/** The table of a training step, with the batch and the frozen parts of the first phase that runs it. */
function summariseTrainingStep(
  file: string,
  project: Project,
  id: string,
  { batch, optimizer, argument, json }: SummaryOptions,
): ExitCode {
  if (optimizer !== undefined || argument !== undefined) {
    printError(
      `${file}: ${id} is a training step: its update nodes say the optimizers, and it has no arguments. Leave --optimizer and --argument out.`,
    );
    return exitCodes.wrongUsage;
  }
  const phase = project.phases.find(({ step }) => step === id);
  const analysis = analyseProject(project);
  const step = analysis.graphs[id];
  if (!step) throw new Error(`${id} was not analysed.`);
  const summary = summariseStep(
    analysis,
    step,
    batch ?? phase?.batchSize ?? phaseDefaults.batchSize,
    phase?.frozen,
  );
  if (json) printJson({ graph: id, ...summary, conventions: stepConventions });
  else for (const line of stepSummaryLines(summary)) printLine(line);
  const errors = step.diagnostics.filter(({ severity }) => severity === 'error');
  for (const error of errors) printError(diagnosticLine(file, error));
  return errors.length > 0 ? exitCodes.projectErrors : exitCodes.fine;
}

/** The optimizer asked for, else the phase's, else Adam: its name and what it holds. */
function chooseOptimizer(
  training: NetworkTraining | null,
  wanted: string | undefined,
): Result<{ readonly name: string; readonly memory: OptimizerMemory }> {
  const chosen = wanted ?? training?.optimizer?.id ?? 'adam';
  const kind = findOptimizerKind(chosen);
  if (!kind) {
    const known = optimizerKinds.map(({ id }) => id).join(', ');
    return failure(`There is no optimizer "${chosen}"; choose one of ${known}.`);
  }
  const fields =
    training?.optimizer === kind ? training.fields : (parseFields(kind.fields, {}).values ?? {});
  return success({
    name: kind.id,
    memory: { slots: kind.slots(fields), workspace: kind.workspace(fields) },
  });
}

const columns: readonly TextColumn[] = [
  { title: 'Layer', align: 'left' },
  { title: 'Kind', align: 'left' },
  { title: 'Output', align: 'right' },
  { title: 'Parameters', align: 'right' },
  { title: 'MACs', align: 'right' },
  { title: 'Activations', align: 'right' },
];

/** The last part of the path, behind two blanks for every block around it. */
function treeName({ name, depth }: SummaryRow): string {
  return `${'  '.repeat(depth)}${name}`;
}

/** The table with blocks opened so deep, and what is below it, for people. */
function summaryLines(
  { rows, totals, complete }: Summary,
  optimizer: string,
  depth: number,
): string[] {
  const count = (value: number | null): string => (value === null ? '?' : formatCount(value));
  const bytes = (value: number | null): string => (value === null ? '?' : formatBytes(value));
  const { training } = totals;
  const exactly = (value: number): string =>
    value < 1000 ? formatExact(value) : `${formatCount(value)} (${formatExact(value)})`;
  return [
    ...textTable(columns, [
      ...rows
        .filter((row) => row.depth <= depth)
        .map((row) => [
          treeName(row),
          row.kind,
          row.output === null ? '?' : formatShape(row.output),
          count(row.parameters),
          count(row.macs),
          bytes(row.activationBytes),
        ]),
      null,
      [
        'total',
        '',
        '',
        count(totals.parameters),
        count(totals.macs),
        bytes(totals.activationBytes),
      ],
    ]),
    '',
    ...(complete ? [] : ['Something is not known (?), so the sums are lower bounds.']),
    `Parameters   ${exactly(totals.parameters)}, ${exactly(totals.nonTrainableParameters)} of them not trainable; ${formatBytes(totals.weightBytes)}`,
    `MACs         ${exactly(totals.macs)} for the forward pass of one example`,
    `FLOPs        ${exactly(totals.forwardFlops)} forward, ${exactly(totals.backwardFlops)} backward, of one example`,
    `Activations  ${formatBytes(totals.activationBytes)} an example`,
    `Training     ${formatBytes(training.peakBytes)} at most with batches of ${training.batch} and ${optimizer}: gradients ${formatBytes(training.gradientBytes)}, optimizer ${formatBytes(training.optimizerBytes)}`,
  ];
}
