import { create } from 'zustand';
import { analyseProject } from '../../src/analysis/analyse';
import type { Diagnostic } from '../../src/analysis/diagnostic';
import type { GraphAnalysis, ProjectAnalysis } from '../../src/analysis/graphAnalysis';
import { networksCalled } from '../../src/analysis/networkTraining';
import { phaseDiagnostics } from '../../src/analysis/phaseDiagnostics';
import { addSupervisedStep } from '../../src/analysis/recipes/supervisedStep';
import { combineEdits, type Edit, graphEdit } from '../../src/document/edits/edit';
import type { Phase, Project } from '../../src/document/project';
import { layOutInRows } from '../layout/layOutInRows';
import { type EditorState, useEditor } from '../store/editorStore';

/** The phase of training that the window shows. */
export interface CurrentPhase {
  readonly index: number;
  readonly phase: Phase;
  /** The project with the phase in it; the same as the open one unless the phase is a draft. */
  readonly project: Project;
  readonly analysis: ProjectAnalysis;
  /** The training step; null where the project has none of that name. */
  readonly step: GraphAnalysis | null;
  /** Puts a phase that is only proposed into the project, with its step; null for one that is there. */
  readonly draft: Edit | null;
  /** What is wrong with the settings, the errors of the networks themselves left out. */
  readonly diagnostics: readonly Diagnostic[];
  /** The networks called that have errors, with their number. */
  readonly networkErrors: readonly { readonly network: string; readonly count: number }[];
}

/** Which phase was chosen in the list. */
interface ChosenPhase {
  readonly index: number;
  /** Of which of the projects opened one after the other; `EditorState.opened`. */
  readonly opened: number;
}

const useChosenPhase = create<{ readonly chosen: ChosenPhase | null }>()(() => ({ chosen: null }));

/** Shows a phase, by its place in the order. */
export function choosePhase(index: number): void {
  useChosenPhase.setState({ chosen: { index, opened: useEditor.getState().opened } });
}

/** The phase that is shown, with what is known about it; the same object while nothing changes. */
export function useCurrentPhase(): CurrentPhase | null {
  const chosen = useChosenPhase((state) => state.chosen);
  return useEditor((state) => selectPhase(state, chosen));
}

/** The phase that is shown now. */
export function currentPhase(): CurrentPhase | null {
  return selectPhase(useEditor.getState(), useChosenPhase.getState().chosen);
}

const known = new WeakMap<ProjectAnalysis, Map<string, CurrentPhase | null>>();

function selectPhase(state: EditorState, chosen: ChosenPhase | null): CurrentPhase | null {
  const byPlace = known.get(state.analysis) ?? new Map<string, CurrentPhase | null>();
  known.set(state.analysis, byPlace);
  const index = shownIndex(state, chosen);
  const key = index === null ? networkOnCanvas(state) : String(index);
  const before = byPlace.get(key);
  if (before !== undefined) return before;
  const found = index === null ? draftPhase(state) : existingPhase(state, index);
  byPlace.set(key, found);
  return found;
}

/**
 * The chosen phase as long as it has to do with the graph on the canvas, else the first that has, else
 * the chosen or first one; null while the project has none.
 */
function shownIndex(state: EditorState, chosen: ChosenPhase | null): number | null {
  const { project } = state.analysis;
  const { phases } = project;
  if (phases.length === 0) return null;
  const { root } = state.way;
  const concerns = ({ step }: Phase): boolean =>
    step === root || networksCalled(project, step).includes(root);
  const picked =
    chosen?.opened === state.opened && chosen.index < phases.length ? chosen.index : null;
  const shown = picked === null ? undefined : phases[picked];
  if (shown && concerns(shown)) return picked;
  const own = phases.findIndex(concerns);
  return own >= 0 ? own : (picked ?? 0);
}

