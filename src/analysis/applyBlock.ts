import type { JsonValue } from '../base/jsonValue';
import { type Dimension, formatShape, sameShape, type TensorType } from '../base/tensorType';
import { blockOf, type GraphNode, type Scan } from '../document/project';
import type { LayerKind } from '../kinds/layerKind';
import { hasEveryInput, nothingKnown, readFields, refuseTooLarge } from './applyLayer';
import { type BlockEnds, blockEnds } from './blockEnds';
import type { Diagnostic } from './diagnostic';
import type { AnalysisContext, GraphAnalysis, NodeAnalysis, NodeCosts } from './graphAnalysis';
import { graphTotals } from './graphTotals';
import { largestNetwork, layerCount, refuseLayers } from './layerCount';
import { timesCosts } from './nodeCosts';
import { nodeReport, type Say } from './nodeReport';
import { type Names, resolveValue } from './nodeSettings';
import { scanNamesFit } from './scanNames';

/** Works out a block that stands once: what is inside it, with its arguments and what arrives. */
export function applyBlock(
  context: AnalysisContext,
  graphId: string,
  node: GraphNode,
  kind: LayerKind,
  inputs: NodeAnalysis['inputs'],
  names: Names,
  frozen: boolean,
): NodeAnalysis {
  const report = nodeReport(graphId, node);
  const { say } = report;
  const nothing = nothingKnown(node, kind, inputs, report);
  const block = blockOf(node.kind) ?? '';
  const graph = context.graphs[block];
  if (!graph) return nothing;
  if (context.recursive.has(block)) {
    say(
      'block/recursive',
      'error',
      `The block ${block} contains itself, directly or through another block, so it would never end. Use another block inside it, or repeat this one.`,
    );
    return nothing;
  }
  const fields = readFields(node, kind, names, frozen, report);
  if (!fields || !hasEveryInput(kind.inputs, Object.keys(inputs))) return { ...nothing, fields };
  const ends = blockEnds(graph);
  const arriving: Record<string, TensorType | null> = {};
  for (const port of Object.keys(kind.inputs)) {
    const inside = ends.inputs.get(port);
    if (inside !== undefined) arriving[inside] = inputs[port] ?? null;
  }
  if (Object.values(arriving).some((type) => type === null)) return { ...nothing, fields };
  const { trainable, ...values } = fields as Readonly<Record<string, JsonValue>>;
  const use = { arguments: values, frozen: frozen || trainable === false };
  if (node.scan && !scanNamesFit(node.scan, ends, say)) return { ...nothing, fields };
  const step = node.scan ? stepOf(node.scan, arriving, names, say) : null;
  if (node.scan && !step) return { ...nothing, fields };
  const inner = context.analyseUse(block, { ...use, inputs: step?.inputs ?? arriving });
  const layers = layerCount(inner);
  if (layers > largestNetwork) {
    refuseLayers(node.id, layers, say);
    return { ...nothing, fields };
  }
  sayInside(inner, node, say);
  const outputs: Record<string, TensorType> = {};
  let complete = true;
  for (const [port, inside] of ends.outputs) {
    const type = Object.values(inner.nodes.get(inside)?.outputs ?? {})[0];
    if (!type) complete = false;
    else
      outputs[port] = step && !node.scan?.last.includes(inside) ? stacked(type, step.steps) : type;
  }
  const result = { ...nothing, fields, inner, steps: step ? step.steps : 1 };
  if (!complete || ends.outputs.size === 0) {
    if (ends.outputs.size === 0) {
      say('block/noOutput', 'error', `The block ${block} has no output. Add layers to it.`);
    }
    return result;
  }
  if (node.scan && !feedbackFits(node.scan, inner, ends, say)) return result;
  if (step && refuseTooLarge(node.id, outputs, [], say)) return result;
  const { costs, complete: counted } = graphTotals(inner);
  const once: NodeCosts = counted ? costs : { ...costs, macs: null, activationBytes: null };
  return { ...result, outputs, costs: step ? timesCosts(once, step.steps) : once };
}

/** Says that something inside a block is wrong, once, with the first of it. */
function sayInside(inner: GraphAnalysis, node: GraphNode, say: Say): void {
  const errors = inner.diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!first) return;
  const others = errors.length - 1;
  const more =
    others > 0 ? ` There ${others === 1 ? 'is 1 more error' : `are ${others} more errors`}.` : '';
  const { path, diagnostic } = whereInside(inner, first);
  const place = diagnostic.node === null ? '' : `, at ${diagnostic.node}`;
  const inside = [node.id, ...path].join('/');
  say('block/inside', 'error', `Inside ${inside}${place}: ${diagnostic.message}${more}`);
}

