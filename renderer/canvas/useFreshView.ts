import type { ReactFlowInstance, Viewport } from '@xyflow/react';
import { type RefObject, useEffect, useRef } from 'react';
import { useEditor } from '../store/editorStore';
import { showFromTheStart } from './canvasActions';
import type { FlowEdge, FlowNode } from './flowElements';

/**
 * Shows a graph that was just opened from its start, and again when the canvas changes its size, as
 * long as nobody has moved the view or edited the project.
 */
export function useFreshView(
  flow: ReactFlowInstance<FlowNode, FlowEdge>,
  canvas: RefObject<HTMLElement | null>,
): void {
  const opened = useEditor((state) => state.opened);
  const graphId = useEditor((state) => state.graphId);
  const fresh = useRef<Viewport | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: opening and changing graphs are the occasions.
  useEffect(() => {
    fresh.current = null;
    let frame = requestAnimationFrame(show);
    async function show(): Promise<void> {
      await showFromTheStart(flow);
      fresh.current = flow.getViewport();
    }
    const isFresh = (): boolean =>
      useEditor.getState().history.past.length === 0 && sameView(fresh.current, flow.getViewport());
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
    };
  }, [opened, graphId, flow, canvas]);
}

function sameView(a: Viewport | null, b: Viewport): boolean {
  return a !== null && a.x === b.x && a.y === b.y && a.zoom === b.zoom;
}
