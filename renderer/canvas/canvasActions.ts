import type { ReactFlowInstance } from '@xyflow/react';
import type { DiagnosticFix } from '../../src/analysis/diagnostic';
import type { GraphAnalysis } from '../../src/analysis/graphAnalysis';
import { edgesOutOf } from '../../src/analysis/graphStructure';
import { connect, disconnect, insertOnEdge } from '../../src/document/edits/edgeEdits';
import { combineEdits, type Edit } from '../../src/document/edits/edit';
import { addNodes, freeNodeId, moveNodes, removeNodes } from '../../src/document/edits/nodeEdits';
import type { Edge, GraphNode, PortReference, Position } from '../../src/document/project';
import type { LayerKind } from '../../src/kinds/layerKind';
import { arrange } from '../layout/layOutProject';
import { selectGraphAnalysis, useEditor } from '../store/editorStore';
import { wantedName } from './availableKinds';
import { useCanvas } from './canvasStore';
import { firstOutput, fittingInput } from './connectionTarget';
import { edgeId, type FlowEdge, type FlowNode, shownPositions } from './flowElements';
import { freePlace, onGrid, rowPitch, withRoom } from './makeRoom';
import { nodeHeight, nodeWidth } from './nodeSize';

/** The loose end of a wire: an output that goes `from` here, or an input that it goes `to`. */
export interface LooseWire {
  readonly end: PortReference;
  readonly is: 'from' | 'to';
}

/** Makes an edit as one step of the history, whatever came before. */
export function editAlone(edit: Edit): boolean {
  const editor = useEditor.getState();
  editor.closeStep();
  const made = editor.edit(edit);
  editor.closeStep();
  return made;
}

/** Applies a fix of a diagnostic; nodes that it adds get a place of their own. */
export function applyFix(graphId: string, fix: DiagnosticFix): void {
  editAlone(withRoom(graphId, { ...fix.edit, label: fix.title }));
}

function shownGraph(): GraphAnalysis | null {
  return selectGraphAnalysis(useEditor.getState());
}

/** The middle of what the canvas shows, as the place of a node. */
function middleOfView(): Position {
  const { flow } = useCanvas.getState();
  const box = document.querySelector('.react-flow')?.getBoundingClientRect();
  if (!flow || !box) return { x: 0, y: 0 };
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const { x, y } = flow.screenToFlowPosition(middle);
  return { x: x - nodeWidth / 2, y: y - nodeHeight / 2 };
}

function newNode(analysis: GraphAnalysis, kind: LayerKind): GraphNode {
  return { id: freeNodeId(analysis.graph, wantedName(kind.id)), kind: kind.id, fields: {} };
}

function wireEdit(analysis: GraphAnalysis, wire: LooseWire, node: string, kind: LayerKind): Edit[] {
  if (wire.is === 'to') {
    const from = { node, port: kind.outputs[0] ?? '' };
    return [connect(analysis.id, { from, to: wire.end })];
  }
  const type = analysis.nodes.get(wire.end.node)?.outputs?.[wire.end.port] ?? null;
  const port = fittingInput(kind, type) ?? fittingInput(kind, null);
  return port === null ? [] : [connect(analysis.id, { from: wire.end, to: { node, port } })];
}

/** Adds a node at a place of the canvas, joined to a loose wire if there is one. */
export function addNodeAt(kind: LayerKind, position: Position, wire: LooseWire | null): void {
  const analysis = shownGraph();
  if (!analysis) return;
  const node = { ...newNode(analysis, kind), position: freePlace(analysis.graph, position) };
  const wiring = wire ? wireEdit(analysis, wire, node.id, kind) : [];
  const made = editAlone(
    combineEdits(`Add ${node.id}`, [addNodes(analysis.id, [node]), ...wiring]),
  );
  if (made) useEditor.getState().select([node.id]);
}

/** Puts a new node into a wire. */
export function addNodeOnWire(kind: LayerKind, wireId: string): void {
  const analysis = shownGraph();
  const edge = analysis?.graph.edges.find((other) => edgeId(other) === wireId);
  if (!analysis || !edge) return;
  const node = newNode(analysis, kind);
  const type = analysis.nodes.get(edge.from.node)?.outputs?.[edge.from.port] ?? null;
  const port = fittingInput(kind, type) ?? fittingInput(kind, null);
  if (port === null) {
    useEditor.getState().notify('error', `${kind.title} takes no wire, so it cannot go into one.`);
    return;
  }
  const edit = insertOnEdge(analysis.id, edge, node, port, kind.outputs[0] ?? '');
  if (editAlone(withRoom(analysis.id, edit))) useEditor.getState().select([node.id]);
}

