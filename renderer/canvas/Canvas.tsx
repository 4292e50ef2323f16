import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  ConnectionLineType,
  type NodeChange,
  type OnConnectEnd,
  type OnNodeDrag,
  ReactFlow,
  ReactFlowProvider,
  type SelectionDragHandler,
  SelectionMode,
  useReactFlow,
  type Viewport,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { type DragEvent, type MouseEvent, useCallback, useEffect, useRef, useState } from 'react';
import { moveNodes } from '../../src/document/edits/nodeEdits';
import { type Edge, graphUsedBy } from '../../src/document/project';
import { selectGraphAnalysis, useEditor } from '../store/editorStore';
import { AddNodeMenu } from './AddNodeMenu';
import { enterBlock } from './blockActions';
import styles from './Canvas.module.css';
import { CanvasHint } from './CanvasHint';
import { ConnectionHint } from './ConnectionHint';
import {
  addNodeAt,
  addNodeOnWire,
  deleteWire,
  drawWire,
  editAlone,
  moveWire,
  putNodeIntoWire,
} from './canvasActions';
import { type ScreenPoint, useCanvas } from './canvasStore';
import { dropResult } from './connectionDrop';
import { type FlowEdge, type FlowNode, flowEdges, flowNodes } from './flowElements';
import { kindDragType } from './kindDrag';
import { LayerNode } from './LayerNode';
import { Minimap } from './Minimap';
import { gridSize, nodeHeight, nodeWidth } from './nodeSize';
import { takeWireOffInput } from './takeWire';
import { useGraphView } from './useGraphView';
import { Wire } from './Wire';

const nodeTypes = { layer: LayerNode };
const edgeTypes = { wire: Wire };
const selectionKeys = ['Control', 'Meta', 'Shift'];
const middleButton = [1];
/** From here on only what is in view is drawn. */
const manyNodes = 100;
const snapGrid: [number, number] = [gridSize, gridSize];

/** The drawing of the graph on show. */
export function Canvas() {
  return (
    <ReactFlowProvider>
      <Drawing />
    </ReactFlowProvider>
  );
}

