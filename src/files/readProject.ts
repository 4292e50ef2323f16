import type { z } from 'zod';
import { type KindLookup, kindLookup } from '../analysis/blockKind';
import { formatBytes } from '../base/humanNumber';
import type { JsonValue } from '../base/jsonValue';
import { failure, type Result, success } from '../base/result';
import {
  type Edge,
  FORMAT_VERSION,
  type Graph,
  type GraphNode,
  identifierRule,
  isIdentifier,
  type Phase,
  type PortReference,
  type Project,
  type ProjectFile,
  projectFile,
} from '../document/project';
import { type LayerKind, onlyOutput } from '../kinds/layerKind';
import { isVariadic, variadicPortName } from '../kinds/port';
import { migrate } from './migrations/migrate';
import { scanJson } from './scanJson';

/** The largest project file that is opened; a network of 100,000 nodes takes about a third of it. */
export const largestProjectBytes = 64_000_000;

const notText = 'This is not a text file (UTF-8), so it is no Netloom project (JSON).';

/** The port that an unknown kind is taken to have where a file names none. */
const assumedInput = 'x';

/** Whether a file of this many bytes is opened at all, to be asked before it is read. */
export function checkProjectSize(bytes: number): Result<null> {
  return bytes <= largestProjectBytes
    ? success(null)
    : failure(
        `The file takes ${formatBytes(bytes)}; a Netloom project takes at most ${formatBytes(largestProjectBytes)}.`,
      );
}

/** Reads the bytes of a `.netloom` file; see `readProject`. Bytes that are no UTF-8 are no project. */
export function readProjectBytes(bytes: Uint8Array): Result<Project> {
  const size = checkProjectSize(bytes.length);
  if (!size.ok) return size;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return failure(notText);
  }
  return readProject(text);
}

/**
 * Reads the text of a `.netloom` file. The error is one sentence that says where the file is wrong,
 * what stands there and what would be right; a wrong *network* is no error here but has diagnostics.
 */
export function readProject(text: string): Result<Project> {
  const size = checkProjectSize(text.length);
  if (!size.ok) return size;
  const json = parseJson(text);
  if (!json.ok) return json;
  if (!isRecord(json.value)) {
    return failure(
      'This is not a Netloom project: the file must hold an object { "netloom": 1, … }.',
    );
  }
  const version = json.value.netloom;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    return failure(
      version === undefined
        ? 'This is not a Netloom project: "netloom" with the format version (1) is missing.'
        : `"netloom" is ${shorten(version)}; it must be the format version, ${FORMAT_VERSION} or an earlier whole number.`,
    );
  }
  if (version > FORMAT_VERSION) {
    return failure(
      `The file has format version ${version}, but this Netloom reads up to ${FORMAT_VERSION}. Open it with a newer Netloom.`,
    );
  }
  const parsed = projectFile.safeParse(migrate(json.value, version));
  if (!parsed.success) return failure(describeIssue(parsed.error, json.value));
  return toProject(parsed.data);
}

function isRecord(value: unknown): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function parseJson(text: string): Result<JsonValue> {
  const clean = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (clean.trim() === '') return failure('The file is empty.');
  // Control characters other than white space, and bytes that are no UTF-8, mean it is not text.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point.
  if (/[\u0000-\u0008\u000e-\u001f\ufffd]/.test(clean.slice(0, 4096))) {
    return failure(notText);
  }
  const problem = scanJson(clean);
  if (problem) {
    const { line, column, message } = problem;
    return failure(`The file is not valid JSON. Line ${line}, column ${column}: ${message}.`);
  }
  return success(JSON.parse(clean) as JsonValue);
}

/** The first problem that the schema found: the place, the value found, and the rule. */
function describeIssue(error: z.ZodError, file: JsonValue): string {
  const issue = error.issues[0];
  if (!issue) return 'The file is not a Netloom project.';
  const { place, found } = placeOf(issue.path, file);
  const subject = place === '' ? 'The project' : place;
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => `"${key}"`).join(', ');
    return `${subject} has ${keys}, which the format does not know; check the spelling or take it out.`;
  }
  const name = issue.code === 'invalid_key' ? issue.path.at(-1) : found;
  if (issue.code !== 'invalid_type' && typeof name === 'string' && name in Object.prototype) {
    return `${subject}: the name "${name}" is one that every JavaScript object has; choose another.`;
  }
  if (issue.code === 'invalid_key') {
    return `${subject}: this name is not allowed; a name must be ${identifierRule}.`;
  }
  return found === undefined
    ? `${subject} is missing; it must be ${ruleOf(issue)}.`
    : `${subject} is ${shorten(found)}; it must be ${ruleOf(issue)}.`;
}

/** A path into the file for people: indices followed by the id of what is there. */
function placeOf(
  path: readonly PropertyKey[],
  file: JsonValue,
): { readonly place: string; readonly found: unknown } {
  let found: unknown = file;
  let place = '';
  for (const [depth, key] of path.entries()) {
    if (typeof key === 'number') place += `[${key}]`;
    else place += place === '' ? String(key) : `.${String(key)}`;
    found = (found as Record<PropertyKey, unknown> | null | undefined)?.[key];
    const id = (found as { readonly id?: unknown } | null | undefined)?.id;
    if (typeof key === 'number' && typeof id === 'string' && depth < path.length - 1) {
      place += ` (${shorten(id)})`;
    }
  }
  return { place, found };
}

const typeRules: Readonly<Record<string, string>> = {
  string: 'a text in double quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list […]',
  tuple: 'two numbers [x, y]',
  object: 'an object {…}',
  record: 'an object {…}',
};