/** Puts a node that stands alone into a wire; the node keeps its place. */
export function putNodeIntoWire(id: string, position: Position, wireId: string): void {
  const analysis = shownGraph();
  const edge = analysis?.graph.edges.find((other) => edgeId(other) === wireId);
  const kind = analysis?.nodes.get(id)?.kind;
  if (!analysis || !edge || !kind) return;
  const type = analysis.nodes.get(edge.from.node)?.outputs?.[edge.from.port] ?? null;
  const port = fittingInput(kind, type) ?? fittingInput(kind, null);
  if (port === null) return;
  editAlone(
    combineEdits(`Insert ${id}`, [
      moveNodes(analysis.id, { [id]: position }),
      disconnect(analysis.id, [edge]),
      connect(analysis.id, { from: edge.from, to: { node: id, port } }),
      connect(analysis.id, { from: { node: id, port: kind.outputs[0] ?? '' }, to: edge.to }),
    ]),
  );
}

/**
 * Adds a node after the selected one and joins them: into its wire where it has exactly one, so that
 * a chain stays a chain. With nothing selected the node goes to the middle of the view.
 */
export function addNodeAfterSelection(kind: LayerKind): void {
  const analysis = shownGraph();
  if (!analysis) return;
  const { selection } = useEditor.getState();
  const last = selection.at(-1);
  const source = last === undefined ? null : analysis.graph.nodes[last];
  if (!source || fittingInput(kind, null) === null) {
    addNodeAt(kind, middleOfView(), null);
  } else {
    const [only, ...others] = edgesOutOf(analysis.structure, source.id);
    if (only && others.length === 0) addNodeOnWire(kind, edgeId(only));
    else {
      const place = shownPositions(analysis.graph).get(source.id) ?? { x: 0, y: 0 };
      const below = { x: place.x, y: place.y + rowPitch };
      addNodeAt(kind, below, { end: firstOutput(analysis, source.id), is: 'from' });
    }
  }
  bringSelectionIntoView();
}

/** Scrolls the canvas as far as needed to show the selected nodes. */
export function bringSelectionIntoView(): void {
  const { flow } = useCanvas.getState();
  // The node is on the canvas only after the next frame.
  requestAnimationFrame(() => {
    const analysis = shownGraph();
    const box = document.querySelector('.react-flow')?.getBoundingClientRect();
    const [id] = useEditor.getState().selection;
    const place = analysis && id !== undefined && shownPositions(analysis.graph).get(id);
    if (!flow || !box || !place) return;
    const corner = flow.flowToScreenPosition(place);
    const zoom = flow.getZoom();
    const inside =
      corner.x >= box.left + 8 &&
      corner.y >= box.top + 8 &&
      corner.x + nodeWidth * zoom <= box.right - 8 &&
      corner.y + nodeHeight * zoom <= box.bottom - 8;
    if (inside) return;
    void flow.setCenter(place.x + nodeWidth / 2, place.y + nodeHeight / 2, {
      zoom: Math.max(zoom, 0.6),
      duration: 150,
    });
  });
}

/** Deletes the selected nodes and wires; chains stay joined. */
export function deleteSelection(): void {
  const { selection, graphId } = useEditor.getState();
  const { selectedEdges } = useCanvas.getState();
  const edits = [
    ...(selectedEdges.length > 0 ? [disconnect(graphId, selectedEdges)] : []),
    ...(selection.length > 0 ? [removeNodes(graphId, selection, true)] : []),
  ];
  const [first] = edits;
  if (!first) return;
  editAlone(edits.length === 1 ? first : combineEdits('Delete the selection', edits));
  useCanvas.setState({ selectedEdges: [] });
}

/** Deletes one wire. */
export function deleteWire(edge: Edge): void {
  editAlone(disconnect(useEditor.getState().graphId, [edge]));
}

/** Draws a wire. */
export function drawWire(edge: Edge): void {
  editAlone(connect(useEditor.getState().graphId, edge));
}

/** Leads a wire elsewhere: one of its ends, or both, are new. */
export function moveWire(before: Edge, after: Edge): void {
  const { graphId } = useEditor.getState();
  const label =
    before.to.node === after.to.node && before.to.port === after.to.port
      ? `Connect ${after.to.node} to ${after.from.node} instead of ${before.from.node}`
      : `Connect ${after.from.node} to ${after.to.node} instead of ${before.to.node}`;
  editAlone(combineEdits(label, [disconnect(graphId, [before]), connect(graphId, after)]));
}

