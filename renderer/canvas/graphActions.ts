import {
  addGraph,
  freeGraphId,
  removeGraph,
  renameGraph,
} from '../../src/document/edits/graphEdits';
import type { Graph } from '../../src/document/project';
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
