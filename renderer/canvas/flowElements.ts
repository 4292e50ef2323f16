import {
  type NodeHandle,
  type Edge as ReactFlowEdge,
  type Node as ReactFlowNode,
  Position as Side,
} from '@xyflow/react';
import type { GraphAnalysis, NodeAnalysis } from '../../src/analysis/graphAnalysis';
import { edgesInto, edgesOutOf } from '../../src/analysis/graphStructure';
import { sameEdge } from '../../src/document/edits/edgeEdits';
import type { Edge, Graph, Position } from '../../src/document/project';
import { onlyOutput } from '../../src/kinds/layerKind';
import { inputPortNames } from '../../src/kinds/port';
import type { Severity } from '../../src/kinds/report';
import { marksOfNode } from './marksOfNode';
import { nodeHeight, nodeWidth } from './nodeSize';
import { typeText } from './typeText';
import { type LedWire, type WireWay, wireWays } from './wireWays';

/** A node as React Flow draws it. */
export type FlowNode = ReactFlowNode<
  {
    readonly analysis: NodeAnalysis;
    readonly inputs: readonly string[];
    readonly outputs: readonly string[];
    readonly severity: Severity | null;
    /** Whether it is the one that Tab reaches. */
    readonly isTabStop: boolean;
  },
  'layer'
>;

/** A wire as React Flow draws it. */
export type FlowEdge = ReactFlowEdge<
  {
    readonly edge: Edge;
    readonly shape: string;
    /** How it goes around nodes; null where it need not. */
    readonly way: WireWay | null;
  },
  'wire'
>;

/** The identifier of a wire on the canvas. */
export function edgeId({ from, to }: Edge): string {
  return `${from.node}:${from.port}→${to.node}:${to.port}`;
}

/** Where nodes stand; those without a place below their source. */
export function shownPositions(graph: Graph): ReadonlyMap<string, Position> {
  const positions = new Map<string, Position>();
  for (const node of Object.values(graph.nodes)) {
    if (node.position) positions.set(node.id, node.position);
  }
  let loose = 0;
  for (const id of Object.keys(graph.nodes)) {
    if (positions.has(id)) continue;
    const source = graph.edges.find((edge) => edge.to.node === id && positions.has(edge.from.node));
    const above = source && positions.get(source.from.node);
    positions.set(
      id,
      above
        ? { x: above.x, y: above.y + nodeHeight + 40 }
        : { x: 0, y: loose++ * (nodeHeight + 40) },
    );
  }
  return positions;
}

const rank: Readonly<Record<Severity, number>> = { error: 3, warning: 2, hint: 1 };

