import type { GraphAnalysis } from '../../../src/analysis/graphAnalysis';
import { useEditor } from '../../store/editorStore';
import { type GraphWay, wayOfPath, wayTo } from '../../store/graphWay';

/** The paths, seen from the network, of nodes of the graph on the canvas; of a repeated one all. */
export function pathsOnCanvas(
  way: GraphWay,
  { nodes }: GraphAnalysis,
  ids: readonly string[],
): readonly string[] {
  const prefix = way.steps.map(({ node, part }) => `${node}${part ?? ''}/`).join('');
  return ids.flatMap((id) => {
    const parts = nodes.get(id)?.parts;
    return parts ? parts.map((_, index) => `${prefix}${id}${index + 1}`) : [`${prefix}${id}`];
  });
}

/** Selects the node of a path if it stands in the graph on the canvas; enters no block for it. */
export function selectOnCanvas(graphId: string, path: string): void {
  const { analysis, way, select } = useEditor.getState();
  const place = wayOfPath(analysis, wayTo(analysis, graphId), path);
  if (place && JSON.stringify(place.way) === JSON.stringify(way)) select([place.node]);
}
