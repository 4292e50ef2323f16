import { blockEnds } from '../../analysis/blockEnds';
import { chainedPorts, weightsTaken } from '../../analysis/chaining';
import type { GraphAnalysis } from '../../analysis/graphAnalysis';
import { edgesInto, takenPorts } from '../../analysis/graphStructure';
import { kerasLayers } from '../../analysis/kerasLayers';
import { resolveBypass } from '../../analysis/nodeSettings';
import type { GraphNode } from '../../document/project';
import type { LayerKind } from '../../kinds/layerKind';
import { takingPart } from './blockUses';
import { type CodeContext, Split } from './codeContext';
import type { CodeName, Scope } from './expressionCode';
import { expressionsIn, type FitOptions, fitCondition, writeExpression } from './fitValue';
import { helperSuffix, type Place, stackAt } from './layerPieces';
import { NodeCode } from './nodeCode';
import { fits } from './printCode';
import { variableNames } from './variableNames';
import type { Written } from './written';

/** Which graph a function is written for. */
export interface BodySettings {
  readonly mode: 'model' | 'block';
  readonly uses: readonly GraphAnalysis[];
  readonly isShared: boolean;
}

/** The statements of a few nodes. */
export interface Piece {
  readonly nodes: readonly string[];
  readonly text: string;
}

/** A statement before it has its place: in the body, or behind a condition. */
interface Draft {
  readonly node: string;
  readonly condition: Written | null;
  /** What the variable is where the condition does not hold. */
  readonly initial: string;
  readonly variable: string;
  write(indentation: string, form: Form): string;
}

/** Whether a statement declares its variable or gives it a value; it is `initial` before. */
export type Form = { readonly declares: true } | { readonly declares: false; initial: string };

/** Names that functions use for what they are given or keep. */
const ownNames = ['path', 'weights', 'layers', 'like', 'reuse'];

/** The inside of a function that builds a graph, right for all of the given uses of it. */
export class GraphBody {
  readonly graph: GraphAnalysis;
  readonly hoisted: string[] = [];
  /** Layers that stand in a constant because several nodes call them, by path. */
  readonly constants = new Map<string, string>();
  needsLayers = false;
  needsLike = false;
  private readonly argumentNames: ReadonlyMap<string, string>;
  private readonly variables: ReadonlyMap<string, string>;
  private readonly tensors = new Map<string, ReadonlyMap<string, string>>();
  private readonly used = new Set<string>();
  private readonly users = new Map<string, Set<string>>();

  constructor(
    readonly settings: BodySettings,
    readonly context: CodeContext,
  ) {
    this.graph = settings.uses[0] as GraphAnalysis;
    const functions = [...context.functions.block.values(), ...context.functions.cell.values()];
    const names = Object.keys(this.graph.use.arguments);
    const nodes = Object.values(this.graph.graph.nodes);
    const indexed = nodes.some(({ repeat }) => repeat !== undefined) ? ['index'] : [];
    const model = settings.mode === 'model' ? ['model'] : [];
    const isPlain = functions.length === 0 && settings.mode === 'model' && !this.sharesInside();
    const reserved = isPlain
      ? indexed
      : [...ownNames, ...model, ...indexed, ...new Set(functions.map(({ name }) => name))];
    this.argumentNames = names.length > 0 ? variableNames(names, reserved) : new Map();
    this.variables = variableNames(this.wantedNames(), [
      ...reserved,
      ...this.argumentNames.values(),
    ]);
  }

  /** The statements, in order. */
  pieces(): readonly Piece[] {
    const found = takingPart(this.graph).map(({ node }) => node);
    const isInput = ({ kind }: GraphNode): number => Number(kind === 'input');
    const fromNothing = found.some(
      ({ id, kind }) => kind !== 'input' && edgesInto(this.graph.structure, id).size === 0,
    );
    const ordered =
      this.settings.mode === 'model' && fromNothing
        ? [...found].sort((a, b) => isInput(b) - isInput(a))
        : found;
    const drafts = ordered.flatMap((node) => this.draft(node));
    return this.merge(drafts);
  }