/** The problem itself behind one that says that it is further inside, and the blocks around it. */
function whereInside(
  inner: GraphAnalysis,
  diagnostic: Diagnostic,
): { readonly path: readonly string[]; readonly diagnostic: Diagnostic } {
  const path: string[] = [];
  let graph: GraphAnalysis | null | undefined = inner;
  let found = diagnostic;
  while (graph && found.code === 'block/inside' && found.node !== null) {
    const block: NodeAnalysis | undefined = graph.nodes.get(found.node);
    const parts: readonly (NodeAnalysis | undefined)[] = block?.parts ?? [block];
    const isWrong = ({ severity }: Diagnostic): boolean => severity === 'error';
    graph = parts.find((part) => part?.inner?.diagnostics.some(isWrong))?.inner;
    const next: Diagnostic | undefined = graph?.diagnostics.find(isWrong);
    if (!next) break;
    path.push(found.node);
    found = next;
  }
  return { path, diagnostic: found };
}

interface Step {
  /** What arrives at the input nodes of the block in one step. */
  readonly inputs: Record<string, TensorType | null>;
  readonly steps: Dimension;
}

/** What one step of a scanned block gets of what arrives; null after saying what is wrong. */
function stepOf(
  scan: Scan,
  arriving: Readonly<Record<string, TensorType | null>>,
  names: Names,
  say: Say,
): Step | null {
  const inputs: Record<string, TensorType | null> = {};
  const whole = new Set(scan.whole);
  const states = new Map(scan.feedback.map((entry) => [entry.to, entry]));
  let steps: Dimension | undefined;
  for (const [id, type] of Object.entries(arriving)) {
    if (!type) return null;
    const isState = states.has(id) && states.get(id)?.initial === 'port';
    if (whole.has(id) || isState) {
      inputs[id] = type;
      continue;
    }
    const [length, ...rest] = type.shape;
    if (length === undefined) {
      say(
        'block/noSequence',
        'error',
        `One number an example arrives at ${id}, which is read step by step: it needs a sequence. Let it be given whole at every step, or connect a sequence.`,
        { port: id },
      );
      return null;
    }
    if (typeof steps === 'number' && length !== null && length !== steps) {
      say(
        'block/lengthsDiffer',
        'error',
        `All sequences of a scanned block must be of one length, but ${steps} steps meet ${length} at ${id}.`,
        { port: id },
      );
      return null;
    }
    if (steps === undefined || steps === null) steps = length;
    inputs[id] = { shape: rest, dtype: type.dtype };
  }
  if (steps === undefined) {
    const given = scan.steps === null ? null : resolveValue(scan.steps, names);
    if (
      !given?.ok ||
      typeof given.value !== 'number' ||
      !Number.isInteger(given.value) ||
      given.value < 1
    ) {
      say(
        'block/noSteps',
        'error',
        given && !given.ok
          ? `steps: ${given.error}`
          : 'Nothing tells how many steps to run: no input is a sequence. Give the number of steps.',
        { field: 'scan' },
      );
      return null;
    }
    steps = given.value;
  }
  return { inputs, steps };
}

function stacked(type: TensorType, steps: Dimension): TensorType {
  return { shape: [steps, ...type.shape], dtype: type.dtype };
}

/** Whether what is fed back has the shape of the input that it goes to. */
function feedbackFits(scan: Scan, inner: GraphAnalysis, ends: BlockEnds, say: Say): boolean {
  const inputs = new Set(ends.inputs.values());
  const outputs = new Set(ends.outputs.values());
  const typeOf = (id: string): TensorType | undefined =>
    Object.values(inner.nodes.get(id)?.outputs ?? {})[0];
  for (const { from, to } of scan.feedback) {
    const given = outputs.has(from) ? typeOf(from) : undefined;
    const taken = inputs.has(to) ? typeOf(to) : undefined;
    if (!given || !taken) {
      say(
        'block/noSuchFeedback',
        'error',
        `${given ? to : from} is fed back, but is no ${given ? 'input' : 'output'} of the block. Name nodes of the block.`,
        { field: 'scan' },
      );
      return false;
    }
    if (!sameShape(given.shape, taken.shape)) {
      say(
        'block/feedbackDiffers',
        'error',
        `${from} gives ${formatShape(given.shape)}, but ${to}, which it is fed back to, starts as ${formatShape(taken.shape)}. Make the shape of ${to} the same.`,
        { field: 'scan' },
      );
      return false;
    }
  }
  return true;
}
