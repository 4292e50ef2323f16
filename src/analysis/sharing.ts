import { sameJson } from '../base/jsonValue';
import { setFields } from '../document/edits/nodeEdits';
import { weightsTaken } from './chaining';
import type { Diagnostic, DiagnosticFix } from './diagnostic';
import type { NodeAnalysis } from './graphAnalysis';
import type { GraphStructure } from './graphStructure';
import { sameWeights } from './nodeAnalysis';
import { scanRoles } from './scanRoles';

/** What is wrong with nodes (`sharers`) that use the weights of another. */
export function sharingProblems(
  graphId: string,
  sharers: readonly NodeAnalysis[],
  nodes: ReadonlyMap<string, NodeAnalysis>,
  structure: GraphStructure,
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const node of sharers) {
    const ownerId = node.node.weightsOf ?? '';
    const isBuilt = !structure.nowhere.has(node.node.id);
    const problem =
      isBuilt && structure.nowhere.has(ownerId)
        ? ownerLeadsNowhere(node.node.id, ownerId)
        : sharingProblem(graphId, node, ownerId, nodes);
    if (problem) {
      diagnostics.push({
        severity: 'error',
        graph: graphId,
        node: node.node.id,
        field: 'weightsOf',
        fixes: [],
        ...problem,
      });
    }
  }
  return diagnostics;
}

type Problem = Pick<Diagnostic, 'code' | 'message'> & { readonly fixes?: readonly DiagnosticFix[] };

function ownerLeadsNowhere(id: string, ownerId: string): Problem {
  return {
    code: 'sharing/leadsNowhere',
    message: `${id} uses the weights of ${ownerId}, which leads to no Output node, so it is not built. Let ${ownerId} lead to an output, or let it use the weights of ${id} instead.`,
  };
}

function sharingProblem(
  graphId: string,
  node: NodeAnalysis,
  ownerId: string,
  nodes: ReadonlyMap<string, NodeAnalysis>,
): Problem | null {
  const { id } = node.node;
  const owner = nodes.get(ownerId);
  if (!owner) {
    return {
      code: 'sharing/unknown',
      message: `${id} uses the weights of ${ownerId}, which is not in the graph. Name another node, or give it weights of its own.`,
    };
  }
  if (ownerId === id || owner.node.weightsOf !== undefined) {
    const real = ownerId === id ? 'its own' : `those of ${owner.node.weightsOf}`;
    return {
      code: 'sharing/chain',
      message: `${id} uses the weights of ${ownerId}, which uses ${real}. Name the node that the weights belong to.`,
    };
  }
  if (owner.bypassed && !node.bypassed) {
    return {
      code: 'sharing/bypassed',
      message: `${id} uses the weights of ${ownerId}, which is bypassed and has none. Let ${ownerId} take part, or give ${id} weights of its own.`,
    };
  }
  if (!node.kind || !owner.kind || !node.outputs || !owner.outputs || node.bypassed) return null;
  const taken = weightsTaken(node.kind, owner.kind);
  if (taken === null) {
    return {
      code: 'sharing/otherKind',
      message: `${id} (${node.kind.title}) cannot use the weights of ${ownerId} (${owner.kind.title}): they are of different kinds.`,
    };
  }
  if (taken !== 'all') {
    const shape = (of: NodeAnalysis, name: string): string =>
      String(of.costs?.weights.find((weight) => weight.name === name)?.shape);
    const differing = taken.find((name) => shape(node, name) !== shape(owner, name));
    return differing === undefined
      ? null
      : {
          code: 'sharing/shapes',
          message: `${id} would take ${differing} from ${ownerId}, but needs ${shape(node, differing).replaceAll(',', '×')} where that has ${shape(owner, differing).replaceAll(',', '×')}.`,
        };
  }
  if (!sameFields(node, owner)) {
    return {
      code: 'sharing/differs',
      message: `${id} uses the weights of ${ownerId}, so its fields must be the same: the two are one layer, used twice.`,
      fixes: [
        {
          title: `Take the fields of ${ownerId}`,
          edit: setFields(graphId, id, {
            ...Object.fromEntries(Object.keys(node.node.fields).map((name) => [name, undefined])),
            ...owner.node.fields,
          }),
        },
      ],
    };
  }
  if (timeline(node) !== timeline(owner)) {
    return {
      code: 'sharing/scans',
      message: `${id} uses the weights of ${ownerId}, but does not run along time as that does: the two are one layer, used twice. Give both the same scan, or none; where one starts from zeros and the other does not, let both start from a port.`,
    };
  }
  return sameWeights(node, owner)
    ? null
    : {
        code: 'sharing/shapes',
        message: `${id} uses the weights of ${ownerId}, but what arrives there has another shape, for which one layer cannot be built. Let the same shape arrive.`,
      };
}

/** How a node runs along time, as a text to compare; empty for one that does not. */
function timeline(of: NodeAnalysis): string {
  const once = of.parts?.[0] ?? of;
  const { scan } = of.node;
  if (!scan || !once.inner) return '';
  const roles = scanRoles(once, scan, once.inner);
  const isMeasured = roles.inputs.some(({ role }) => role === 'sequence' || role === 'teacher');
  return JSON.stringify([roles, isMeasured ? null : once.steps]);
}

/** Whether two nodes of a kind do the same; whether they learn is the owner's matter. */
function sameFields(a: NodeAnalysis, b: NodeAnalysis): boolean {
  const { trainable: _a, ...first } = (a.fields ?? {}) as Record<string, never>;
  const { trainable: _b, ...second } = (b.fields ?? {}) as Record<string, never>;
  return sameJson(first, second) && a.parts?.length === b.parts?.length;
}