/** Moves the selected nodes; a series of nudges is one step of the history. */
export function nudgeSelection(dx: number, dy: number): void {
  const analysis = shownGraph();
  const { selection, edit } = useEditor.getState();
  if (!analysis || selection.length === 0) return;
  const shown = shownPositions(analysis.graph);
  const positions: Record<string, Position> = {};
  for (const id of selection) {
    const place = shown.get(id);
    if (place) positions[id] = { x: place.x + dx, y: place.y + dy };
  }
  edit(moveNodes(analysis.id, positions));
}

/** Arranges the selected nodes, or all when fewer than two are selected. */
export async function arrangeNodes(): Promise<void> {
  const analysis = shownGraph();
  if (!analysis) return;
  const { selection, notify } = useEditor.getState();
  const all = Object.keys(analysis.graph.nodes);
  const ids = selection.length > 1 ? selection : all;
  if (ids.length === 0) return;
  const arranged = await arrange(analysis.graph, ids);
  if (!arranged.ok) return notify('error', arranged.error);
  const edit = moveNodes(analysis.id, arranged.value);
  const label = ids === all ? 'Arrange all nodes' : `Arrange ${ids.length} nodes`;
  editAlone({ label, apply: edit.apply });
  if (ids === all) requestAnimationFrame(fitView);
}

/** What is left free around all nodes: above and below, wires turn. */
const fitting = { padding: { x: '32px', y: '40px' }, maxZoom: 1 } as const;

/** Shows all nodes, no larger than they are drawn. */
export function fitView(): void {
  const { flow } = useCanvas.getState();
  // With no nodes it would wait, and move the canvas when the first one is added.
  if (flow && flow.getNodes().length > 0) {
    void flow.fitView({ ...fitting, duration: 150 });
  }
}

/** Zooms as somebody asked: closer, away, or to the size as drawn. */
export function zoomCanvas(to: 'in' | 'out' | 'asDrawn'): void {
  const { flow, zoomsAsked } = useCanvas.getState();
  if (!flow) return;
  useCanvas.setState({ zoomsAsked: zoomsAsked + 1 });
  const gently = { duration: 100 };
  if (to === 'in') void flow.zoomIn(gently);
  else if (to === 'out') void flow.zoomOut(gently);
  else void flow.zoomTo(1, gently);
}

/** The smallest zoom at which a node can be read. */
const readableZoom = 0.4;

/** Shows a graph that was just opened: all of it where that can be read, otherwise its beginning. */
export async function showFromTheStart(flow: ReactFlowInstance<FlowNode, FlowEdge>): Promise<void> {
  const analysis = shownGraph();
  const box = document.querySelector('.react-flow')?.getBoundingClientRect();
  const places = analysis ? [...shownPositions(analysis.graph).values()] : [];
  const first = analysis && shownPositions(analysis.graph).get(analysis.structure.order[0] ?? '');
  if (!box || !first) {
    await flow.setViewport({ x: 0, y: 0, zoom: 1 });
    return;
  }
  const left = Math.min(...places.map(({ x }) => x));
  const width = Math.max(...places.map(({ x }) => x)) - left;
  const height = Math.max(...places.map(({ y }) => y)) - Math.min(...places.map(({ y }) => y));
  const zoom = Math.min(box.width / (width + nodeWidth), box.height / (height + nodeHeight));
  if (zoom >= readableZoom) await flow.fitView(fitting);
  else {
    // From the left edge, unless the beginning is further to the right than the window reaches.
    const fromLeft = 48 - left * 0.8;
    const reaches = first.x * 0.8 + fromLeft + nodeWidth * 0.8 < box.width;
    const x = reaches ? fromLeft : box.width / 2 - (first.x + nodeWidth / 2) * 0.8;
    await flow.setViewport({ x, y: 48 - first.y * 0.8, zoom: 0.8 });
  }
}

/** Where the pointer is over the canvas, as the place of a node; otherwise the middle of the view. */
export function placeAtPointer(): Position {
  const { flow, pointer } = useCanvas.getState();
  if (!flow || !pointer) return middleOfView();
  const { x, y } = flow.screenToFlowPosition(pointer);
  return onGrid({ x: x - nodeWidth / 2, y: y - nodeHeight / 2 });
}
