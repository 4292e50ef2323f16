import type { ReactFlowInstance, Viewport } from '@xyflow/react';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { useEditor } from '../store/editorStore';
import { bringSelectionIntoView, showFromTheStart } from './canvasActions';
import { useCanvas } from './canvasStore';
import type { FlowEdge, FlowNode } from './flowElements';

/** A view that nobody has changed since it was made. */
interface FreshView {
  readonly viewport: Viewport;
  readonly zoomsAsked: number;
}

/** The longest that a drawing is kept back until its view is known, in milliseconds. */
const longestHidden = 500;

/**
 * Shows a graph from its start when it is opened, and again when the canvas changes its size, as long
 * as nobody has moved the view or edited the project. A graph that was left is shown as it was; what
 * was asked for, or left through, comes into view.
 */
export function useGraphView(
  flow: ReactFlowInstance<FlowNode, FlowEdge>,
  canvas: RefObject<HTMLElement | null>,
): void {
  const opened = useEditor((state) => state.opened);
  const graphId = useEditor((state) => state.graphId);
  const focusRequest = useEditor((state) => state.focusRequest);
  const fresh = useRef<FreshView | null>(null);
  const left = useRef(new Map<string, Viewport>());
  const leftOf = useRef(opened);
  // Drawn under the view of the graph before it, a graph would jump, and what is clicked with it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: opening and changing graphs are the occasions.
  useLayoutEffect(() => {
    const element = canvas.current;
    element?.setAttribute('data-hidden', '');
    const patience = setTimeout(() => element?.removeAttribute('data-hidden'), longestHidden);
    return () => clearTimeout(patience);
  }, [opened, graphId, canvas]);
  useEffect(() => {
    if (leftOf.current !== opened) left.current.clear();
    leftOf.current = opened;
    fresh.current = null;
    let isThere = false;
    let frame = requestAnimationFrame(() => void show());
    async function show(): Promise<void> {
      const before = left.current.get(graphId);
      if (before) await flow.setViewport(before);
      else {
        const asked = useCanvas.getState().zoomsAsked;
        await showFromTheStart(flow);
        fresh.current = { viewport: flow.getViewport(), zoomsAsked: asked };
      }
      isThere = true;
      canvas.current?.removeAttribute('data-hidden');
      if (useEditor.getState().selection.length > 0) bringSelectionIntoView();
    }
    const isFresh = (): boolean =>
      useEditor.getState().history.past.length === 0 &&
      fresh.current !== null &&
      // A zoom that was asked for may not have begun.
      fresh.current.zoomsAsked === useCanvas.getState().zoomsAsked &&
      sameView(fresh.current.viewport, flow.getViewport());
    const observer = new ResizeObserver(() => {
      if (!isFresh()) return;
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        // Somebody may have moved the view since the canvas changed its size.
        if (isFresh()) void show();
      });
    });
    if (canvas.current) observer.observe(canvas.current);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      const editor = useEditor.getState();
      if (!isThere || editor.opened !== opened) return;
      const isRenamed =
        !Object.hasOwn(editor.history.project.graphs, graphId) && !left.current.has(editor.graphId);
      left.current.set(isRenamed ? editor.graphId : graphId, flow.getViewport());
    };
  }, [opened, graphId, flow, canvas]);
  useEffect(() => {
    if (focusRequest) bringSelectionIntoView();
  }, [focusRequest]);
}

function sameView(a: Viewport, b: Viewport): boolean {
  return a.x === b.x && a.y === b.y && a.zoom === b.zoom;
}
