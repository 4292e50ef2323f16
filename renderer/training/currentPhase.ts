import type { Diagnostic } from '../../src/analysis/diagnostic';
import { phaseDiagnostics } from '../../src/analysis/phaseDiagnostics';
import type { Phase, Project } from '../../src/document/project';
import type { EditorState } from '../store/editorStore';
import { defaultPhase } from './defaultPhase';

/** The training settings that the window shows. */
export interface CurrentPhase {
  readonly index: number;
  readonly phase: Phase;
  /** The project with the phase in it; the same as the open one unless the phase is a draft. */
  readonly project: Project;
  /** True while the phase is only proposed and no part of the project. */
  readonly isDraft: boolean;
  /** What is wrong with the settings, the errors of the network itself left out. */
  readonly diagnostics: readonly Diagnostic[];
  /** Errors of the network itself. */
  readonly networkErrors: number;
}

const known = new WeakMap<EditorState['analysis'], Map<string, CurrentPhase | null>>();

/**
 * The phase that trains the network on the canvas, or whose block is there, else the first of the project, else one proposed by
 * the network; null while the project has no graph. The same object while nothing changes.
 */
export function selectCurrentPhase(state: EditorState): CurrentPhase | null {
  const byGraph = known.get(state.analysis) ?? new Map<string, CurrentPhase | null>();
  known.set(state.analysis, byGraph);
  const { root } = state.way;
  const before = byGraph.get(root);
  if (before !== undefined) return before;
  const found = findPhase(state);
  byGraph.set(root, found);
  return found;
}

function findPhase({ analysis, way }: EditorState): CurrentPhase | null {
  const { phases } = analysis.project;
  const graphId = way.root;
  const own = phases.findIndex((phase) => phase.network === graphId);
  const index = own >= 0 ? own : 0;
  const existing = phases[index];
  const graph = analysis.graphs[graphId];
  const phase = existing ?? (graph && defaultPhase(graph));
  if (!phase) return null;
  const project = existing ? analysis.project : { ...analysis.project, phases: [phase] };
  // Another phase's problems are that one's own business.
  const alone = { ...project, phases: [phase] };
  const errors = analysis.graphs[phase.network]?.diagnostics.filter(
    ({ severity }) => severity === 'error',
  );
  return {
    index,
    phase,
    project,
    isDraft: existing === undefined,
    diagnostics:
      index === 0
        ? phaseDiagnostics(alone, analysis)
        : phaseDiagnostics(project, analysis).filter(({ graph: id }) => id === phase.network),
    networkErrors: errors?.length ?? 0,
  };
}

/** Why the phase cannot be trained yet, in one sentence; null when it can. */
export function whyNotTrained({ diagnostics, networkErrors, phase }: CurrentPhase): string | null {
  if (networkErrors > 0) {
    return networkErrors === 1
      ? `The network ${phase.network} has an error. Put it right first.`
      : `The network ${phase.network} has ${networkErrors} errors. Put them right first.`;
  }
  return diagnostics.find(({ severity }) => severity === 'error')?.message ?? null;
}
