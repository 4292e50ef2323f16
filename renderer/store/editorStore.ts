import type { GraphAnalysis, ProjectAnalysis } from '../../src/analysis/graphAnalysis';
import { create } from 'zustand';
import { analyseProject } from '../../src/analysis/analyse';
import type { Edit } from '../../src/document/edits/edit';
import {
  closeStep,
  type History,
  perform,
  redo as redoStep,
  startHistory,
  undo as undoStep,
} from '../../src/document/history';
import { emptyProject, type Project } from '../../src/document/project';
import type { ProjectLocation } from '../platform/platform';

/** A short message for the user, shown until it is dismissed or replaced. */
export interface Notice {
  readonly id: number;
  readonly tone: 'information' | 'error';
  readonly text: string;
}

/** What the window is showing: the project with its past, what is known about it, and what is selected. */
export interface EditorState {
  readonly history: History;
  readonly analysis: ProjectAnalysis;
  /** The project as it was opened or last saved. */
  readonly savedProject: Project;
  /** Where the open project is kept; null for one that was never saved. */
  readonly location: ProjectLocation | null;
  /** Counts the projects opened, so that views can start anew. */
  readonly opened: number;
  /** The graph on the canvas. */
  readonly graphId: string;
  /** Ids of the selected nodes. */
  readonly selection: readonly string[];
  /** A node to scroll to, and a count so that the same node can be asked for twice. */
  readonly focusRequest: {
    readonly node: string;
    readonly field: string | null;
    readonly count: number;
  } | null;
  readonly notice: Notice | null;

  /** Makes an edit; a refusal becomes a notice. Returns whether it was made. */
  edit(edit: Edit): boolean;
  /** Ends the merging of following edits into the last step (a drag or a field is done). */
  closeStep(): void;
  undo(): void;
  redo(): void;
  /** Goes several steps back in the history, or forth where the number is negative. */
  goBack(steps: number): void;
  /**
   * Shows another project; the one before is gone, so ask about unsaved work first. `edited` marks
   * work that was never saved, such as what a crash left behind.
   */
  open(project: Project, location: ProjectLocation | null, edited?: boolean): void;
  /** Notes that the project was written. */
  saved(project: Project, location: ProjectLocation): void;
  select(nodes: readonly string[]): void;
  showGraph(graphId: string): void;
  /** Selects a node, brings it into view and, when a field is named, puts the cursor there. */
  focusNode(graphId: string, node: string, field?: string): void;
  notify(tone: Notice['tone'], text: string): void;
  dismissNotice(): void;
}

type Shown = Pick<EditorState, 'history' | 'analysis' | 'graphId' | 'selection'>;

/** What is shown of a history: analysed anew where it changed, selection and graph kept where they still exist. */
function show(state: Shown, history: History): Partial<EditorState> {
  if (history.project === state.history.project) return { history };
  const analysis = analyseProject(history.project, state.analysis);
  const graphs = history.project.graphs;
  const graphId = state.graphId in graphs ? state.graphId : (Object.keys(graphs)[0] ?? '');
  const nodes = graphs[graphId]?.nodes ?? {};
  const selection = state.selection.every((id) => id in nodes)
    ? state.selection
    : state.selection.filter((id) => id in nodes);
  return { history, analysis, graphId, selection };
}

const firstProject = emptyProject();
let notices = 0;

/** The state of the window outside React's tree; components subscribe to the parts they show. */
export const useEditor = create<EditorState>()((set, get) => ({
  history: startHistory(firstProject),
  analysis: analyseProject(firstProject),
  savedProject: firstProject,
  location: null,
  opened: 0,
  graphId: 'main',
  selection: [],
  focusRequest: null,
  notice: null,

  edit(edit) {
    const performed = perform(get().history, edit);
    if (!performed.ok) {
      get().notify('error', performed.error);
      return false;
    }
    set(show(get(), performed.value));
    return true;
  },
  closeStep: () => set({ history: closeStep(get().history) }),
  undo: () => set(show(get(), undoStep(get().history))),
  redo: () => set(show(get(), redoStep(get().history))),
  goBack(steps) {
    let { history } = get();
    const step = steps > 0 ? undoStep : redoStep;
    for (let left = Math.abs(steps); left > 0; left--) history = step(history);
    set(show(get(), history));
  },
  open(project, location, edited = false) {
    set({
      history: startHistory(project),
      analysis: analyseProject(project),
      savedProject: edited ? emptyProject() : project,
      location,
      opened: get().opened + 1,
      graphId: Object.keys(project.graphs)[0] ?? '',
      selection: [],
      focusRequest: null,
    });
  },
  saved: (project, location) => set({ savedProject: project, location }),
  select(nodes) {
    const { selection } = get();
    if (nodes.length === selection.length && nodes.every((id, index) => id === selection[index]))
      return;
    set({ selection: nodes });
  },
  showGraph: (graphId) => set({ graphId, selection: [] }),
  focusNode(graphId, node, field) {
    set({
      graphId,
      selection: [node],
      focusRequest: { node, field: field ?? null, count: (get().focusRequest?.count ?? 0) + 1 },
    });
  },
  notify: (tone, text) => set({ notice: { id: ++notices, tone, text } }),
  dismissNotice: () => set({ notice: null }),
}));

/** The project that is being edited. */
export function selectProject(state: EditorState): Project {
  return state.history.project;
}

/** The analysis of the graph on the canvas; null while the project has none. */
export function selectGraphAnalysis(state: EditorState): GraphAnalysis | null {
  return state.analysis.graphs[state.graphId] ?? null;
}

/** Whether there is work that was not saved. */
export function selectIsEdited(state: EditorState): boolean {
  return state.history.project !== state.savedProject;
}