  /** The tensors behind the ports of a node, by port. */
  tensorsOf(id: string): ReadonlyMap<string, string> {
    return this.tensors.get(id) ?? new Map();
  }

  /** The first tensor behind a node: what a network or block gives where the node is an end. */
  endOf(id: string): string | undefined {
    const [tensor] = this.tensorsOf(id).values();
    return tensor;
  }

  /** The input nodes of a block that something uses, by port. */
  parameters(): ReadonlyMap<string, string> {
    const { graph, structure } = this.graph;
    return new Map(
      [...blockEnds(graph).inputs].filter(
        ([, id]) => !structure.unused.has(id) || structure.order.length === 1,
      ),
    );
  }

  variable(name: string): string {
    const found = this.variables.get(name);
    if (found === undefined) throw new Error(`There is no variable for ${name}.`);
    return found;
  }

  /** Names of expressions in code; `index` as given. */
  scope(index: string | null): Scope {
    return (name): CodeName | null => {
      if (name === 'index') return index === null ? null : { code: index, isList: false };
      const code = this.argumentNames.get(name);
      if (code === undefined) return null;
      return { code, isList: this.graph.graph.arguments?.[name]?.type === 'shape' };
    };
  }

  /** What code for a node may be made of. */
  options(node: GraphNode, index: string | null): FitOptions {
    const names = Object.keys(this.graph.use.arguments).map((name) => `=${name}`);
    const own = expressionsIn(node.fields);
    return { scope: this.scope(index), expressions: [...new Set([...own, ...names])] };
  }

  /** Arguments that the code uses, in the order of the drawing, and what they are called in it. */
  usedArguments(): ReadonlyMap<string, string> {
    return new Map([...this.argumentNames].filter(([name]) => this.used.has(name)));
  }

  private noteArguments(text: string): void {
    for (const [name, code] of this.argumentNames) {
      if (!this.used.has(name) && new RegExp(`\\b${code}\\b`).test(text)) this.used.add(name);
    }
  }

  /** What a layer takes that makes a tensor from nothing: its number of examples counts. */
  like(): string {
    const inputs =
      this.settings.mode === 'model' ? this.graph.inputs : [...this.parameters().values()];
    const [first] = inputs.flatMap((id) => this.endOf(id) ?? []);
    if (first !== undefined) return first;
    this.needsLike = true;
    return 'like';
  }

  /** Throws what separates uses by a key; by themselves where the key does not. */
  split(places: readonly Place[], keyOf: (place: Place) => string): never {
    const keys = new Map<GraphAnalysis, string>();
    for (const place of places) {
      keys.set(place.use, `${keys.get(place.use) ?? ''} ${keyOf(place)}`);
    }
    for (const use of this.settings.uses) if (!keys.has(use)) keys.set(use, '');
    const isApart = new Set(keys.values()).size > 1;
    if (!isApart)
      for (const [number, use] of this.settings.uses.entries()) keys.set(use, `${number}`);
    throw new Split(keys);
  }

  /** Whether the graph has nodes that use weights of others, or repetitions that share them. */
  private sharesInside(): boolean {
    return Object.values(this.graph.graph.nodes).some(
      ({ weightsOf, sharedWeights }) => weightsOf !== undefined || sharedWeights,
    );
  }

