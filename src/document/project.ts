import { z } from 'zod';
import type { JsonValue } from '../base/jsonValue';

/** One end of an edge: a node and the name of one of its ports. */
export interface PortReference {
  readonly node: string;
  readonly port: string;
}

/** A wire from an output port to an input port. */
export interface Edge {
  readonly from: PortReference;
  readonly to: PortReference;
}

/** Where a node stands on the canvas, in canvas pixels of its top left corner. */
export interface Position {
  readonly x: number;
  readonly y: number;
}

/** How a step of a scanned block gets an input from what an earlier step gave. */
export interface Feedback {
  /** The output node of the block whose value is carried to the next step. */
  readonly from: string;
  /** The input node that receives it. */
  readonly to: string;
  /**
   * What the first step receives: zeros, what arrives at the port (named as the input), or — `teacher`
   * — a whole sequence there: in training every step takes its own entry (teacher forcing), otherwise
   * only the first one and then what was fed back.
   */
  readonly initial: 'zeros' | 'port' | 'teacher';
}

/** A block applied to a sequence step by step, in time; its inputs and outputs by the ids of their nodes. */
export interface Scan {
  readonly feedback: readonly Feedback[];
  /** Inputs that every step gets whole; all others that are not fed back are cut along their first axis. */
  readonly whole: readonly string[];
  /** Outputs of which only the last step's is kept; the others are stacked along a new first axis. */
  readonly last: readonly string[];
  /** How many steps, where no input is a sequence; an expression may stand for the number. */
  readonly steps: number | string | null;
}

/**
 * One node of a graph: its name, its kind's identifier and the fields that differ from the defaults.
 * A text that starts with `=` is an expression in the graph's arguments, in any field and setting.
 */
export interface GraphNode {
  /** Unique in its graph; the layer's name in code and weights. */
  readonly id: string;
  /** The identifier of a kind, or `block:` and a graph of the project; an unknown one is kept with all its data. */
  readonly kind: string;
  readonly fields: Readonly<Record<string, JsonValue>>;
  /**
   * How often the node stands in a chain, each feeding the next; in its expressions `index` is the
   * place, from 1. 0 times lets the input through. Left out, it stands once and has no `index`.
   */
  readonly repeat?: number | string;
  /** Whether all repetitions use the weights of the first. */
  readonly sharedWeights?: boolean;
  /** Whether the node lets its input through untouched, as if it were not there. */
  readonly bypass?: boolean | string;
  /** A node of the same graph whose weights this one uses in place of its own. */
  readonly weightsOf?: string;
  /** Set on a block that runs along a sequence. */
  readonly scan?: Scan;
  readonly position?: Position;
}

/** The types that an argument of a graph can have; as the fields of the same names. */
export const argumentTypes = ['integer', 'number', 'boolean', 'choice', 'shape', 'text'] as const;

/** A setting that a graph declares and its fields use by name in expressions; each use can set it. */
export interface Argument {
  readonly type: (typeof argumentTypes)[number];
  readonly default: JsonValue;
  readonly label?: string;
  readonly help?: string;
  readonly min?: number;
  readonly max?: number;
  /** What a choice offers. */
  readonly options?: readonly string[];
}

/** What a graph draws: layers that compute, or how networks are trained. */
export type GraphRole = 'network' | 'trainingStep';

/** A graph: nodes by id, in the order of the file, and the wires between them. */
export interface Graph {
  readonly role: GraphRole;
  /** The graph's arguments by name, in the order of the form; the network itself runs with the defaults. */
  readonly arguments?: Readonly<Record<string, Argument>>;
  readonly nodes: Readonly<Record<string, GraphNode>>;
  readonly edges: readonly Edge[];
  /** Markdown shown beside the graph. */
  readonly notes?: string;
}

/** One phase of training: a training step, how long it goes on, and from where. */
export interface Phase {
  readonly name: string;
  /** The graph that draws the step. */
  readonly step: string;
  readonly batchSize: number;
  readonly epochs: number;
  /** How many steps an epoch has; null means one pass through the data. */
  readonly stepsPerEpoch: number | null;
  /** The part of the training examples kept aside to validate on, 0 ≤ … < 1. */
  readonly validationSplit: number;
  readonly seed: number;
  /** Networks and parts of them (`network/node`) that this phase leaves as they are. */
  readonly frozen: readonly string[];
  /** Networks and parts of them that begin anew instead of with what earlier phases learned. */
  readonly fresh: readonly string[];
  /**
   * After how many epochs without a smaller validation loss (or loss, where nothing is validated) the
   * phase ends; null means never.
   */
  readonly patience: number | null;
}

/** Everything that is saved: networks, training steps, the phases in which these run, and notes. */
export interface Project {
  readonly name: string;
  /** Markdown about the whole project: source, what to look at. */
  readonly notes?: string;
  readonly graphs: Readonly<Record<string, Graph>>;
  readonly phases: readonly Phase[];
}

/** The format version this program writes. */
export const FORMAT_VERSION = 2;

const identifier = /^[A-Za-z][A-Za-z0-9_-]*$/;

/**
 * Whether a text can name a node or a graph: letters, digits, `_` and `-`, starting with a letter.
 * Names that every JavaScript object has (`constructor`) are refused, as objects are keyed by them.
 */
export function isIdentifier(text: string): boolean {
  return identifier.test(text) && text.length <= 80 && !(text in Object.prototype);
}

/** What `isIdentifier` demands, in words for messages. */
export const identifierRule =
  'letters, digits, "_" and "-", starting with a letter, at most 80 characters';

const fieldValue: z.ZodType<JsonValue> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(fieldValue),
    z.record(z.string(), fieldValue),
  ]),
);

