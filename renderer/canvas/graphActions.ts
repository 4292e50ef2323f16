import { combineEdits } from '../../src/document/edits/edit';
import {
  addGraph,
  freeGraphId,
  removeGraph,
  renameGraph,
} from '../../src/document/edits/graphEdits';
import { setPhase } from '../../src/document/edits/projectEdits';
import { type Graph, phaseDefaults } from '../../src/document/project';
import { selectProject, useEditor } from '../store/editorStore';
import { editAlone } from './canvasActions';
import { useCanvas } from './canvasStore';
import { rowPitch } from './makeRoom';

/** What a new block begins with: a way through it. */
const newBlock: Graph = {
  role: 'network',
  nodes: {
    input: { id: 'input', kind: 'input', fields: {}, position: { x: 0, y: 0 } },
    output: { id: 'output', kind: 'output', fields: {}, position: { x: 0, y: 2 * rowPitch } },
  },
  edges: [{ from: { node: 'input', port: 'y' }, to: { node: 'output', port: 'x' } }],
};

function addAndShow(wanted: string, graph: Graph): void {
  const id = freeGraphId(selectProject(useEditor.getState()), wanted);
  if (!editAlone(addGraph(id, graph))) return;
  useEditor.getState().showGraph(id);
  useCanvas.setState({ renamingGraph: id });
}

/** Adds a block to the project, opens it and lets its name be typed. */
export function addNewBlock(): void {
  addAndShow('block', newBlock);
}

/** What a new network begins with: a place where examples enter. */
const newNetwork: Graph = {
  role: 'network',
  nodes: { input: { id: 'input', kind: 'input', fields: {}, position: { x: 0, y: 0 } } },
  edges: [],
};

/** Adds a network to the project, opens it and lets its name be typed. */
export function addNewNetwork(): void {
  addAndShow('network', newNetwork);
}

/** Adds an empty training step with a phase that runs it, opens it and lets its name be typed. */
export function addNewTrainingStep(): void {
  const project = selectProject(useEditor.getState());
  const id = freeGraphId(project, 'train');
  const step: Graph = { role: 'trainingStep', nodes: {}, edges: [] };
  const isFirst = project.phases.length === 0;
  const name = isFirst ? phaseDefaults.name : `Phase ${project.phases.length + 1}`;
  const edit = combineEdits(`Add ${id}`, [
    addGraph(id, step),
    setPhase(project.phases.length, { ...phaseDefaults, name, step: id }),
  ]);
  if (!editAlone(edit)) return;
  useEditor.getState().showGraph(id);
  useCanvas.setState({ renamingGraph: id });
}

/** Adds a copy of a graph, opens it and lets its name be typed. */
export function duplicateGraph(id: string): void {
  const graph = selectProject(useEditor.getState()).graphs[id];
  if (graph) addAndShow(id, graph);
}

/** Deletes a graph that is not used; says where it is used otherwise. */
export function deleteGraph(id: string): void {
  editAlone(removeGraph(id));
}

/** Lets the name of a graph be typed, in its tab. */
export function startRenamingGraph(id: string): void {
  const editor = useEditor.getState();
  if (editor.graphId !== id) editor.showGraph(id);
  useCanvas.setState({ renamingGraph: id });
}

/** Gives a graph another name, everywhere it is used. */
export function renameGraphTo(id: string, name: string): void {
  editAlone(renameGraph(id, name));
}
