import type { TensorType } from '../base/tensorType';
import { type GraphNode, graphUsedBy } from '../document/project';
import type { LayerKind } from '../kinds/layerKind';
import { hasEveryInput, nothingKnown, readFields } from './applyLayer';
import { blockEnds } from './blockEnds';
import { defaultArguments } from './blockKind';
import { calledFeatures, featurePort } from './callKind';
import { callRefusals } from './callRefusals';
import { expandNetwork } from './expandNetwork';
import type { AnalysisContext, GraphAnalysis, GraphUse, NodeAnalysis } from './graphAnalysis';
import { graphTotals } from './graphTotals';
import { nodeReport } from './nodeReport';
import type { Names } from './nodeSettings';

/** A network by itself, with its default arguments: as it is trained. */
export function networkUse(context: Pick<AnalysisContext, 'graphs'>, graphId: string): GraphUse {
  const graph = context.graphs[graphId];
  return { arguments: graph ? defaultArguments(graph) : {}, inputs: null, frozen: false };
}

/** Works out a call of a network in a training step: whether what arrives fits, and what leaves. */
export function applyCall(
  context: AnalysisContext,
  graphId: string,
  node: GraphNode,
  kind: LayerKind,
  inputs: NodeAnalysis['inputs'],
  names: Names,
): NodeAnalysis {
  const report = nodeReport(graphId, node);
  const { say, diagnostics } = report;
  const nothing = nothingKnown(node, kind, inputs, report);
  const network = graphUsedBy(node.kind)?.graph ?? '';
  const graph = context.graphs[network];
  if (!graph) return nothing;
  if (graph.role !== 'network') {
    say(
      'call/noNetwork',
      'error',
      `${network} is a training step, and only networks can be called. Choose a network.`,
    );
    return nothing;
  }
  const fields = readFields(node, kind, names, false, report);
  const alone = context.analyseUse(network, networkUse(context, network));
  const errors = alone.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors[0]) {
    const more = errors.length > 1 ? `, and ${errors.length - 1} more` : '';
    say(
      'call/inside',
      'error',
      `The network ${network} has an error: ${errors[0].message.replace(/\.$/, '')}${more}.`,
    );
  }
  if (!fields) return { ...nothing, inner: alone };
  const isWired = hasEveryInput(kind.inputs, Object.keys(inputs));
  const ends = blockEnds(graph);
  const arriving: Record<string, TensorType | null> = {};
  let isKnown = isWired;
  let isOpen = false;
  for (const [port, inside] of ends.inputs) {
    const type = inputs[port];
    const wanted = alone.nodes.get(inside)?.outputs?.y;
    if (!type || !wanted) {
      isKnown = false;
      continue;
    }
    const refusals = callRefusals({ graphId, node: node.id, port }, type, alone, inside, wanted);
    diagnostics.push(...refusals);
    if (refusals.length > 0) isKnown = false;
    isOpen ||= wanted.shape.includes(null);
    arriving[inside] = { shape: type.shape, dtype: type.dtype };
  }
  // A network with sizes left open is as large as what arrives.
  const inner =
    isKnown && isOpen
      ? context.analyseUse(network, { ...networkUse(context, network), inputs: arriving })
      : alone;
  const outputs = outputTypes(inner, ends.outputs);
  for (const path of kind.id.startsWith('call:') ? calledFeatures(node.fields) : []) {
    const found = expandNetwork(inner).nodes.find((one) => one.path === path);
    const [type] = Object.values(found?.analysis.outputs ?? {});
    if (type) outputs[featurePort(path)] = type;
    else {
      say(
        'call/noFeature',
        'error',
        `${network} has no layer "${path}" whose output could leave it. Name one by its path, such as ${expandNetwork(inner).nodes.at(-1)?.path ?? 'conv1'}.`,
        { field: 'features' },
      );
    }
  }
  const complete = kind.outputs.every((port) => port in outputs);
  if (ends.outputs.size === 0) {
    say('call/noOutput', 'error', `The network ${network} has no output. Add layers to it.`);
  }
  return {
    ...nothing,
    fields,
    inner,
    outputs: isWired && complete ? outputs : null,
    costs: graphTotals(inner).costs,
  };
}

function outputTypes(
  inner: GraphAnalysis,
  ends: ReadonlyMap<string, string>,
): Record<string, TensorType> {
  const outputs: Record<string, TensorType> = {};
  for (const [port, inside] of ends) {
    const [type] = Object.values(inner.nodes.get(inside)?.outputs ?? {});
    if (type) outputs[port] = { shape: type.shape, dtype: type.dtype };
  }
  return outputs;
}