  private wantedNames(): readonly string[] {
    const owners = new Set(Object.values(this.graph.graph.nodes).map(({ weightsOf }) => weightsOf));
    const names = new Set<string>();
    const later: string[] = [];
    for (const { node, kind } of takingPart(this.graph)) {
      if (node.kind === 'output') continue;
      names.add(node.id);
      if ((kind?.outputs.length ?? 0) > 1) {
        for (const port of kind?.outputs.slice(1) ?? []) later.push(`${node.id}_${port}`);
      }
      if (this.settings.isShared || owners.has(node.id) || node.sharedWeights) {
        later.push(`${node.id}_layer`);
      }
      for (const use of this.settings.uses) {
        const found = use.nodes.get(node.id);
        if (!found || found.bypassed) continue;
        for (const part of found.parts ?? [found]) {
          if (part.inner && !node.scan) break;
          for (const [at, layer] of stackAt(part).slice(0, -1).entries()) {
            later.push(`${node.id}_${helperSuffix(layer, at)}`);
          }
        }
      }
    }
    for (const name of later) names.add(name);
    return [...names];
  }

  private draft(node: GraphNode): readonly Draft[] {
    const { uses, mode } = this.settings;
    const kind = this.graph.nodes.get(node.id)?.kind as LayerKind;
    const main = kind.outputs[0] ?? 'y';
    if (node.kind === 'input' && mode === 'block') {
      this.tensors.set(node.id, new Map([[main, this.variable(node.id)]]));
      return [];
    }
    const sources = this.sourcesOf(node.id);
    const places = uses.flatMap((use): Place[] => {
      const found = use.nodes.get(node.id);
      return found ? [{ use, found, names: use.use.arguments }] : [];
    });
    const passed = this.passedOn(places[0] as Place, sources, main);
    const isOff = ({ names }: Place): boolean => {
      const bypass = resolveBypass(node, names);
      return bypass.ok && bypass.value;
    };
    const on = places.filter((place) => !isOff(place));
    const active = on.filter(({ found }) => !found.bypassed);
    if (node.kind === 'output' || active.length === 0) {
      this.tensors.set(node.id, passed === undefined ? new Map() : new Map([[main, passed]]));
      return [];
    }
    const off = places.filter(isOff);
    const ports = this.usedPorts(node.id, active[0] as Place);
    if (active.length < places.length) {
      if (passed === undefined || ports.some((port) => port !== main)) {
        this.split(places, ({ found }) => String(found.bypassed));
      }
    }
    const condition = off.length === 0 ? null : this.onCondition(node, on, off);
    if (condition) this.noteArguments(condition.text);
    const code = new NodeCode(this, node, active, on, sources, ports);
    this.tensors.set(node.id, code.outputs);
    const variable = code.outputs.get(main) ?? this.variable(node.id);
    return [
      {
        node: node.id,
        condition,
        initial: passed ?? '',
        variable,
        write: (indentation, form) => code.write(indentation, form),
      },
    ];
  }

  private onCondition(node: GraphNode, on: readonly Place[], off: readonly Place[]): Written {
    const options = this.options(node, null);
    const written =
      typeof node.bypass === 'string' ? writeExpression(node.bypass, options.scope, true) : null;
    const names = (places: readonly Place[]) => places.map((place) => place.names);
    const found = written ?? fitCondition(names(on), names(off), options);
    return found ?? this.split([...on, ...off], (place) => String(off.includes(place)));
  }

  /** The tensors at the input ports of a node. */
  private sourcesOf(id: string): ReadonlyMap<string, string> {
    const sources = new Map<string, string>();
    for (const [port, edge] of edgesInto(this.graph.structure, id)) {
      const source = this.tensorsOf(edge.from.node).get(edge.from.port);
      if (source === undefined) continue;
      sources.set(port, source);
      const users = this.users.get(source) ?? new Set();
      this.users.set(source, users.add(id));
    }
    return sources;
  }

  /** What a node lets through where it is bypassed. */
  private passedOn(
    { found }: Place,
    sources: ReadonlyMap<string, string>,
    main: string,
  ): string | undefined {
    if (!found.kind) return undefined;
    const port = [...chainedPorts(found.kind, found.inputs)].find(([, out]) => out === main)?.[0];
    return port === undefined ? undefined : sources.get(port);
  }

