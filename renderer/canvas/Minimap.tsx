import { MiniMap, type ReactFlowState, useStore } from '@xyflow/react';
import styles from './Canvas.module.css';
import type { FlowNode } from './flowElements';
import { nodeHeight, nodeWidth } from './nodeSize';

const width = 144;
const height = 96;
/** Its distance from the edges of the canvas, with what keeps nodes clear of it. */
const margin = 16;

/** The graph in small. It gives way where it would cover nodes of a graph that is in view as a whole. */
export function Minimap() {
  const gives = useStore(isInTheWay);
  if (gives) return null;
  return (
    <MiniMap
      pannable
      zoomable
      className={styles.minimap ?? ''}
      nodeColor={nodeColor}
      nodeBorderRadius={8}
      ariaLabel="Minimap"
      style={{ width, height }}
    />
  );
}

function nodeColor(node: FlowNode): string {
  const { kind } = node.data.analysis;
  return kind ? `var(--family-${kind.family})` : 'var(--error)';
}

function isInTheWay(state: ReactFlowState): boolean {
  const [panX, panY, zoom] = state.transform;
  let covers = false;
  for (const { position } of state.nodes) {
    const left = position.x * zoom + panX;
    const top = position.y * zoom + panY;
    const right = left + nodeWidth * zoom;
    const bottom = top + nodeHeight * zoom;
    if (left < 0 || top < 0 || right > state.width || bottom > state.height) return false;
    covers ||= right > state.width - width - margin && bottom > state.height - height - margin;
  }
  return covers;
}