/** The network to train: the one on the canvas, or the project's first. */
function networkOnCanvas({ analysis, way }: EditorState): string {
  const graph = analysis.graphs[way.root];
  if (graph?.graph.role === 'network') return graph.id;
  const first = Object.values(analysis.graphs).find(({ graph: { role } }) => role === 'network');
  return first?.id ?? '';
}

function draftPhase(state: EditorState): CurrentPhase | null {
  const network = state.analysis.graphs[networkOnCanvas(state)];
  if (!network) return null;
  const { project } = state.analysis;
  const added = addSupervisedStep(project, network);
  const draft = combineEdits(`Train ${network.id}`, [
    added.edit,
    graphEdit('Place nodes', added.graphId, (graph) => ({ ok: true, value: layOutInRows(graph) })),
  ]);
  const drafted = draft.apply(project);
  if (!drafted.ok) return null;
  const analysis = analyseProject(drafted.value, state.analysis);
  return describePhase(analysis, project.phases.length, draft);
}

function existingPhase({ analysis }: EditorState, index: number): CurrentPhase | null {
  return describePhase(analysis, index, null);
}

function describePhase(
  analysis: ProjectAnalysis,
  index: number,
  draft: Edit | null,
): CurrentPhase | null {
  const { project } = analysis;
  const phase = project.phases[index];
  if (!phase) return null;
  const found = analysis.graphs[phase.step];
  const step = found?.graph.role === 'trainingStep' ? found : null;
  const own = (step?.diagnostics ?? []).filter(
    ({ code, severity }) => code !== 'call/inside' && severity !== 'hint',
  );
  return {
    index,
    phase,
    project,
    analysis,
    step,
    draft,
    diagnostics: [...own, ...phaseProblems(analysis, index)],
    networkErrors: networksCalled(project, phase.step).flatMap((network) => {
      const errors = (analysis.graphs[network]?.diagnostics ?? []).filter(
        ({ severity }) => severity === 'error',
      );
      return errors.length > 0 ? [{ network, count: errors.length }] : [];
    }),
  };
}

/** The problems of one phase among those of all: another's are that one's own business. */
function phaseProblems(analysis: ProjectAnalysis, index: number): readonly Diagnostic[] {
  const { project } = analysis;
  const upTo = (count: number): readonly Diagnostic[] =>
    phaseDiagnostics({ ...project, phases: project.phases.slice(0, count) }, analysis);
  return upTo(index + 1).slice(upTo(index).length);
}

/** Why a phase cannot be trained yet, in one sentence; null when it can. */
export function whyNotTrained({ diagnostics, networkErrors }: CurrentPhase): string | null {
  const [broken] = networkErrors;
  if (broken) {
    return broken.count === 1
      ? `The network ${broken.network} has an error. Put it right first.`
      : `The network ${broken.network} has ${broken.count} errors. Put them right first.`;
  }
  return diagnostics.find(({ severity }) => severity === 'error')?.message ?? null;
}

/** Why one phase of the open project cannot be run by itself yet; null when it can. */
export function whyNotRunAlone(index: number): string | null {
  const phase = existingPhase(useEditor.getState(), index);
  return phase ? whyNotTrained(phase) : 'The project has no such phase.';
}

/** Why the phases of the project cannot be run yet; null when they can. */
export function whyNotRun(current: CurrentPhase): string | null {
  const own = whyNotTrained(current);
  if (own !== null) return own;
  for (const [index, { name }] of current.project.phases.entries()) {
    const other = index === current.index ? null : describePhase(current.analysis, index, null);
    const reason = other && whyNotTrained(other);
    if (reason) return `Phase ${index + 1}, ${name}: ${reason}`;
  }
  return null;
}

/** Makes an edit of the phase on show; one that is only proposed comes into the project with it. */
export function editPhase(current: CurrentPhase, edit: Edit): boolean {
  const { draft } = current;
  return useEditor
    .getState()
    .edit(draft ? { ...combineEdits(edit.label, [draft, edit]), label: edit.label } : edit);
}
