import { setPhase } from '../document/edits/projectEdits';
import type { KindChoice, Phase, Project } from '../document/project';
import { findDataKind, findLossKind, findOptimizerKind } from '../kinds/training/registry';
import {
  type DataKind,
  type LossKind,
  type OptimizerKind,
  readPartFields,
} from '../kinds/training/trainingKind';
import type { Diagnostic } from './diagnostic';
import type { GraphAnalysis, ProjectAnalysis } from './graphAnalysis';
import { columnDiagnostics } from './phaseColumns';
import { networkDiagnostics } from './phaseNetwork';
import { type PhaseInProject, phaseProblem } from './phaseProblem';

/** The kinds that a phase names, and their fields with defaults filled in. */
export interface PhaseParts {
  readonly data: DataKind;
  readonly dataFields: Readonly<Record<string, unknown>>;
  readonly loss: LossKind;
  readonly optimizer: OptimizerKind;
  readonly optimizerFields: Readonly<Record<string, unknown>>;
}

/**
 * All problems of the training settings of a project. A phase is looked at again only when it or the
 * analysis of its network changed.
 */
export function phaseDiagnostics(
  project: Project,
  analysis: ProjectAnalysis,
): readonly Diagnostic[] {
  return project.phases.flatMap((phase, index) => {
    const graph = analysis.graphs[phase.network];
    return graph
      ? cachedDiagnostics({ phase, index, graph })
      : [unknownNetwork(project, phase, index)];
  });
}

/** The parts of a phase without problems. Throws where a kind or a field is wrong. */
export function phaseParts(phase: Phase): PhaseParts {
  const data = findDataKind(phase.data.kind);
  const loss = findLossKind(phase.loss.kind);
  const optimizer = findOptimizerKind(phase.optimizer.kind);
  const dataFields = data && readPartFields(data, phase.data.fields);
  const optimizerFields = optimizer && readPartFields(optimizer, phase.optimizer.fields);
  if (!data || !loss || !optimizer || !dataFields?.ok || !optimizerFields?.ok) {
    throw new Error(`The phase ${phase.name} has errors; only a sound one has parts.`);
  }
  return {
    data,
    dataFields: dataFields.value,
    loss,
    optimizer,
    optimizerFields: optimizerFields.value,
  };
}

const known = new WeakMap<
  Phase,
  { readonly index: number; readonly graph: GraphAnalysis; readonly found: readonly Diagnostic[] }
>();

function cachedDiagnostics(place: PhaseInProject): readonly Diagnostic[] {
  const before = known.get(place.phase);
  if (before?.graph === place.graph && before.index === place.index) return before.found;
  const found = diagnosticsOf(place);
  known.set(place.phase, { index: place.index, graph: place.graph, found });
  return found;
}

function diagnosticsOf(place: PhaseInProject): readonly Diagnostic[] {
  const { phase, graph } = place;
  const data = findDataKind(phase.data.kind);
  const loss = findLossKind(phase.loss.kind);
  const optimizer = findOptimizerKind(phase.optimizer.kind);
  const problems = [
    ...partProblems(place, 'data', phase.data, data),
    ...partProblems(place, 'loss', phase.loss, loss),
    ...partProblems(place, 'optimizer', phase.optimizer, optimizer),
  ];
  // A network with errors of its own is put right first: what it takes and gives is not known.
  if (graph.diagnostics.some(({ severity }) => severity === 'error')) return problems;
  problems.push(...networkDiagnostics(place, loss));
  const fields = data && readPartFields(data, phase.data.fields);
  const columns = fields?.ok ? data?.columns(fields.value) : null;
  if (data && columns) problems.push(...columnDiagnostics(place, data, loss, columns));
  return problems;
}

function partProblems(
  place: PhaseInProject,
  part: 'data' | 'loss' | 'optimizer',
  choice: KindChoice,
  kind: DataKind | LossKind | OptimizerKind | null,
): Diagnostic[] {
  const { phase, index } = place;
  const words = { data: 'data set', loss: 'loss', optimizer: 'optimizer' } as const;
  if (!kind) {
    return [
      phaseProblem(
        place,
        `unknown${part[0]?.toUpperCase()}${part.slice(1)}`,
        `"${choice.kind}" is no ${words[part]} that this version of Netloom knows. Choose another.`,
        { field: part },
      ),
    ];
  }
  const problems: Diagnostic[] = [];
  const fields = readPartFields(kind, choice.fields);
  if (!fields.ok) {
    problems.push(
      phaseProblem(place, 'invalidField', `${kind.title}: ${fields.error}`, {
        field: part,
        fixes: [
          {
            title: `Back to the defaults of ${kind.title}`,
            edit: setPhase(index, { ...phase, [part]: { kind: kind.id, fields: {} } }),
          },
        ],
      }),
    );
  } else if (part === 'data') {
    const missing = missingFile(kind, fields.value);
    if (missing !== null) {
      problems.push(phaseProblem(place, 'noFile', missing, { field: 'data' }));
    }
  }
  return problems;
}

/** Says which file a data kind still needs: text fields that name one and are empty. */
function missingFile(
  kind: DataKind | LossKind | OptimizerKind,
  values: Readonly<Record<string, unknown>>,
): string | null {
  const name = ['path', 'images', 'labels'].find((field) => values[field] === '');
  const label = name === undefined ? undefined : kind.fields[name]?.label;
  return label === undefined
    ? null
    : `${kind.title} has nothing to read: choose ${label.toLowerCase()}.`;
}

function unknownNetwork(project: Project, phase: Phase, index: number): Diagnostic {
  const names = Object.keys(project.graphs);
  return phaseProblem(
    { phase },
    'unknownNetwork',
    `The training "${phase.name}" trains "${phase.network}", but the project has ${names.length === 0 ? 'no network' : `only ${names.join(', ')}`}. Choose a network that is there.`,
    {
      field: 'network',
      fixes: names.slice(0, 3).map((network) => ({
        title: `Train ${network}`,
        edit: setPhase(index, { ...phase, network }),
      })),
    },
  );
}
