import type { GraphAnalysis, ProjectAnalysis } from '../../analysis/graphAnalysis';
import { networksCalled } from '../../analysis/networkTraining';
import { phaseDiagnostics } from '../../analysis/phaseDiagnostics';
import { stepLearners } from '../../analysis/stepLearners';
import { failure, type Result, success } from '../../base/result';
import type { Phase } from '../../document/project';
import { camelCase } from './variableNames';

/** A network of an exported project. */
export interface NetworkPlan {
  readonly graph: GraphAnalysis;
  /** What it is called in code. */
  readonly variable: string;
  /** The function that builds it, and the file that has this. */
  readonly builder: string;
  readonly module: string;
}

/** A training step of an exported project. */
export interface StepPlan {
  readonly step: GraphAnalysis;
  /** What it is called in names of types: `Train`. */
  readonly title: string;
  /** The file with the step: `trainStep`. */
  readonly module: string;
  /** The function in `data.ts` that gives its sources. */
  readonly sources: string;
}

/** The phases of a project with everything looked up, so that code can be written for them. */
export interface TrainingPlan {
  readonly phases: readonly { readonly phase: Phase; readonly plan: StepPlan }[];
  readonly steps: readonly StepPlan[];
  /** Every network that is trained or only called, by name. */
  readonly networks: ReadonlyMap<string, NetworkPlan>;
  /** Trainable tensors by name, with the fields of their nodes. */
  readonly tensors: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Whether files leave the network's name out: there is one, and nothing else has weights. */
  readonly isSingle: boolean;
}

/** Files that every project has. */
const ownModules = [
  'backend',
  'commandLine',
  'data',
  'main',
  'mnistFolder',
  'model',
  'nodeFiles',
  'predict',
  'train',
  'weights',
];

/** Looks up what the phases of a project train with, or says why no code can be written for them. */
export function planTraining(analysis: ProjectAnalysis): Result<TrainingPlan> {
  const { project } = analysis;
  const used = new Set(project.phases.map(({ step }) => step));
  const problems = [
    ...phaseDiagnostics(project, analysis),
    ...[...used].flatMap((id) => analysis.graphs[id]?.diagnostics ?? []),
  ].filter(({ severity }) => severity === 'error');
  if (problems.length > 0) {
    return failure(
      problems
        .map(({ node, message }) => (node === null ? message : `${node}: ${message}`))
        .join(' '),
    );
  }
  const steps = new Map(
    [...used].map((id) => [id, planStep(analysis.graphs[id] as GraphAnalysis)]),
  );
  const names = [...new Set([...used].flatMap((step) => networksCalled(project, step)))];
  const tensors = new Map(
    [...steps.values()].flatMap(({ step }) =>
      stepLearners(step).tensors.map((id) => [id, step.nodes.get(id)?.fields ?? {}] as const),
    ),
  );
  return success({
    phases: project.phases.map((phase) => ({
      phase,
      plan: steps.get(phase.step) as StepPlan,
    })),
    steps: [...steps.values()],
    networks: planNetworks(analysis, names),
    tensors,
    isSingle: names.length === 1 && tensors.size === 0,
  });
}

/** The name of the file with a training step, without its ending. */
export function stepModule(step: string): string {
  const name = camelCase(step);
  return name.endsWith('Step') ? name : `${name}Step`;
}

function planStep(step: GraphAnalysis): StepPlan {
  const name = camelCase(step.id);
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  return { step, title, module: stepModule(step.id), sources: `${name}Sources` };
}

function planNetworks(
  analysis: ProjectAnalysis,
  names: readonly string[],
): ReadonlyMap<string, NetworkPlan> {
  const [only] = names;
  if (names.length === 1 && only !== undefined) {
    const graph = analysis.graphs[only] as GraphAnalysis;
    return new Map([[only, { graph, variable: 'model', builder: 'buildModel', module: 'model' }]]);
  }
  return new Map(
    names.map((id) => {
      const name = camelCase(id);
      const variable = ownModules.includes(name) ? `${name}Network` : name;
      const builder = `build${variable.charAt(0).toUpperCase()}${variable.slice(1)}`;
      return [
        id,
        { graph: analysis.graphs[id] as GraphAnalysis, variable, builder, module: variable },
      ];
    }),
  );
}
