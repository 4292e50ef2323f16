import type { JsonValue } from '../base/jsonValue';
import {
  type Argument,
  type Graph,
  type GraphNode,
  graphUsedBy,
  type Project,
  type Scan,
} from '../document/project';
import { type Field, type FieldSet, field } from '../kinds/field';
import { type LayerKind, trainableField } from '../kinds/layerKind';
import type { InputPort } from '../kinds/port';
import { findKind } from '../kinds/registry';
import { blockEnds } from './blockEnds';
import { callKind } from './callKind';

/**
 * The kinds that a node of a project can have: layers, parts of training steps, and the project's own
 * graphs as blocks or as networks that are called.
 */
export type KindLookup = (
  node: Pick<GraphNode, 'kind' | 'scan'> & Partial<Pick<GraphNode, 'fields'>>,
) => LayerKind | null;

const kindsByGraph = new WeakMap<Graph, Map<string, LayerKind>>();

/** A graph as a kind: its input nodes are the ports, its arguments the fields. */
export function blockKind(graphId: string, graph: Graph): LayerKind {
  const kinds = kindsByGraph.get(graph) ?? new Map<string, LayerKind>();
  kindsByGraph.set(graph, kinds);
  const known = kinds.get(graphId);
  if (known) return known;
  const ends = blockEnds(graph);
  const inputs: Record<string, InputPort> = {};
  for (const port of ends.inputs.keys()) inputs[port] = {};
  const kind: LayerKind = {
    id: `block:${graphId}`,
    title: graphId,
    family: 'block',
    summary: firstSentence(graph.notes) ?? `The block ${graphId} of this project.`,
    source: '',
    inputs,
    outputs: [...ends.outputs.keys()],
    fields: { ...argumentFields(graph), trainable: trainableField },
    messages: {},
    view: false,
    keeps: 'none',
    examples: [],
    telling: (values) =>
      Object.keys(graph.arguments ?? {})
        .map((name) => `${name} ${shortValue(values[name])}`)
        .join(' · '),
    // What is inside answers these; analysis never asks the block itself.
    infer: () => null,
    weights: () => [],
    macs: () => null,
    operations: () => null,
    reach: () => 'same',
    layers: () => [],
    formula: () => [],
  };
  kinds.set(graphId, kind);
  return kind;
}

function firstSentence(notes: string | undefined): string | null {
  const [line] = (notes ?? '').split('\n').filter((text) => text.trim() && !text.startsWith('#'));
  return line?.trim() ?? null;
}

function shortValue(value: unknown): string {
  return Array.isArray(value) ? value.join('×') : String(value);
}

const scannedKinds = new WeakMap<Scan, { readonly block: LayerKind; readonly kind: LayerKind }>();

/** A block that runs along a sequence: inputs that are fed back from zeros are no ports. */
function scannedKind(block: LayerKind, graph: Graph, scan: Scan): LayerKind {
  const known = scannedKinds.get(scan);
  if (known?.block === block) return known.kind;
  const hidden = new Set(
    scan.feedback.filter(({ initial }) => initial === 'zeros').map(({ to }) => to),
  );
  const inputs: Record<string, InputPort> = {};
  for (const [port, node] of blockEnds(graph).inputs) if (!hidden.has(node)) inputs[port] = {};
  const kind = { ...block, inputs };
  scannedKinds.set(scan, { block, kind });
  return kind;
}

/** Looks kinds up in the registry and among the graphs of a project. */
export function kindLookup(graphs: Project['graphs']): KindLookup {
  return ({ kind, scan, fields }) => {
    const used = graphUsedBy(kind);
    if (!used) return findKind(kind);
    const graph = Object.hasOwn(graphs, used.graph) ? graphs[used.graph] : undefined;
    if (!graph) return null;
    if (used.relation !== 'block') return callKind(used.relation, used.graph, graph, fields);
    const block = blockKind(used.graph, graph);
    return scan ? scannedKind(block, graph, scan) : block;
  };
}

/** What is wrong with the arguments that a graph declares. */
export function argumentProblems(graph: Graph): readonly string[] {
  return Object.entries(graph.arguments ?? {}).flatMap(([name, argument]) => {
    if (argument.type === 'choice' && (argument.options ?? []).length === 0) {
      return [`The argument ${name} is a choice, but has no options. Add what it offers.`];
    }
    const { min = -Infinity, max = Infinity } = argument;
    if (min > max) {
      return [
        `The argument ${name} allows nothing: its smallest value, ${min}, is above its largest, ${max}. Exchange them.`,
      ];
    }
    const parsed = argumentField(name, argument).parse(argument.default);
    return parsed.ok ? [] : [`The default of the argument ${name} does not fit: ${parsed.error}`];
  });
}

function argumentFields(graph: Graph): FieldSet {
  const fields: Record<string, Field<unknown>> = {};
  for (const [name, argument] of Object.entries(graph.arguments ?? {})) {
    fields[name] = argumentField(name, argument);
  }
  return fields;
}

function argumentField(name: string, argument: Argument): Field<unknown> {
  const about = {
    label: argument.label ?? name,
    ...(argument.help === undefined ? {} : { help: argument.help }),
    ...(argument.min === undefined ? {} : { min: argument.min }),
    ...(argument.max === undefined ? {} : { max: argument.max }),
  };
  const made = (): Field<unknown> => {
    switch (argument.type) {
      case 'integer':
        return field.integer({ ...about, default: 1 });
      case 'number':
        return field.number({ ...about, default: 1 });
      case 'boolean':
        return field.boolean({ ...about, default: false });
      case 'shape':
        return field.shape({ label: about.label, default: [1] });
      case 'text':
        return field.text({ ...about, default: '' });
      case 'choice': {
        const [first = '', ...others] = argument.options ?? [];
        return field.choice({
          ...about,
          default: first,
          options: [first, ...others].map((value) => ({ value, label: value })),
        });
      }
    }
  };
  const base = made();
  const parsed = base.parse(argument.default);
  return parsed.ok ? { ...base, default: parsed.value } : base;
}

/** The values that a graph's arguments have where nobody sets them. */
export function defaultArguments(graph: Graph): Readonly<Record<string, JsonValue>> {
  const values: Record<string, JsonValue> = {};
  for (const [name, argument] of Object.entries(argumentFields(graph))) {
    values[name] = argument.default as JsonValue;
  }
  return values;
}
