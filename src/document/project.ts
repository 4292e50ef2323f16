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

/** One node of a graph: its name, its kind's identifier and the fields that differ from the defaults. */
export interface GraphNode {
  /** Unique in its graph; the layer's name in code and weights. */
  readonly id: string;
  /** The identifier of a kind; an unknown one is kept with all its data. */
  readonly kind: string;
  readonly fields: Readonly<Record<string, JsonValue>>;
  readonly position?: Position;
}

/** What a graph draws. Later versions add training steps. */
export type GraphRole = 'network';

/** A graph: nodes by id, in the order of the file, and the wires between them. */
export interface Graph {
  readonly role: GraphRole;
  readonly nodes: Readonly<Record<string, GraphNode>>;
  readonly edges: readonly Edge[];
  /** Markdown shown beside the graph. */
  readonly notes?: string;
}

/** A choice of one kind of training part (a data set, a loss, an optimizer) with its fields. */
export interface KindChoice {
  readonly kind: string;
  readonly fields: Readonly<Record<string, JsonValue>>;
}

/**
 * One phase of training made from a recipe. `supervised` compares a network's output with a target
 * column; with `target` naming the network's own input it is an autoencoder.
 */
export interface Phase {
  readonly name: string;
  readonly recipe: 'supervised';
  /** The graph that is trained. */
  readonly network: string;
  readonly data: KindChoice;
  /** The column fed to the network's input; null means the data set's usual one. */
  readonly input: string | null;
  /** The column the output is compared with; null means the data set's usual one. */
  readonly target: string | null;
  readonly loss: KindChoice;
  readonly optimizer: KindChoice;
  readonly batchSize: number;
  readonly epochs: number;
  /** The part of the training examples kept aside to validate on, 0 ≤ … < 1. */
  readonly validationSplit: number;
  readonly seed: number;
}

/** Everything that is saved: networks, how they are trained, and notes. */
export interface Project {
  readonly name: string;
  /** Markdown about the whole project: source, what to look at. */
  readonly notes?: string;
  readonly graphs: Readonly<Record<string, Graph>>;
  readonly phases: readonly Phase[];
}

/** The format version this program writes. */
export const FORMAT_VERSION = 1;

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

const kindName = z.string().min(1).max(80);

const nodeFile = z.strictObject({
  id: name,
  kind: kindName,
  fields: fields.optional(),
  position: z.tuple([z.number(), z.number()]).optional(),
});

const edgeFile = z.strictObject({ from: z.string().min(1), to: z.string().min(1) });

const graphFile = z.strictObject({
  role: z.literal('network').default('network'),
  notes: z.string().optional(),
  nodes: z.array(nodeFile),
  edges: z.array(edgeFile).default([]),
});

const kindChoiceFile = z.strictObject({ kind: kindName, fields: fields.optional() });

/** The defaults of a phase, used by files that leave settings out and by the training panel. */
export const phaseDefaults = {
  batchSize: 32,
  epochs: 5,
  validationSplit: 0.1,
  seed: 1,
} as const;

const phaseFile = z.strictObject({
  name: z.string().min(1).default('Train'),
  recipe: z.literal('supervised'),
  network: name,
  data: kindChoiceFile,
  input: z.string().nullable().default(null),
  target: z.string().nullable().default(null),
  loss: kindChoiceFile,
  optimizer: kindChoiceFile.default({ kind: 'adam' }),
  batchSize: z.int().min(1).max(1_000_000).default(phaseDefaults.batchSize),
  epochs: z.int().min(1).max(1_000_000).default(phaseDefaults.epochs),
  validationSplit: z.number().min(0).max(0.9).default(phaseDefaults.validationSplit),
  seed: z.int().min(0).max(0xffffffff).default(phaseDefaults.seed),
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
