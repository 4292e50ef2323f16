import type { Project } from '../../../src/document/project';
import { findStepKind } from '../../../src/kinds/training/registry';
import type { RunState } from '../../training/runState';
import type { ChartSeries } from './Chart';
import { isShare, metricTitle } from './formatRun';
import { seriesColor } from './views/seriesColors';

/** A chart of measures that belong together. */
export interface MetricGroup {
  readonly title: string;
  /** Whether its values are shares, 0 … 1, shown in percent. */
  readonly isShare: boolean;
  /** The measures, by their nodes. */
  readonly names: readonly string[];
}

/** Metrics that are shares of what is right. */
const shareKinds: ReadonlySet<string> = new Set(['accuracy', 'topKAccuracy']);

const validationPrefix = 'validation';

/** The name of a measure where it is taken of examples kept aside. */
function validationName(name: string): string {
  return `${validationPrefix}${name[0]?.toUpperCase()}${name.slice(1)}`;
}

/** The measures of a run in charts: all losses and their sums, all shares, each other kind of metric. */
export function metricGroups(run: RunState): readonly MetricGroup[] {
  const { subject, measures } = run;
  if (!subject) return [];
  const names = new Set(measures);
  for (const metrics of run.steps.metrics) {
    for (const name of Object.keys(metrics)) names.add(name);
  }
  for (const metrics of run.epochs.metrics) {
    for (const name of Object.keys(metrics)) {
      if (!name.startsWith(validationPrefix)) names.add(name);
    }
  }
  const groups = new Map<string, { isShare: boolean; names: string[] }>();
  const isKnown = new Set<string>();
  for (const name of names) {
    if (isKnown.has(name)) continue;
    isKnown.add(name);
    const kind = kindOf(subject.project, subject.phases, name);
    const inPercent = shareKinds.has(kind ?? '') || (kind === null && isShare(name));
    const family = kind === null ? null : findStepKind(kind)?.family;
    // What is neither a loss nor a metric is measured for an update that makes it smaller: a sum of losses.
    const isLoss = kind === null ? /loss/i.test(name) : family !== 'metric';
    const title = isLoss
      ? 'Loss'
      : inPercent
        ? 'Accuracy'
        : ((kind && findStepKind(kind)?.title) ?? metricTitle(name));
    const group = groups.get(title) ?? { isShare: inPercent, names: [] };
    group.names.push(name);
    groups.set(title, group);
  }
  const order = ['Loss', 'Accuracy'];
  const rank = (title: string): number =>
    (order.indexOf(title) + order.length + 1) % (order.length + 1);
  return [...groups]
    .map(([title, group]) => ({ title, ...group }))
    .sort((a, b) => rank(a.title) - rank(b.title));
}

function kindOf(project: Project, phases: readonly number[], node: string): string | null {
  for (const index of phases) {
    const step = project.graphs[project.phases[index]?.step ?? ''];
    const found = step && Object.hasOwn(step.nodes, node) ? step.nodes[node] : undefined;
    if (found) return found.kind;
  }
  return null;
}

/** The curves of a chart: a line for every measure, points where it was taken of examples kept aside. */
export function groupSeries(
  { names }: Pick<MetricGroup, 'names'>,
  { steps, epochs }: Pick<RunState, 'steps' | 'epochs'>,
): readonly ChartSeries[] {
  const [only, ...others] = names;
  const isOne = only !== undefined && others.length === 0;
  return names.flatMap((name, place): ChartSeries[] => {
    const validation = validationName(name);
    const isValidated = epochs.metrics.some((metrics) => validation in metrics);
    // What is measured after epochs alone has no line.
    const source = steps.metrics.some((metrics) => name in metrics) ? steps : epochs;
    const isLine = source === steps || !epochs.metrics.some((metrics) => name in metrics);
    const training: ChartSeries = {
      id: name,
      x: source.epochs,
      y: source.metrics.map((metrics) => metrics[name] ?? null),
      label: isOne ? 'training' : name,
      color: seriesColor(place),
      shape: isLine ? 'line' : 'points',
    };
    // One measure keeps the place of its validation from the start; of several only what is there.
    if (!isOne && !isValidated) return [training];
    return [
      training,
      {
        id: validation,
        x: epochs.epochs,
        y: epochs.metrics.map((metrics) => metrics[validation] ?? null),
        label: isOne ? 'validation' : `${name}, validation`,
        color: seriesColor(isOne ? 1 : place),
        shape: 'points',
      },
    ];
  });
}