const fields = z.record(z.string(), fieldValue).default({});
const name = z.string().refine(isIdentifier, { message: `must be ${identifierRule}` });

/** Names with a meaning of their own in expressions and in the fields of a block. */
const reservedArguments: ReadonlySet<string> = new Set(['index', 'trainable', 'true', 'false']);

/** Whether a text can name an argument: letters, digits and `_`, as in an expression. */
export function isArgumentName(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]*$/.test(text) && isIdentifier(text) && !reservedArguments.has(text);
}

const argumentName = z.string().refine(isArgumentName, {
  message:
    'must be letters, digits and "_", starting with a letter, and not "index", "trainable", "true" or "false"',
});

/** The most repetitions that one node may have. */
export const largestRepeat = 10_000;

const kindName = z.string().min(1).max(80);

/** A text that stands for a value: `=4*filters`. */
const expressionText = z.string().startsWith('=', { message: 'must be an expression "=…"' });

const scanFile = z.strictObject({
  feedback: z
    .array(
      z.strictObject({
        from: name,
        to: name,
        initial: z.enum(['zeros', 'port', 'teacher']).default('zeros'),
      }),
    )
    .default([]),
  whole: z.array(name).default([]),
  last: z.array(name).default([]),
  steps: z
    .union([z.int().min(1), expressionText])
    .nullable()
    .default(null),
});

const nodeFile = z.strictObject({
  id: name,
  kind: kindName,
  fields: fields.optional(),
  repeat: z.union([z.int().min(0).max(largestRepeat), expressionText]).optional(),
  sharedWeights: z.boolean().optional(),
  bypass: z.union([z.boolean(), expressionText]).optional(),
  weightsOf: name.optional(),
  scan: scanFile.optional(),
  position: z.tuple([z.number(), z.number()]).optional(),
});

const edgeFile = z.strictObject({ from: z.string().min(1), to: z.string().min(1) });

const argumentFile = z.strictObject({
  type: z.enum(argumentTypes),
  default: fieldValue,
  label: z.string().optional(),
  help: z.string().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  options: z.array(z.string()).optional(),
});

const graphFile = z.strictObject({
  role: z.enum(['network', 'trainingStep']).default('network'),
  arguments: z.record(argumentName, argumentFile).optional(),
  notes: z.string().optional(),
  nodes: z.array(nodeFile),
  edges: z.array(edgeFile).default([]),
});

/** The defaults of a phase, used by files that leave settings out and by the training panel. */
export const phaseDefaults = {
  name: 'Train',
  batchSize: 32,
  epochs: 5,
  stepsPerEpoch: null,
  validationSplit: 0.1,
  seed: 1,
  frozen: [],
  fresh: [],
  patience: null,
} as const satisfies Omit<Phase, 'step'>;

const learnerName = z.string().min(1).max(1000);

const phaseFile = z.strictObject({
  name: z.string().min(1).max(200).default(phaseDefaults.name),
  step: name,
  batchSize: z.int().min(1).max(1_000_000).default(phaseDefaults.batchSize),
  epochs: z.int().min(1).max(1_000_000).default(phaseDefaults.epochs),
  stepsPerEpoch: z.int().min(1).max(100_000_000).nullable().default(phaseDefaults.stepsPerEpoch),
  validationSplit: z.number().min(0).max(0.9).default(phaseDefaults.validationSplit),
  seed: z.int().min(0).max(0xffffffff).default(phaseDefaults.seed),
  frozen: z.array(learnerName).default([]),
  fresh: z.array(learnerName).default([]),
  patience: z.int().min(1).nullable().default(phaseDefaults.patience),
});

/**
 * The `.netloom` file as JSON. Edges name ports as `node:port`, or `node` alone where the kind has
 * one; positions are `[x, y]` and may be missing.
 */
export const projectFile = z.strictObject({
  netloom: z.literal(FORMAT_VERSION),
  name: z.string().min(1).max(200),
  notes: z.string().optional(),
  graphs: z.record(name, graphFile),
  phases: z.array(phaseFile).default([]),
});

/** The parsed content of a `.netloom` file, defaults filled in. */
export type ProjectFile = z.infer<typeof projectFile>;

/** A project with one empty network. */
export function emptyProject(projectName = 'Untitled'): Project {
  return {
    name: projectName,
    graphs: { main: { role: 'network', nodes: {}, edges: [] } },
    phases: [],
  };
}

/**
 * How a node uses a graph of the project: as a block in a network, or, in a training step, as a
 * network that is called with its weights, or with a copy of them that follows.
 */
export type GraphRelation = 'block' | 'call' | 'target';

const relations: readonly GraphRelation[] = ['block', 'call', 'target'];

/** The kind of a node that uses a graph: `block:NAME`, `call:NAME`, `target:NAME`. */
export function usingKindId(relation: GraphRelation, graphId: string): string {
  return `${relation}:${graphId}`;
}

/** How a kind uses a graph of the project, and which; null for every other kind. */
export function graphUsedBy(
  kind: string,
): { readonly relation: GraphRelation; readonly graph: string } | null {
  const colon = kind.indexOf(':');
  if (colon < 0) return null;
  const relation = relations.find((one) => kind.slice(0, colon) === one);
  return relation ? { relation, graph: kind.slice(colon + 1) } : null;
}

/** The kind of a node that stands for a block. */
export function blockKindId(graphId: string): string {
  return usingKindId('block', graphId);
}

/** The graph that a kind names as a block; null for a layer. */
export function blockOf(kind: string): string | null {
  const used = graphUsedBy(kind);
  return used?.relation === 'block' ? used.graph : null;
}
