/** A file with these nodes and edges in the graph `main`. */
export function project(
  nodes: readonly object[],
  edges: readonly (readonly [string, string])[],
): string {
  return JSON.stringify({
    netloom: 1,
    name: 'Test',
    graphs: { main: { nodes, edges: edges.map(([from, to]) => ({ from, to })) } },
  });
}

/** A network with one error: a kernel larger than its image. */
export const tooLargeKernel = project(
  [
    { id: 'image', kind: 'input', fields: { shape: [4, 4, 1] } },
    { id: 'conv1', kind: 'conv2d', fields: { kernelSize: [7, 7] } },
  ],
  [['image', 'conv1']],
);