/** The worst problem of each node, hints left out. */
export function severityByNode(analysis: GraphAnalysis): ReadonlyMap<string, Severity> {
  const worst = new Map<string, Severity>();
  for (const { node, severity } of analysis.diagnostics) {
    if (node === null || severity === 'hint') continue;
    const before = worst.get(node);
    if (!before || rank[severity] > rank[before]) worst.set(node, severity);
  }
  return worst;
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/**
 * The nodes of a graph for React Flow. A node about which nothing changed is the very object from
 * before, so that only changed ones are drawn again.
 */
export function flowNodes(
  analysis: GraphAnalysis,
  selection: readonly string[],
  before: readonly FlowNode[],
): FlowNode[] {
  const known = new Map(before.map((node) => [node.id, node]));
  const selected = new Set(selection);
  const positions = shownPositions(analysis.graph);
  const severities = severityByNode(analysis);
  const tabStop = selection[0] ?? analysis.structure.order[0];
  return Object.keys(analysis.graph.nodes).flatMap((id) => {
    const nodeAnalysis = analysis.nodes.get(id);
    const position = positions.get(id);
    if (!nodeAnalysis || !position) return [];
    const inputs = shownInputs(analysis, id);
    const outputs = shownOutputs(analysis, id);
    const severity = severities.get(id) ?? null;
    const isTabStop = id === tabStop;
    const old = known.get(id);
    const sameData =
      old &&
      old.data.analysis === nodeAnalysis &&
      old.data.severity === severity &&
      old.data.isTabStop === isTabStop &&
      sameList(old.data.inputs, inputs) &&
      sameList(old.data.outputs, outputs);
    const samePlace = old && old.position.x === position.x && old.position.y === position.y;
    if (sameData && samePlace && old.selected === selected.has(id)) return [old];
    return [
      {
        ...old,
        id,
        type: 'layer' as const,
        position: { x: position.x, y: position.y },
        width: nodeWidth,
        height: nodeHeight,
        measured: { width: nodeWidth, height: nodeHeight },
        handles: handlesOf(inputs, outputs),
        selected: selected.has(id),
        ariaLabel: describeNode(nodeAnalysis, severity),
        ariaRole: 'button' as const,
        domAttributes: { tabIndex: isTabStop ? 0 : -1, 'aria-pressed': selected.has(id) },
        data: sameData
          ? old.data
          : { analysis: nodeAnalysis, inputs, outputs, severity, isTabStop },
      },
    ];
  });
}

/** The input ports that a node shows; those of an unknown kind are the wired ones. */
function shownInputs(analysis: GraphAnalysis, id: string): readonly string[] {
  const wired = [...edgesInto(analysis.structure, id).keys()];
  const kind = analysis.nodes.get(id)?.kind;
  if (kind) return inputPortNames(kind.inputs, wired);
  return wired.length > 0 ? wired : ['x'];
}

/**
 * The output ports that a node shows: those that it gives, and any that a wire leaves from. While
 * that is not known, those of its block or its kind's main one.
 */
export function shownOutputs(analysis: GraphAnalysis, id: string): readonly string[] {
  const found = analysis.nodes.get(id);
  const all = found?.kind?.outputs ?? [onlyOutput];
  const isBlock = found?.kind?.family === 'block' || found?.kind?.family === 'network';
  const given = isBlock ? all : found?.outputs ? Object.keys(found.outputs) : all.slice(0, 1);
  const wired = edgesOutOf(analysis.structure, id).map(({ from }) => from.port);
  const shown = new Set([...given, ...wired]);
  return [...all.filter((port) => shown.delete(port)), ...shown];
}

/** Diameter of a port, in canvas pixels. */
const portSize = 9;

/** Where the ports of a node are: told, so that wires need not wait for them to be measured. */
function handlesOf(inputs: readonly string[], outputs: readonly string[]): NodeHandle[] {
  const side = (ports: readonly string[], type: 'source' | 'target'): NodeHandle[] =>
    ports.map((id, index) => ({
      id,
      type,
      position: type === 'target' ? Side.Top : Side.Bottom,
      x: (nodeWidth * (index + 1)) / (ports.length + 1) - portSize / 2,
      y: (type === 'target' ? 0 : nodeHeight) - portSize / 2,
      width: portSize,
      height: portSize,
    }));
  return [...side(inputs, 'target'), ...side(outputs, 'source')];
}

/** What a screen reader says of a node. */
function describeNode(found: NodeAnalysis, severity: Severity | null): string {
  const { node, kind, fields, outputs } = found;
  const [type] = Object.values(outputs ?? {});
  return [
    node.id,
    kind
      ? kind.family === 'block'
        ? `block ${kind.title}`
        : kind.family === 'network'
          ? `network ${kind.title}`
          : kind.title
      : `unknown kind ${node.kind}`,
    kind && fields ? kind.telling(fields) : '',
    ...marksOfNode(found).map(({ text }) => text),
    kind?.outputs.length === 0
      ? ''
      : type
        ? `output ${typeText(type).replaceAll('×', ' by ')}`
        : 'output not known',
    severity ? `has ${severity === 'error' ? 'an error' : 'a warning'}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** The ends of a wire on the canvas; null where a node is missing. */
function ledWire(
  analysis: GraphAnalysis,
  { from, to }: Edge,
  positions: ReadonlyMap<string, Position>,
): LedWire | null {
  const source = positions.get(from.node);
  const target = positions.get(to.node);
  if (!source || !target) return null;
  const across = (ports: readonly string[], port: string): number =>
    (nodeWidth * (Math.max(0, ports.indexOf(port)) + 1)) / (ports.length + 1);
  const start = {
    x: source.x + across(shownOutputs(analysis, from.node), from.port),
    y: source.y + nodeHeight,
  };
  const end = { x: target.x + across(shownInputs(analysis, to.node), to.port), y: target.y };
  return { start, end, source: `${from.node}:${from.port}` };
}

/** The ways of those wires of a graph that go around nodes, by the wires. */
function waysOfWires(analysis: GraphAnalysis): ReadonlyMap<Edge, WireWay | null> {
  const positions = shownPositions(analysis.graph);
  const led = analysis.graph.edges.flatMap((edge) => {
    const wire = ledWire(analysis, edge, positions);
    return wire ? [{ edge, wire }] : [];
  });
  const ways = wireWays(
    led.map(({ wire }) => wire),
    [...positions.values()],
  );
  return new Map(led.map(({ edge }, index) => [edge, ways[index] ?? null]));
}

function isSameWay(a: WireWay | null, b: WireWay | null): boolean {
  return a?.x === b?.x && a?.labelY === b?.labelY && a?.isLabelled === b?.isLabelled;
}

/** The wires of a graph for React Flow; unchanged ones are the very objects from before. */
export function flowEdges(
  analysis: GraphAnalysis,
  selectedEdges: readonly Edge[],
  before: readonly FlowEdge[],
): FlowEdge[] {
  const known = new Map(before.map((edge) => [edge.id, edge]));
  const { nodes } = analysis.graph;
  const seen = new Set<string>();
  const ways = waysOfWires(analysis);
  return analysis.graph.edges.flatMap((edge) => {
    const id = edgeId(edge);
    if (!nodes[edge.from.node] || !nodes[edge.to.node] || seen.has(id)) return [];
    seen.add(id);
    const type = analysis.nodes.get(edge.from.node)?.outputs?.[edge.from.port];
    const shape = type ? typeText(type) : '?';
    const selected = selectedEdges.some((other) => sameEdge(other, edge));
    const old = known.get(id);
    const way = ways.get(edge) ?? null;
    if (
      old?.data?.edge === edge &&
      old.data.shape === shape &&
      isSameWay(old.data.way, way) &&
      old.selected === selected
    ) {
      return [old];
    }
    return [
      {
        id,
        type: 'wire' as const,
        source: edge.from.node,
        sourceHandle: edge.from.port || onlyOutput,
        target: edge.to.node,
        targetHandle: edge.to.port,
        selected,
        focusable: false,
        ariaLabel: `Wire from ${edge.from.node} to ${edge.to.node}, ${shape}`,
        data: { edge, shape, way },
      },
    ];
  });
}
