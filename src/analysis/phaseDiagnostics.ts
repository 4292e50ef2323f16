import { setPhase } from '../document/edits/projectEdits';
import type { Phase, Project } from '../document/project';
import { isDataKind } from '../kinds/training/stepKind';
import type { Diagnostic, DiagnosticFix } from './diagnostic';
import type { GraphAnalysis, ProjectAnalysis } from './graphAnalysis';
import { findLearner, learnerOf, stepLearners, stepUpdates } from './stepLearners';

/** Steps of an epoch where nothing else says how many, offered as a fix. */
const usualSteps = 100;

/** All problems of the phases of a project, those of the training steps themselves left out. */
export function phaseDiagnostics(
  project: Project,
  analysis: ProjectAnalysis,
): readonly Diagnostic[] {
  return project.phases.flatMap((phase, index) => {
    const step = analysis.graphs[phase.step];
    return step?.graph.role === 'trainingStep'
      ? phaseProblems({ project, phase, index }, step)
      : [noStep({ project, phase, index })];
  });
}

interface PhasePlace {
  readonly project: Project;
  readonly phase: Phase;
  readonly index: number;
}

function problem(
  { phase }: PhasePlace,
  code: string,
  message: string,
  details: { readonly field?: string; readonly fixes?: readonly DiagnosticFix[] } = {},
): Diagnostic {
  const { field, fixes = [] } = details;
  return {
    code: `phase/${code}`,
    severity: 'error',
    graph: phase.step,
    node: null,
    ...(field === undefined ? {} : { field }),
    message,
    fixes,
  };
}

function noStep(place: PhasePlace): Diagnostic {
  const { project, phase, index } = place;
  const steps = Object.entries(project.graphs).flatMap(([id, { role }]) =>
    role === 'trainingStep' ? [id] : [],
  );
  const what =
    phase.step in project.graphs
      ? `"${phase.step}", which is a network and no training step`
      : `"${phase.step}", which the project does not have`;
  return problem(
    place,
    'noStep',
    `The phase "${phase.name}" runs ${what}. Choose ${steps.length === 0 ? 'a data set and a loss to draw one' : steps.join(' or ')}.`,
    {
      field: 'step',
      fixes: steps.slice(0, 3).map((step) => ({
        title: `Run ${step}`,
        edit: setPhase(index, { ...phase, step }),
      })),
    },
  );
}

function phaseProblems(place: PhasePlace, step: GraphAnalysis): Diagnostic[] {
  const { phase, index } = place;
  if (step.structure.ids.length === 0) return [];
  const found: Diagnostic[] = [];
  if (stepUpdates(step).every(({ losses }) => losses.length === 0)) {
    found.push(
      problem(
        place,
        'noUpdate',
        `The training step ${step.id} has no update that takes a loss, so nothing would be learned. Add one, such as Adam, and connect a loss to it.`,
      ),
    );
  }
  const changes = stepUpdates(step).flatMap((update) => update.changes);
  const isFrozen = (name: string): boolean =>
    phase.frozen.some((one) => name === one || name.startsWith(`${one}/`));
  if (changes.length > 0 && changes.every(isFrozen)) {
    found.push(
      problem(
        place,
        'allFrozen',
        `The phase "${phase.name}" freezes ${[...new Set(changes)].join(', ')}, which is all that ${step.id} changes, so nothing would be learned. Leave something to change.`,
        {
          field: 'frozen',
          fixes: [{ title: 'Freeze nothing', edit: setPhase(index, { ...phase, frozen: [] }) }],
        },
      ),
    );
  }
  if (phase.stepsPerEpoch === null && epochExamples(step) === Number.POSITIVE_INFINITY) {
    found.push(
      problem(
        place,
        'endless',
        `The values of ${step.id} never end, so nothing says when an epoch is over. Set the steps of an epoch.`,
        {
          field: 'stepsPerEpoch',
          fixes: [
            {
              title: `${usualSteps} steps an epoch`,
              edit: setPhase(index, { ...phase, stepsPerEpoch: usualSteps }),
            },
          ],
        },
      ),
    );
  }
  const { networks, tensors } = stepLearners(step);
  const known = [...networks.keys(), ...tensors];
  for (const field of ['frozen', 'fresh'] as const) {
    for (const name of phase[field]) {
      if (findLearner(step, name).exists) continue;
      found.push(
        problem(
          place,
          'unknownLearner',
          `The phase "${phase.name}" names "${name}" as ${field}, but its step has only ${known.join(', ') || 'nothing to train'}${known.includes(learnerOf(name)) ? ', and no part of that name in it' : ''}. Take it out, or name one of these.`,
          {
            field,
            fixes: [
              {
                title: `Take ${name} out`,
                edit: setPhase(index, {
                  ...phase,
                  [field]: phase[field].filter((other) => other !== name),
                }),
              },
            ],
          },
        ),
      );
    }
  }
  return found;
}

/**
 * How many training examples a pass through the data of a step has: those of its largest data set;
 * Infinity where nothing ends, null where only the files tell.
 */
export function epochExamples(step: Pick<GraphAnalysis, 'nodes'>): number | null {
  let most = 0;
  let isUnknown = false;
  for (const { kind, fields } of step.nodes.values()) {
    // What is not known may be a data set, too.
    if (!kind) isUnknown = true;
    if (!kind || !isDataKind(kind) || !fields) continue;
    const count = kind.trainCount(fields);
    if (count === null) isUnknown = true;
    else if (count !== Number.POSITIVE_INFINITY) most = Math.max(most, count);
  }
  if (isUnknown) return null;
  return most > 0 ? most : Number.POSITIVE_INFINITY;
}
