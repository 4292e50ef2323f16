import { connect } from '../document/edits/edgeEdits';
import { combineEdits } from '../document/edits/edit';
import { addNodes, freeNodeId, removeNodes } from '../document/edits/nodeEdits';
import type { Edge, Graph } from '../document/project';
import type { KindLookup } from './blockKind';
import type { Diagnostic } from './diagnostic';

type Outgoing = ReadonlyMap<string, readonly Edge[]>;

/**
 * The nodes on branches that reach none of the Output nodes, where the graph has some that something
 * reaches: they are not built. `order` has sources first, nodes on or behind a cycle are none of it.
 */
export function nodesThatLeadNowhere(
  graph: Graph,
  order: readonly string[],
  outgoing: Outgoing,
  incoming: ReadonlyMap<string, unknown>,
): ReadonlySet<string> {
  const isOutput = (id: string): boolean => graph.nodes[id]?.kind === 'output';
  if (!order.some((id) => isOutput(id) && incoming.has(id))) return new Set();
  const known = new Set(order);
  const nowhere = new Set<string>();
  for (const id of [...order].reverse()) {
    const wires = outgoing.get(id) ?? [];
    const isConnected = wires.length > 0 || incoming.has(id);
    // What feeds a circle has another problem.
    const leads = wires.some(({ to }) => !known.has(to.node) || !nowhere.has(to.node));
    if (isConnected && !isOutput(id) && !leads) nowhere.add(id);
  }
  return nowhere;
}

/** Warns of every end of branches that reach no Output node, with two ways out. */
export function leadsNowhereDiagnostics(
  graphId: string,
  graph: Graph,
  nowhere: ReadonlySet<string>,
  incoming: ReadonlyMap<string, ReadonlyMap<string, Edge>>,
  outgoing: Outgoing,
  kinds: KindLookup,
): readonly Diagnostic[] {
  return [...nowhere]
    .filter((id) => !outgoing.has(id))
    .map((id) => {
      const branch = branchBehind(id, graph, nowhere, incoming, outgoing);
      const others = branch.length - 1;
      const more =
        others === 0 ? '' : ` and the ${others === 1 ? 'node' : `${others} nodes`} before it`;
      const node = graph.nodes[id];
      const port = (node && kinds(node)?.outputs[0]) ?? 'y';
      const output = freeNodeId(graph, 'output');
      return {
        code: 'graph/leadsNowhere',
        severity: 'warning',
        graph: graphId,
        node: id,
        message: `${id} leads to no Output node, so the network is built without it${more}. Connect it further, give it an Output node, or delete it.`,
        fixes: [
          {
            title: 'Add an Output node',
            edit: combineEdits(`Add ${output}`, [
              addNodes(graphId, [{ id: output, kind: 'output', fields: {} }]),
              connect(graphId, { from: { node: id, port }, to: { node: output, port: 'x' } }),
            ]),
          },
          {
            title: others === 0 ? `Delete ${id}` : `Delete ${id} and ${others} more`,
            edit: removeNodes(graphId, branch),
          },
        ],
      };
    });
}

/** The end of a branch and all before it that feeds nothing else; input nodes stay. */
function branchBehind(
  end: string,
  graph: Graph,
  nowhere: ReadonlySet<string>,
  incoming: ReadonlyMap<string, ReadonlyMap<string, Edge>>,
  outgoing: Outgoing,
): readonly string[] {
  const branch = new Set([end]);
  for (const id of branch) {
    for (const { from } of incoming.get(id)?.values() ?? []) {
      const isOnlyHere = outgoing.get(from.node)?.every(({ to }) => branch.has(to.node)) ?? false;
      const isInput = graph.nodes[from.node]?.kind === 'input';
      if (isOnlyHere && !isInput && nowhere.has(from.node)) branch.add(from.node);
    }
  }
  return [...branch];
}