function Drawing() {
  const analysis = useEditor(selectGraphAnalysis);
  const selection = useEditor((state) => state.selection);
  const opened = useEditor((state) => state.opened);
  const graphId = useEditor((state) => state.graphId);
  const selectedEdges = useCanvas((state) => state.selectedEdges);
  const flow = useReactFlow<FlowNode, FlowEdge>();
  const [nodes, setNodes] = useState<FlowNode[]>([]);
  const [edges, setEdges] = useState<FlowEdge[]>([]);
  const isFar = useCanvas((state) => state.zoom < 0.45);
  const dragging = useRef(false);
  const canvas = useRef<HTMLElement>(null);

  useEffect(() => useCanvas.setState({ flow }), [flow]);
  useEffect(() => {
    if (!analysis || dragging.current) return;
    setNodes((before) => flowNodes(analysis, selection, before));
  }, [analysis, selection]);
  useEffect(() => {
    if (analysis) setEdges((before) => flowEdges(analysis, selectedEdges, before));
  }, [analysis, selectedEdges]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: opening and changing graphs are the occasions.
  useEffect(() => {
    useCanvas.setState({ selectedEdges: [], addNode: null, renaming: null });
  }, [opened, graphId]);
  useGraphView(flow, canvas);

  const onNodesChange = useCallback((changes: NodeChange<FlowNode>[]) => {
    setNodes((before) => applyNodeChanges(changes, before));
    const selects = changes.filter((change) => change.type === 'select');
    if (selects.length === 0) return;
    const { selection: current, select } = useEditor.getState();
    const next = new Set(current);
    for (const change of selects) {
      if (change.selected) next.add(change.id);
      else next.delete(change.id);
    }
    select([...next]);
  }, []);

  const onNodeDrag: OnNodeDrag<FlowNode> = useCallback((_event, node, dragged) => {
    dragging.current = true;
    const isAlone = dragged.length === 1 && !isWired(node.id);
    useCanvas.setState({ wireBelow: isAlone ? wireUnderNode(node) : null });
  }, []);
  const onNodeDragStop: OnNodeDrag<FlowNode> = useCallback((_event, node, dragged) => {
    dragging.current = false;
    const { wireBelow } = useCanvas.getState();
    useCanvas.setState({ wireBelow: null });
    const editor = useEditor.getState();
    if (wireBelow && dragged.length === 1) putNodeIntoWire(node.id, node.position, wireBelow);
    else {
      const positions = Object.fromEntries(dragged.map(({ id, position }) => [id, position]));
      editAlone(moveNodes(editor.graphId, positions));
    }
  }, []);

  const onSelectionDrag: SelectionDragHandler<FlowNode> = useCallback(
    (event, dragged) => dragged[0] && onNodeDrag(event.nativeEvent, dragged[0], dragged),
    [onNodeDrag],
  );
  const onSelectionDragStop: SelectionDragHandler<FlowNode> = useCallback(
    (event, dragged) => dragged[0] && onNodeDragStop(event.nativeEvent, dragged[0], dragged),
    [onNodeDragStop],
  );

  const onConnectEnd: OnConnectEnd = useCallback((event, connection) => {
    if (!connection.fromHandle) return;
    const at = pointOf(event);
    const { movedWire } = useCanvas.getState();
    const result = dropResult(connection.fromHandle, at, movedWire);
    if (result.type === 'connect' && movedWire) moveWire(movedWire.edge, result.edge);
    else if (result.type === 'connect') drawWire(result.edge);
    else if (result.type === 'remove') deleteWire(result.edge);
    else if (result.type === 'refused') useEditor.getState().notify('error', result.text);
    else if (result.type === 'search') {
      useCanvas.setState({ addNode: { screen: at, wire: result.wire } });
    }
  }, []);

  const onReconnectStart = useCallback((event: MouseEvent, { data }: FlowEdge) => {
    const at = { x: event.clientX, y: event.clientY };
    if (data) useCanvas.setState({ movedWire: { edge: data.edge, at } });
  }, []);
  const onReconnectEnd = useCallback(() => useCanvas.setState({ movedWire: null }), []);

  const onDragOver = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes(kindDragType)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    useCanvas.setState({ wireBelow: wireAt({ x: event.clientX, y: event.clientY }) });
  };
  const onDrop = (event: DragEvent): void => {
    const dragged = event.dataTransfer.getData(kindDragType);
    const kind = dragged === '' ? null : useEditor.getState().analysis.kinds({ kind: dragged });
    useCanvas.setState({ wireBelow: null });
    if (!kind) return;
    event.preventDefault();
    const at = { x: event.clientX, y: event.clientY };
    const wire = wireAt(at);
    if (wire) addNodeOnWire(kind, wire);
    else {
      const { x, y } = flow.screenToFlowPosition(at);
      addNodeAt(kind, { x: x - nodeWidth / 2, y: y - nodeHeight / 2 }, null);
    }
    if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
  };

  return (
    <section
      ref={canvas}
      aria-label="Canvas"
      tabIndex={-1}
      className={styles.canvas}
      data-far={isFar || undefined}
      onMouseDownCapture={takeWireOffInput}
      onDragOver={onDragOver}
      onDragLeave={() => useCanvas.setState({ wireBelow: null })}
      onDrop={onDrop}
      onPointerMove={(event) =>
        useCanvas.setState({ pointer: { x: event.clientX, y: event.clientY } })
      }
      onPointerLeave={() => useCanvas.setState({ pointer: null })}
      onFocusCapture={(event) => {
        const id = (event.target as HTMLElement).closest<HTMLElement>('.react-flow__node')?.dataset
          .id;
        const byKeyboard = event.target.matches(':focus-visible');
        if (id && event.target.classList.contains('react-flow__node') && byKeyboard) {
          if (!useEditor.getState().selection.includes(id)) useEditor.getState().select([id]);
        }
      }}
      onDoubleClick={(event) => {
        const target = event.target as HTMLElement;
        const id = target.closest<HTMLElement>('.react-flow__node')?.dataset.id;
        const screen = { x: event.clientX, y: event.clientY };
        if (id && target.closest('button, input') === null) openOrRename(id);
        else if (target.classList.contains('react-flow__pane')) {
          useCanvas.setState({ addNode: { screen, wire: null } });
        }
      }}
    >
      <ReactFlow<FlowNode, FlowEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onNodeDrag={onNodeDrag}
        onNodeDragStop={onNodeDragStop}
        onSelectionDrag={onSelectionDrag}
        onSelectionDragStop={onSelectionDragStop}
        onConnectEnd={onConnectEnd}
        onReconnect={dropDecides}
        onReconnectStart={onReconnectStart}
        onReconnectEnd={onReconnectEnd}
        reconnectRadius={8}
        connectionDragThreshold={3}
        onEdgeClick={onEdgeClick}
        onPaneClick={selectNoWire}
        onNodeClick={selectNoWire}
        onMove={keepZoom}
        isValidConnection={isNeverRefused}
        connectionLineType={ConnectionLineType.Bezier}
        connectionRadius={12}
        connectOnClick={false}
        snapToGrid
        snapGrid={snapGrid}
        selectionOnDrag
        selectionKeyCode={null}
        selectionMode={SelectionMode.Partial}
        multiSelectionKeyCode={selectionKeys}
        panOnDrag={middleButton}
        panActivationKeyCode="Space"
        zoomOnDoubleClick={false}
        deleteKeyCode={null}
        disableKeyboardA11y
        edgesFocusable={false}
        elevateNodesOnSelect={false}
        onlyRenderVisibleElements={nodes.length > manyNodes}
        minZoom={0.05}
        maxZoom={2}
        attributionPosition="bottom-left"
      >
        <Background variant={BackgroundVariant.Dots} gap={gridSize * 3} size={1} />
        <Minimap />
      </ReactFlow>
      <CanvasHint />
      <ConnectionHint />
      <AddNodeMenu />
    </section>
  );
}