/** What a value must be, as the end of a sentence. */
function ruleOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeRules[issue.expected] ?? `of the type ${issue.expected}`;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'too_small':
      return issue.origin === 'string'
        ? 'a text that is not empty'
        : issue.origin === 'array'
          ? 'two numbers [x, y]'
          : `at least ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string'
        ? `a text of at most ${issue.maximum} characters`
        : issue.origin === 'array'
          ? 'two numbers [x, y]'
          : `at most ${issue.maximum}`;
    case 'custom':
      return issue.message.replace(/^must be /, '');
    default:
      return 'something else (see the description of the format)';
  }
}

function toProject(file: ProjectFile): Result<Project> {
  if (Object.keys(file.graphs).length === 0) {
    return failure(
      'graphs is empty; a project has at least one graph, such as "main": { "role": "network", "nodes": [] }.',
    );
  }
  const drafts: Record<string, Graph> = {};
  const wires = new Map<string, readonly Ends[]>();
  for (const [id, graph] of Object.entries(file.graphs)) {
    const nodes: Record<string, GraphNode> = {};
    for (const node of graph.nodes) {
      if (Object.hasOwn(nodes, node.id)) {
        return failure(
          `graphs.${id} has two nodes with the id "${node.id}"; every node needs an id of its own.`,
        );
      }
      nodes[node.id] = readNode(node);
    }
    const ends = readEnds(id, graph.edges);
    if (!ends.ok) return ends;
    wires.set(id, ends.value);
    drafts[id] = {
      role: graph.role,
      ...(graph.arguments === undefined ? {} : { arguments: graph.arguments as never }),
      ...(graph.notes === undefined ? {} : { notes: graph.notes }),
      nodes,
      // What leads where decides the ports of a block; its own ports are found below.
      edges: ends.value.map(({ from, to }) => ({
        from: { node: from.node, port: from.port ?? '' },
        to: { node: to.node, port: to.port ?? '' },
      })),
    };
  }
  const kinds = kindLookup(drafts);
  const graphs: Record<string, Graph> = {};
  for (const [id, draft] of Object.entries(drafts)) {
    graphs[id] = { ...draft, edges: withPorts(draft.nodes, wires.get(id) ?? [], kinds) };
  }
  const phases: readonly Phase[] = file.phases;
  return success({
    name: file.name,
    ...(file.notes === undefined ? {} : { notes: file.notes }),
    graphs,
    phases,
  });
}

function readNode(node: ProjectFile['graphs'][string]['nodes'][number]): GraphNode {
  const { position, fields, scan, ...rest } = node;
  return {
    ...(rest as Pick<GraphNode, 'id' | 'kind'>),
    fields: fields ?? {},
    ...(scan ? { scan } : {}),
    ...(position ? { position: { x: position[0], y: position[1] } } : {}),
  };
}

/** The two ends of a wire as the file names them. */
interface Ends {
  readonly from: End;
  readonly to: End;
}

function readEnds(
  graphId: string,
  edges: readonly { readonly from: string; readonly to: string }[],
): Result<readonly Ends[]> {
  const ends: Ends[] = [];
  for (const [index, edge] of edges.entries()) {
    const from = readEnd(edge.from);
    const to = readEnd(edge.to);
    for (const [side, end, text] of [
      ['from', from, edge.from],
      ['to', to, edge.to],
    ] as const) {
      if (!end) {
        return failure(
          `graphs.${graphId}.edges[${index}].${side} is ${shorten(text)}; it must be "node" or "node:port".`,
        );
      }
    }
    if (from && to) ends.push({ from, to });
  }
  return success(ends);
}

/** Wires with a port at every end: ends that name none take the kind's only or first free one. */
function withPorts(
  nodes: Readonly<Record<string, GraphNode>>,
  ends: readonly Ends[],
  kinds: KindLookup,
): readonly Edge[] {
  const taken = new Map<string, Set<string>>();
  const freeFrom = new Map<string, number>();
  const kindOf = (id: string): LayerKind | null => {
    const node = Object.hasOwn(nodes, id) ? nodes[id] : undefined;
    return node ? kinds(node) : null;
  };
  for (const { to } of ends) if (to.port !== null) portsTaken(taken, to.node).add(to.port);
  return ends.map(({ from, to }) => ({
    from: { node: from.node, port: from.port ?? kindOf(from.node)?.outputs[0] ?? onlyOutput },
    to: { node: to.node, port: to.port ?? freeInput(kindOf(to.node), to.node, taken, freeFrom) },
  }));
}

interface End {
  readonly node: string;
  readonly port: string | null;
}

function readEnd(text: string): End | null {
  const [node = '', port, ...rest] = text.split(':');
  if (rest.length > 0 || !isIdentifier(node)) return null;
  if (port !== undefined && !/^[A-Za-z][A-Za-z0-9_-]*$/.test(port)) return null;
  return { node, port: port ?? null };
}

function portsTaken(taken: Map<string, Set<string>>, node: string): Set<string> {
  const ports = taken.get(node) ?? new Set<string>();
  taken.set(node, ports);
  return ports;
}

/** The input that a wire without one takes; `freeFrom` is the variadic place to search from. */
function freeInput(
  kind: LayerKind | null,
  id: string,
  taken: Map<string, Set<string>>,
  freeFrom: Map<string, number>,
): PortReference['port'] {
  const ports = portsTaken(taken, id);
  let port = assumedInput;
  if (kind && isVariadic(kind.inputs)) {
    let index = freeFrom.get(id) ?? 0;
    while (ports.has(variadicPortName(index))) index++;
    freeFrom.set(id, index + 1);
    port = variadicPortName(index);
  } else if (kind) {
    const names = Object.keys(kind.inputs);
    port = names.find((name) => !ports.has(name)) ?? names[0] ?? assumedInput;
  }
  ports.add(port);
  return port;
}
