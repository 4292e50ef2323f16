import { edgesInto } from '../../src/analysis/graphStructure';
import { sameEdge } from '../../src/document/edits/edgeEdits';
import type { Edge } from '../../src/document/project';
import { selectGraphAnalysis, useEditor } from '../store/editorStore';
import type { LooseWire } from './canvasActions';
import type { CanvasState, ScreenPoint } from './canvasStore';
import { connectionTarget, firstOutput } from './connectionTarget';

/** The handle that a wire is drawn from, as React Flow tells it. */
export interface WireStart {
  readonly nodeId: string;
  readonly id?: string | null;
  readonly type: 'source' | 'target';
}

/** What becomes of a wire dropped at a place. */
export type DropResult =
  | { readonly type: 'connect'; readonly edge: Edge; readonly text: string }
  | { readonly type: 'refused'; readonly text: string }
  | { readonly type: 'search'; readonly text: string; readonly wire: LooseWire }
  | { readonly type: 'remove'; readonly text: string; readonly edge: Edge }
  | { readonly type: 'nothing' };

/** Dropped so near to where it was taken, in pixels, a wire stays as it was. */
const stillNear = 20;

/**
 * What dropping a wire at a place of the window does: connects to the port or node there, refuses
 * with the reason, or on empty canvas searches for a node to add. A wire that was there before, held
 * by its other end, leads there instead, and dropped on empty canvas it is removed.
 */
export function dropResult(
  start: WireStart,
  at: ScreenPoint,
  moved: CanvasState['movedWire'],
): DropResult {
  const analysis = selectGraphAnalysis(useEditor.getState());
  const below = document.elementFromPoint(at.x, at.y);
  const end = { node: start.nodeId, port: start.id ?? '' };
  const is = start.type === 'source' ? 'from' : 'to';
  const nodeElement = below?.closest<HTMLElement>('.react-flow__node');
  if (!analysis || !below) return { type: 'nothing' };
  if (!nodeElement) {
    if (!below.closest('.react-flow__pane, .react-flow__edges, .react-flow__viewport')) {
      return { type: 'nothing' };
    }
    if (moved) {
      const isNear = Math.hypot(at.x - moved.at.x, at.y - moved.at.y) < stillNear;
      if (isNear) return { type: 'nothing' };
      return { type: 'remove', text: 'Drop to remove the wire', edge: moved.edge };
    }
    return { type: 'search', text: 'Drop to add a node here', wire: { end, is } };
  }
  const node = nodeElement.dataset.id ?? '';
  // Back where it began: the wire is not wanted after all.
  if (node === start.nodeId) return { type: 'nothing' };
  const handle = below.closest<HTMLElement>('.react-flow__handle');
  const port = handle?.dataset.handleid ?? null;
  const aimsAtInput = handle?.classList.contains('target') ?? false;
  const aimsAtOutput = handle?.classList.contains('source') ?? false;
  // Back on the node that it came from, a port must be named to mean another.
  const home = moved && (is === 'from' ? moved.edge.to : moved.edge.from).node;
  if (node === home && !(is === 'from' ? aimsAtInput : aimsAtOutput)) return { type: 'nothing' };
  const output = aimsAtOutput && port !== null ? { node, port } : firstOutput(analysis, node);
  const target =
    is === 'from'
      ? connectionTarget(analysis, end, node, aimsAtInput ? port : null)
      : connectionTarget(analysis, output, end.node, end.port);
  if (moved && target.edge && sameEdge(target.edge, moved.edge)) return { type: 'nothing' };
  if (target.edge === null) return { type: 'refused', text: target.refusal };
  const { from, to } = target.edge;
  const replaced = edgesInto(analysis.structure, to.node).get(to.port);
  const isOther = replaced && !(moved && sameEdge(replaced, moved.edge));
  const text = isOther
    ? `Connect to ${to.node} instead of ${replaced.from.node}`
    : `Connect ${from.node} to ${to.node}`;
  return { type: 'connect', edge: target.edge, text };
}
