import type { TensorType } from '../base/tensorType';
import { connect } from '../document/edits/edgeEdits';
import type { PortReference } from '../document/project';
import { type InputPort, inputPort, portRefusal } from '../kinds/port';
import type { Diagnostic } from './diagnostic';
import type { NodeAnalysis } from './graphAnalysis';
import type { GraphStructure } from './graphStructure';

/** An output that nothing takes yet. */
interface OpenEnd {
  readonly from: PortReference;
  readonly type: TensorType;
}

/** How many open ends are offered for one port. */
const offered = 3;

/**
 * Reports ports that nothing is connected to, offering open ends that would fit. Takes time linear
 * in the nodes, however many ports and ends are open.
 */
export function missingInputs(
  graphId: string,
  structure: GraphStructure,
  nodes: ReadonlyMap<string, NodeAnalysis>,
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  let ends: readonly OpenEnd[] | null = null;
  const fitting = new Map<InputPort, readonly OpenEnd[]>();
  for (const { node: id, port: name } of structure.missing) {
    const kind = nodes.get(id)?.kind;
    const port = kind ? inputPort(kind.inputs, name) : null;
    if (!port) continue;
    ends ??= openEnds(structure, nodes);
    const known = fitting.get(port) ?? firstFitting(ends, port);
    fitting.set(port, known);
    diagnostics.push({
      code: 'graph/missingInput',
      severity: 'error',
      graph: graphId,
      node: id,
      port: name,
      message: `Nothing is connected to input ${name} of ${id}. Draw a wire to it.`,
      fixes: known
        .filter(({ from }) => from.node !== id)
        .slice(0, offered)
        .map(({ from }) => ({
          title: `Connect ${from.node}`,
          edit: connect(graphId, { from, to: { node: id, port: name } }),
        })),
    });
  }
  return diagnostics;
}

function openEnds(
  structure: GraphStructure,
  nodes: ReadonlyMap<string, NodeAnalysis>,
): readonly OpenEnd[] {
  return structure.openEnds.flatMap((node) => {
    const [first] = Object.entries(nodes.get(node)?.outputs ?? {});
    return first ? [{ from: { node, port: first[0] }, type: first[1] }] : [];
  });
}

/** One more than is offered: the node itself may be among them. */
function firstFitting(ends: readonly OpenEnd[], port: InputPort): readonly OpenEnd[] {
  const found: OpenEnd[] = [];
  for (const end of ends) {
    if (found.length > offered) break;
    if (portRefusal(port, end.type) === null) found.push(end);
  }
  return found;
}
