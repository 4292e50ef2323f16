import { type KindLookup, kindLookup } from '../analysis/blockKind';
import {
  type Edge,
  FORMAT_VERSION,
  type Graph,
  type GraphNode,
  type Phase,
  type PortReference,
  type Project,
  phaseDefaults,
  type Scan,
} from '../document/project';
import { onlyOutput } from '../kinds/layerKind';
import { isVariadic } from '../kinds/port';

/**
 * The text of a `.netloom` file: JSON with one node and one wire a line, so that changes read well in
 * a diff. Reading it again gives an equal project.
 */
export function writeProject(project: Project): string {
  const kinds = kindLookup(project.graphs);
  const graphs = Object.entries(project.graphs).map(
    ([id, graph]) => `    ${JSON.stringify(id)}: ${writeGraph(graph, kinds)}`,
  );
  const lines = [
    `  "netloom": ${FORMAT_VERSION}`,
    `  "name": ${JSON.stringify(project.name)}`,
    ...(project.notes === undefined ? [] : [`  "notes": ${JSON.stringify(project.notes)}`]),
    `  "graphs": {\n${graphs.join(',\n')}\n  }`,
  ];
  if (project.phases.length > 0) {
    const phases = project.phases.map((phase) =>
      indent(JSON.stringify(writePhase(phase), null, 2), 4),
    );
    lines.push(`  "phases": [\n${phases.join(',\n')}\n  ]`);
  }
  return `{\n${lines.join(',\n')}\n}\n`;
}

function indent(text: string, spaces: number): string {
  return text.replace(/^/gm, ' '.repeat(spaces));
}

/** JSON on one line with a blank after every comma and colon. */
function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([key, item]) => `${JSON.stringify(key)}: ${oneLine(item)}`,
    );
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return JSON.stringify(value);
}

function list(name: string, items: readonly string[]): string {
  return items.length === 0
    ? `      "${name}": []`
    : `      "${name}": [\n${items.map((item) => `        ${item}`).join(',\n')}\n      ]`;
}

function writeGraph(graph: Graph, kinds: KindLookup): string {
  const lines = [
    `      "role": ${JSON.stringify(graph.role)}`,
    ...(graph.arguments === undefined
      ? []
      : [`      "arguments": ${writeArguments(graph.arguments)}`]),
    ...(graph.notes === undefined ? [] : [`      "notes": ${JSON.stringify(graph.notes)}`]),
    list(
      'nodes',
      Object.values(graph.nodes).map((node) => oneLine(writeNode(node))),
    ),
    list(
      'edges',
      graph.edges.map((edge) => oneLine(writeEdge(graph, edge, kinds))),
    ),
  ];
  return `{\n${lines.join(',\n')}\n    }`;
}

function writeArguments(named: NonNullable<Graph['arguments']>): string {
  const lines = Object.entries(named).map(
    ([name, argument]) => `        ${JSON.stringify(name)}: ${oneLine(argument)}`,
  );
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n      }`;
}

function writeNode(node: GraphNode): object {
  return {
    id: node.id,
    kind: node.kind,
    ...(Object.keys(node.fields).length > 0 ? { fields: node.fields } : {}),
    ...(node.repeat === undefined ? {} : { repeat: node.repeat }),
    ...(node.sharedWeights ? { sharedWeights: true } : {}),
    ...(node.bypass === undefined || node.bypass === false ? {} : { bypass: node.bypass }),
    ...(node.weightsOf === undefined ? {} : { weightsOf: node.weightsOf }),
    ...(node.scan ? { scan: writeScan(node.scan) } : {}),
    ...(node.position
      ? { position: [Math.round(node.position.x), Math.round(node.position.y)] }
      : {}),
  };
}

/** Only what differs from the defaults. */
function writeScan({ feedback, whole, last, steps }: Scan): object {
  return {
    ...(feedback.length > 0
      ? {
          feedback: feedback.map(({ from, to, initial }) =>
            initial === 'zeros' ? { from, to } : { from, to, initial },
          ),
        }
      : {}),
    ...(whole.length > 0 ? { whole } : {}),
    ...(last.length > 0 ? { last } : {}),
    ...(steps === null ? {} : { steps }),
  };
}

function writeEdge(graph: Graph, { from, to }: Edge, kinds: KindLookup): object {
  return { from: writeEnd(graph, from, 'output', kinds), to: writeEnd(graph, to, 'input', kinds) };
}

/** Names the port only where the node has several. */
function writeEnd(
  graph: Graph,
  { node, port }: PortReference,
  side: 'input' | 'output',
  kinds: KindLookup,
): string {
  const found = Object.hasOwn(graph.nodes, node) ? graph.nodes[node] : undefined;
  const kind = found ? kinds(found) : null;
  const only =
    side === 'output' ? (kind?.outputs ?? [onlyOutput]) : Object.keys(kind?.inputs ?? { x: 0 });
  const isOnly = only.length === 1 && only[0] === port;
  return isOnly && !(side === 'input' && kind && isVariadic(kind.inputs))
    ? node
    : `${node}:${port}`;
}

/** Only what differs from the defaults, and what every phase has, always in the same order. */
function writePhase(phase: Phase): object {
  const names = Object.keys(phaseDefaults) as (keyof typeof phaseDefaults)[];
  const told = names.filter(
    (name) =>
      alwaysWritten.has(name) ||
      JSON.stringify(phase[name]) !== JSON.stringify(phaseDefaults[name]),
  );
  return {
    name: phase.name,
    step: phase.step,
    ...Object.fromEntries(told.map((name) => [name, phase[name]])),
  };
}

/** Settings that a reader of the file looks for. */
const alwaysWritten: ReadonlySet<string> = new Set(['batchSize', 'epochs', 'seed']);
