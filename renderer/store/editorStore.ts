import { create } from 'zustand';
import { analyseProject } from '../../src/analysis/analyse';
import type { GraphAnalysis, ProjectAnalysis } from '../../src/analysis/graphAnalysis';
import type { Edit } from '../../src/document/edits/edit';
import {
  closeStep,
  type History,
  perform,
  redo as redoStep,
  startHistory,
  undo as undoStep,
} from '../../src/document/history';
import { nodeOf } from '../../src/document/lineage';
import { emptyProject, type Project } from '../../src/document/project';
import type { ProjectLocation } from '../platform/platform';
import {
  type GraphWay,
  graphsOnWay,
  mendWay,
  networkOnWay,
  shownOnWay,
  type WayStep,
  wayOfPath,
  wayTo,
} from './graphWay';

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
  /** The graph on the canvas: the one at the end of `way`. */
  readonly graphId: string;
  /** How it is reached from the network that it stands in; it is shown as it is used there. */
  readonly way: GraphWay;
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
  /** Shows a graph; a block that is not on show already as it stands where it is used first. */
  showGraph(graphId: string): void;
  /** Shows the graph at the end of a way. */
  showWay(way: GraphWay): void;
  /** Opens the block that a node of the shown graph is. */
  enterBlock(node: string, part?: number): void;
  /** Goes back to where a block stands, and selects it there. */
  leaveBlock(levels?: number): void;
  /**
   * Selects a node, brings it into view and, when a field is named, puts the cursor there. The node
   * may stand inside blocks of the graph: `stage3/unit5/conv2`.
   */
  focusNode(graphId: string, node: string, field?: string): void;
  notify(tone: Notice['tone'], text: string): void;
  dismissNotice(): void;
}

type Shown = Pick<EditorState, 'history' | 'analysis' | 'graphId' | 'way' | 'selection'>;

/** What is shown of a history: analysed anew where it changed, selection and graph kept where they still exist. */
function show(state: Shown, history: History): Partial<EditorState> {
  if (history.project === state.history.project) return { history };
  const analysis = analyseProject(history.project, state.analysis);
  const way = mendWay(state.history.project, analysis, state.way);
  const graphId = graphsOnWay(history.project, way).at(-1) ?? '';
  const graph = history.project.graphs[graphId];
  const isThere = (id: string): boolean => graph !== undefined && nodeOf(graph, id) !== undefined;
  const selection = state.selection.every(isThere)
    ? state.selection
    : state.selection.filter(isThere);
  return { history, analysis, graphId, way, selection };
}

/** What is shown of the graph at the end of a way, nothing selected. */
function shownAt(analysis: ProjectAnalysis, way: GraphWay) {
  return { way, graphId: graphsOnWay(analysis.project, way).at(-1) ?? '', selection: [] };
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
  way: { root: 'main', steps: [] },
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
    const analysis = analyseProject(project);
    set({
      history: startHistory(project),
      analysis,
      savedProject: edited ? emptyProject() : project,
      location,
      opened: get().opened + 1,
      ...shownAt(analysis, wayTo(analysis, Object.keys(project.graphs)[0] ?? '')),
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
  showGraph(graphId) {
    const { analysis, graphId: shown, way } = get();
    set(shownAt(analysis, graphId === shown ? way : wayTo(analysis, graphId)));
  },
  showWay: (way) => set(shownAt(get().analysis, way)),
  enterBlock(node, part) {
    const { analysis, way } = get();
    const found = selectGraphAnalysis(get())?.nodes.get(node);
    const step: WayStep = { node, part: found?.parts ? (part ?? 1) : null };
    const into = { root: way.root, steps: [...way.steps, step] };
    const led = graphsOnWay(analysis.project, into);
    if (led.length !== into.steps.length + 1) return;
    // A block inside itself would lead ever deeper.
    const isInItself = led.indexOf(led.at(-1) ?? '') < led.length - 1;
    set(shownAt(analysis, isInItself ? wayTo(analysis, led.at(-1) ?? '') : into));
  },
  leaveBlock(levels = 1) {
    const { analysis, way } = get();
    const steps = way.steps.slice(0, Math.max(0, way.steps.length - levels));
    const left = way.steps[steps.length];
    if (!left) return;
    set({ ...shownAt(analysis, { root: way.root, steps }), selection: [left.node] });
  },
  focusNode(graphId, node, field) {
    const { analysis, graphId: shown, way, focusRequest } = get();
    const from = graphId === shown ? way : wayTo(analysis, graphId);
    const place = wayOfPath(analysis, from, node) ??
      wayOfPath(analysis, wayTo(analysis, graphId), node) ?? { way: from, node };
    set({
      ...shownAt(analysis, place.way),
      selection: [place.node],
      focusRequest: {
        node: place.node,
        field: field ?? null,
        count: (focusRequest?.count ?? 0) + 1,
      },
    });
  },
  notify: (tone, text) => set({ notice: { id: ++notices, tone, text } }),
  dismissNotice: () => set({ notice: null }),
}));

/** The project that is being edited. */
export function selectProject(state: EditorState): Project {
  return state.history.project;
}

/**
 * The analysis of the graph on the canvas, of a block in the use that is shown; null while the project
 * has none.
 */
export function selectGraphAnalysis(state: EditorState): GraphAnalysis | null {
  return shownOnWay(state.analysis, state.way).shown;
}

/** The analysis of the network that the graph on the canvas stands in; null in a training step. */
export function selectNetworkAnalysis(state: EditorState): GraphAnalysis | null {
  return state.analysis.graphs[networkOnWay(state.analysis, state.way)?.root ?? ''] ?? null;
}

/** The analysis of the training step on the canvas; null in a network. */
export function selectStepAnalysis(state: EditorState): GraphAnalysis | null {
  const shown = state.analysis.graphs[state.graphId];
  return shown?.graph.role === 'trainingStep' ? shown : null;
}

/** Whether there is work that was not saved. */
export function selectIsEdited(state: EditorState): boolean {
  return state.history.project !== state.savedProject;
}
