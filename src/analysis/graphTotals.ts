import type { GraphAnalysis, NodeCosts } from './graphAnalysis';
import { layerCount } from './layerCount';
import { addCosts, noCosts } from './nodeCosts';

/** The sums of a graph, everything inside its blocks counted in, branches that are not built left out. */
export interface GraphTotals {
  readonly costs: NodeCosts;
  /** False when some node has a number missing, so that the sums are lower bounds. */
  readonly complete: boolean;
  /** Layers, those inside blocks each as often as they stand there. */
  readonly layers: number;
}

const known = new WeakMap<GraphAnalysis, GraphTotals>();

/** Sums up a graph; remembered, so that a block used often is summed once. */
export function graphTotals(analysis: GraphAnalysis): GraphTotals {
  const before = known.get(analysis);
  if (before) return before;
  let costs = noCosts;
  let complete = true;
  const { nowhere } = analysis.structure;
  for (const [id, node] of analysis.nodes) {
    if (nowhere.has(id)) continue;
    for (const part of node.parts ?? [node]) {
      if (part.inner && !graphTotals(part.inner).complete) complete = false;
    }
    if (!node.costs) {
      complete = false;
      continue;
    }
    if (node.costs.macs === null || node.costs.activationBytes === null) complete = false;
    costs = addKnown(costs, node.costs);
  }
  const totals = { costs, complete, layers: layerCount(analysis) };
  known.set(analysis, totals);
  return totals;
}

/** A number that is not known counts nothing. */
function addKnown(sum: NodeCosts, costs: NodeCosts): NodeCosts {
  return addCosts(sum, {
    ...costs,
    macs: costs.macs ?? 0,
    operations: costs.operations ?? 0,
    activationBytes: costs.activationBytes ?? 0,
  });
}
