import type { TensorType } from '../base/tensorType';
import type { Graph, GraphNode, Project } from '../document/project';
import type { InputsByPort, LayerKind, Weight } from '../kinds/layerKind';
import type { KindLookup } from './blockKind';
import type { Diagnostic } from './diagnostic';
import type { GraphStructure } from './graphStructure';
import type { Names } from './nodeSettings';

/** What a node costs; a number is null where an unknown dimension leaves it open. */
export interface NodeCosts {
  /** The tensors it learns or keeps; described, never allocated. Empty for a block: ask what is inside. */
  readonly weights: readonly Weight[];
  /** Numbers in all its weights; those that belong to another node are counted there. */
  readonly parameters: number;
  /** Numbers that training changes. */
  readonly trainableParameters: number;
  /** Multiply-accumulates of one forward pass of one example. */
  readonly macs: number | null;
  /** What it computes beside these, in operations; see `LayerKind.operations`. */
  readonly operations: number | null;
  /** Bytes of its outputs for one example; 0 for a view. */
  readonly activationBytes: number | null;
}

/** Everything that is known about one node. */
export interface NodeAnalysis {
  readonly node: GraphNode;
  /** Null when this version does not know the kind, or the project has no such block. */
  readonly kind: LayerKind | null;
  /**
   * The fields with expressions worked out and defaults filled in (of a repeated node the first
   * time); null while one of them is wrong.
   */
  readonly fields: Readonly<Record<string, unknown>> | null;
  /** The type that arrives at each wired port; null where it is not known. */
  readonly inputs: Readonly<Record<string, TensorType | null>>;
  /** The types that leave; null while something is wrong here or before. */
  readonly outputs: InputsByPort | null;
  readonly costs: NodeCosts | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Whether it lets its input through untouched. */
  readonly bypassed: boolean;
  /** The repetitions of a repeated node, in the order of the chain; null for one that stands once. */
  readonly parts: readonly NodeAnalysis[] | null;
  /** What is inside a block that stands once; of a scanned block one step. */
  readonly inner: GraphAnalysis | null;
  /** How often a scanned block runs its step; 1 for what is not scanned, null while it is not known. */
  readonly steps: number | null;
}

/** How a graph is used: by itself, or as a block with arguments and inputs given. */
export interface GraphUse {
  readonly arguments: Names;
  /** What arrives at its input nodes; null for a graph by itself, whose inputs say it themselves. */
  readonly inputs: Readonly<Record<string, TensorType | null>> | null;
  /** Whether the block that it is does not learn. */
  readonly frozen: boolean;
  /** What leaves data nodes of a training step, where it is known from their files. */
  readonly given?: Readonly<Record<string, InputsByPort>>;
}

/** Everything that is known about a graph. */
export interface GraphAnalysis {
  readonly id: string;
  readonly graph: Graph;
  readonly use: GraphUse;
  readonly structure: GraphStructure;
  readonly nodes: ReadonlyMap<string, NodeAnalysis>;
  /** The outputs of the network: its output nodes, or those whose output nothing takes. */
  readonly outputs: readonly string[];
  /** The network's inputs, in file order. */
  readonly inputs: readonly string[];
  /** Problems by file order of their nodes. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Everything that is known about a project. */
export interface ProjectAnalysis {
  readonly project: Project;
  /** Graphs by id; one that is only a block as it is in its first use. */
  readonly graphs: Readonly<Record<string, GraphAnalysis>>;
  /** The kinds that its nodes can have. */
  readonly kinds: KindLookup;
  /** Every way in which a graph is used as a block, by graph, arguments and inputs. */
  readonly uses: ReadonlyMap<string, GraphAnalysis>;
}

/** What the analysis of a node may ask about the project around it. */
export interface AnalysisContext {
  readonly graphs: Project['graphs'];
  readonly kinds: KindLookup;
  /** Graphs that contain themselves, directly or through others. */
  readonly recursive: ReadonlySet<string>;
  /** Analyses a graph as a block; the same use is analysed once. */
  analyseUse(graphId: string, use: GraphUse): GraphAnalysis;
}
