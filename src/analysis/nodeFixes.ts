import type { TensorType } from '../base/tensorType';
import { insertOnEdge, samePort } from '../document/edits/edgeEdits';
import type { Edit } from '../document/edits/edit';
import { freeNodeId, setFields } from '../document/edits/nodeEdits';
import type { GraphNode } from '../document/project';
import { onlyOutput } from '../kinds/layerKind';
import { findLayerKind } from '../kinds/registry';
import type { Fix } from '../kinds/report';

/** Turns a kind's suggestion into an edit of the graph. */
export function fixEdit(graphId: string, nodeId: string, fix: Fix): Edit {
  const { change } = fix;
  if (change.type === 'setFields') return setFields(graphId, nodeId, change.values);
  return {
    label: fix.title,
    apply(project) {
      const graph = project.graphs[graphId];
      const edge = graph?.edges.find((other) =>
        samePort(other.to, { node: nodeId, port: change.port }),
      );
      if (!graph || !edge) return { ok: false, error: `Nothing is connected to ${nodeId}.` };
      const target = graph.nodes[nodeId]?.position;
      const source = graph.nodes[edge.from.node]?.position;
      const node: GraphNode = {
        id: freeNodeId(graph, change.kind),
        kind: change.kind,
        fields: change.fields ?? {},
        ...(target && source
          ? { position: { x: (target.x + source.x) / 2, y: (target.y + source.y) / 2 } }
          : {}),
      };
      const inputName = Object.keys(findLayerKind(change.kind)?.inputs ?? { x: null })[0] ?? 'x';
      return insertOnEdge(graphId, edge, node, inputName, onlyOutput).apply(project);
    },
  };
}

/** Layers that turn what arrives into what the port takes. */
export function rankFixes(port: string, type: TensorType, wanted: number | undefined): Fix[] {
  if (wanted === undefined) return [];
  const insert = (title: string, kind: string, fields = {}): Fix => ({
    title,
    change: { type: 'insertBefore', port, kind, fields },
  });
  const { shape } = type;
  if (wanted === 1 && shape.length > 1) return [insert('Insert Flatten', 'flatten')];
  if (shape.some((axis) => axis === null)) return [];
  if (wanted === 3 && shape.length === 2) {
    const [height = null, width = null] = shape;
    return [
      insert(`Insert Reshape to ${height}×${width}×1`, 'reshape', {
        targetShape: [height, width, 1],
      }),
    ];
  }
  if (wanted === 2 && shape.length === 3) {
    const [height = null, width, channels] = shape;
    const features = (width ?? 1) * (channels ?? 1);
    return [
      insert(`Insert Reshape to ${height}×${features}`, 'reshape', {
        targetShape: [height, features],
      }),
    ];
  }
  return [];
}