  /** The outputs of a node that something takes; the first at least. */
  private usedPorts(id: string, { found }: Place): readonly string[] {
    const taken = takenPorts(this.graph.structure, id);
    const all = Object.keys(found.outputs ?? {});
    const last = all.findLastIndex((port) => taken.has(port));
    return all.slice(0, Math.max(1, last + 1));
  }

  /**
   * Statements in their places; those with one condition, each for the next, under one `if` at the
   * place of the last.
   */
  private merge(drafts: readonly Draft[]): readonly Piece[] {
    const groups = new Map(drafts.map((draft) => [draft.node, [draft]]));
    for (const draft of drafts) {
      const users = this.users.get(draft.variable);
      const [user] = users?.size === 1 ? users : [];
      const next = user === undefined ? undefined : groups.get(user);
      const [head] = next ?? [];
      if (!next || !head || !this.isOneBranch(draft, head)) continue;
      next.unshift(...(groups.get(draft.node) ?? []));
      groups.delete(draft.node);
    }
    return [...groups.values()].map((group) => {
      const [first] = group as [Draft];
      const text = first.condition
        ? this.conditional(group)
        : first.write('  ', { declares: true });
      const before = this.hoisted.splice(0);
      for (const statement of [...before, text]) this.noteArguments(statement);
      return { nodes: group.map(({ node }) => node), text: [...before, text].join('\n') };
    });
  }

  /** Whether what a statement makes goes nowhere but into the next one, under the same condition. */
  private isOneBranch(draft: Draft, next: Draft): boolean {
    const { weightsOf, sharedWeights } = this.graph.graph.nodes[draft.node] as GraphNode;
    return (
      draft.condition !== null &&
      draft.condition.text === next.condition?.text &&
      next.initial === draft.variable &&
      !this.isEnd(draft.node) &&
      // Calls of one layer stay in their order.
      weightsOf === undefined &&
      !sharedWeights &&
      !this.settings.isShared
    );
  }

  private conditional(group: readonly Draft[]): string {
    const [first, last] = [group[0] as Draft, group.at(-1) as Draft];
    const inside = group.map((draft) =>
      draft.write(
        '    ',
        draft === last ? { declares: false, initial: first.initial } : { declares: true },
      ),
    );
    const condition = first.condition as Written;
    const head = `  if (${condition.text}) {`;
    return [
      `  let ${last.variable} = ${first.initial};`,
      fits(head) ? head : `  if (${condition.spread?.('  ') ?? condition.text}\n  ) {`,
      ...inside,
      '  }',
    ].join('\n');
  }

  private isEnd(id: string): boolean {
    if (this.settings.mode === 'model')
      return this.settings.uses.some((use) => use.outputs.includes(id));
    return [...blockEnds(this.graph.graph).outputs.values()].includes(id);
  }

  /** Layers that use a variable of others, by the names that both have in every use. */
  ties(): readonly { readonly layer: string; readonly owner: string }[] {
    if (!this.context.hasTies) return [];
    const found = this.settings.uses.map((use) => ({
      use,
      ties: kerasLayers(use).layers.flatMap(({ name, tied }) =>
        tied ? [{ layer: name, owner: tied.layer }] : [],
      ),
    }));
    const [first] = found;
    const key = (ties: object): string => JSON.stringify(ties);
    if (found.some(({ ties }) => key(ties) !== key(first?.ties ?? []))) {
      throw new Split(new Map(found.map(({ use, ties }) => [use, key(ties)])));
    }
    return first?.ties ?? [];
  }

  /** The weights that a node takes from another one of its graph: all of them, or none. */
  ownerOf(node: GraphNode): string | null {
    if (node.weightsOf === undefined) return null;
    const [kind, owner] = [node.id, node.weightsOf].map((id) => this.graph.nodes.get(id)?.kind);
    return kind && owner && weightsTaken(kind, owner) === 'all' ? node.weightsOf : null;
  }
}
