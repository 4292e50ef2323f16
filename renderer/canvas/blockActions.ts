import { blockEnds } from '../../src/analysis/blockEnds';
import type { GraphAnalysis } from '../../src/analysis/graphAnalysis';
import { groupIntoBlock, ungroupBlock } from '../../src/document/edits/blockEdits';
import { combineEdits } from '../../src/document/edits/edit';
import { freeGraphId } from '../../src/document/edits/graphEdits';
import { setNodeSettings } from '../../src/document/edits/nodeEdits';
import {
  blockOf,
  type GraphNode,
  graphUsedBy,
  type PortReference,
} from '../../src/document/project';
import { selectGraphAnalysis, selectProject, useEditor } from '../store/editorStore';
import { bringSelectionIntoView, editAlone } from './canvasActions';
import { withEndsPlaced, withInsidesPlaced } from './groupPlaces';

/** The selected node, where it is one and uses a graph of the project: as a block, or by calling it. */
export function selectedGraphUse(): GraphNode | null {
  const editor = useEditor.getState();
  const [only, ...others] = editor.selection;
  const graph = selectProject(editor).graphs[editor.graphId];
  const node = only === undefined || others.length > 0 ? undefined : graph?.nodes[only];
  const used = node ? graphUsedBy(node.kind) : null;
  if (!node || used === null) return null;
  return Object.hasOwn(selectProject(editor).graphs, used.graph) ? node : null;
}

/** The selected node, where it is one and a block of the project. */
export function selectedBlock(): GraphNode | null {
  const node = selectedGraphUse();
  return node && blockOf(node.kind) !== null ? node : null;
}

/** Whether nodes are selected that can become a block: those of a network. */
export function canGroup(): boolean {
  const editor = useEditor.getState();
  return (
    editor.selection.length > 0 && selectProject(editor).graphs[editor.graphId]?.role === 'network'
  );
}

function focusCanvas(): void {
  document.querySelector<HTMLElement>('section[aria-label="Canvas"]')?.focus();
}

/** Opens the graph of a block; the keyboard goes on there. */
export function enterBlock(node: string): void {
  useEditor.getState().enterBlock(node);
  focusCanvas();
}

/** Goes back out of a block, to its node. */
export function leaveBlock(levels = 1): void {
  useEditor.getState().leaveBlock(levels);
  focusCanvas();
}

/** The fields of the input of a new block: what arrives there now. */
function inputFields(analysis: GraphAnalysis, { node, port }: PortReference): GraphNode['fields'] {
  const type = analysis.nodes.get(node)?.outputs?.[port];
  if (!type) return {};
  return { shape: [...type.shape], ...(type.dtype === 'int32' ? { dtype: 'int32' } : {}) };
}

/** Makes the selected nodes a block of their own, one node in their place, and selects it. */
export function groupSelection(): void {
  const editor = useEditor.getState();
  const analysis = selectGraphAnalysis(editor);
  if (!analysis) return;
  const before = new Set(Object.keys(analysis.graph.nodes));
  const blockId = freeGraphId(selectProject(editor), 'block');
  const edit = groupIntoBlock({
    graphId: analysis.id,
    nodes: editor.selection,
    blockId,
    inputFields: (source) => inputFields(analysis, source),
  });
  if (!editAlone(withEndsPlaced(blockId, edit))) return;
  const nodes = selectProject(useEditor.getState()).graphs[analysis.id]?.nodes ?? {};
  editor.select(Object.keys(nodes).filter((id) => !before.has(id)));
  bringSelectionIntoView();
}

/** Puts what is inside the selected block in its place, and selects it. */
export function ungroupSelection(): void {
  const node = selectedBlock();
  const editor = useEditor.getState();
  const { graphId } = editor;
  const project = selectProject(editor);
  const block = node && project.graphs[blockOf(node.kind) ?? ''];
  if (!node || !block) return;
  const before = new Set(Object.keys(project.graphs[graphId]?.nodes ?? {}));
  const edit = ungroupBlock(graphId, node.id, blockEnds(block));
  if (!editAlone(withInsidesPlaced(graphId, node, edit))) return;
  const nodes = selectProject(useEditor.getState()).graphs[graphId]?.nodes ?? {};
  editor.select(Object.keys(nodes).filter((id) => !before.has(id)));
}

/** Lets the selected nodes pass their inputs through, or makes them work again if all do so. */
export function toggleBypass(): void {
  const { graphId, selection, analysis } = useEditor.getState();
  const nodes = selection.flatMap((id) => analysis.project.graphs[graphId]?.nodes[id] ?? []);
  if (nodes.length === 0) return;
  const works = nodes.every((node) => node.bypass === true);
  const what = nodes.length === 1 ? nodes[0]?.id : `${nodes.length} nodes`;
  editAlone(
    combineEdits(
      works ? `Use ${what} again` : `Bypass ${what}`,
      nodes.map(({ id }) => setNodeSettings(graphId, id, { bypass: works ? undefined : true })),
    ),
  );
}