// What React Flow is handed must stay the same from edit to edit: otherwise it draws every node again.

function selectNoWire(): void {
  useCanvas.setState({ selectedEdges: [] });
}

function keepZoom(_event: unknown, { zoom }: Viewport): void {
  useCanvas.setState({ zoom });
}

function onEdgeClick(event: MouseEvent, { data }: FlowEdge): void {
  if (!data) return;
  if (event.altKey) deleteWire(data.edge);
  else selectWire(data.edge, event.ctrlKey || event.metaKey || event.shiftKey);
}

/** Only with it can ends of wires be dragged; `onConnectEnd` knows what becomes of them. */
function dropDecides(): void {}

/** Wires are refused when they are dropped, with the reason; React Flow need not judge them. */
function isNeverRefused(): boolean {
  return true;
}

/** A double click opens a block or a called network, and names anything else. */
function openOrRename(id: string): void {
  const editor = useEditor.getState();
  const node = selectGraphAnalysis(editor)?.graph.nodes[id];
  if (node && graphUsedBy(node.kind) !== null) enterBlock(id);
  else useCanvas.setState({ renaming: id });
}

function pointOf(event: globalThis.MouseEvent | TouchEvent): ScreenPoint {
  const point = 'changedTouches' in event ? event.changedTouches[0] : event;
  return { x: point?.clientX ?? 0, y: point?.clientY ?? 0 };
}

function isWired(id: string): boolean {
  const analysis = selectGraphAnalysis(useEditor.getState());
  return Boolean(analysis?.structure.incoming.has(id) || analysis?.structure.outgoing.has(id));
}

function wireAt({ x, y }: ScreenPoint): string | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const id = element.closest('.react-flow__edge')?.getAttribute('data-id');
    if (id) return id;
    if (element.closest('.react-flow__node')) return null;
  }
  return null;
}

function wireUnderNode(node: FlowNode): string | null {
  const { flow } = useCanvas.getState();
  if (!flow) return null;
  const { x, y } = node.position;
  const middle = flow.flowToScreenPosition({ x: x + nodeWidth / 2, y: y + nodeHeight / 2 });
  for (const element of document.elementsFromPoint(middle.x, middle.y)) {
    const id = element.closest('.react-flow__edge')?.getAttribute('data-id');
    if (id) return id;
  }
  return null;
}

function selectWire(edge: Edge, add: boolean): void {
  const { selectedEdges } = useCanvas.getState();
  useCanvas.setState({ selectedEdges: add ? [...selectedEdges, edge] : [edge] });
  if (!add) useEditor.getState().select([]);
}
