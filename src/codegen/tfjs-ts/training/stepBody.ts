import { calledFeatures, featurePort } from '../../../analysis/callKind';
import type { NodeAnalysis } from '../../../analysis/graphAnalysis';
import { edgesInto, edgesOutOf } from '../../../analysis/graphStructure';
import { trainableTensorKind } from '../../../analysis/stepLearners';
import { type Edge, graphUsedBy, type PortReference } from '../../../document/project';
import { isStepFamily } from '../../../kinds/family';
import { isDataKind, isLossKind } from '../../../kinds/training/stepKind';
import { printText, printValue } from '../printCode';
import type { CodeValue } from '../written';
import { member, printFields, type StepContext } from './stepContext';
import { layerConstants } from './stepLayerCode';

/** The statements that calculate nodes of a step, each once and as soon as something needs it. */
export class StepBody {
  readonly lines: string[] = [];
  /** The networks that have been called. */
  readonly called = new Set<string>();
  /** What leaves ports, as code. */
  private values = new Map<string, string>();
  /** Outputs of networks before the activation that a loss takes into itself. */
  private scores = new Map<string, string>();
  private readonly visited = new Set<string>();
  private readonly replaced = new Map<string, string>();

  constructor(
    private readonly context: StepContext,
    private readonly training: boolean,
  ) {}

  /** What leaves a port, as code. */
  port({ node, port }: PortReference): string {
    const name = `${node}:${port}`;
    const replaced = this.replaced.get(name);
    if (replaced !== undefined) return replaced;
    this.node(node);
    const found = this.values.get(name);
    if (found !== undefined) return found;
    const scores = this.scores.get(name);
    const used = graphUsedBy(this.found(node).node.kind);
    if (scores === undefined || !used) throw new Error(`Nothing leaves ${name}.`);
    const variable = this.context.variable(node);
    this.lines.push(`const ${variable} = tf.${this.context.heads.get(used.graph)}(${scores});`);
    this.values.set(name, variable);
    return variable;
  }

  /** The number that a loss or metric gives, as code. */
  scalar(node: string): string {
    return this.port({ node, port: 'y' });
  }

  /** Whether a node is there, or can be had without calling a network. */
  isAtHand(node: string, seen = new Set<string>()): boolean {
    const { kind } = this.found(node);
    if (seen.has(node) || this.visited.has(node) || (kind && isDataKind(kind))) return true;
    seen.add(node);
    if (kind?.family === 'network' || kind?.family === 'data') return false;
    return [...edgesInto(this.context.step.structure, node).values()].every(({ from }) =>
      this.isAtHand(from.node, seen),
    );
  }

  private found(id: string): NodeAnalysis {
    return this.context.step.nodes.get(id) as NodeAnalysis;
  }

  private node(id: string): void {
    if (this.visited.has(id)) return;
    this.visited.add(id);
    const found = this.found(id);
    const { kind, node } = found;
    if (!kind || !found.fields) throw new Error(`${id} has errors.`);
    const used = graphUsedBy(node.kind);
    if (used) this.call(id, found, used.graph, used.relation === 'target');
    else if (isDataKind(kind)) this.source(id, kind.outputs);
    else if (node.kind === trainableTensorKind) this.give(id, this.context.variable(id));
    else if (node.kind === 'gradient') this.gradient(id);
    else if (node.kind === 'historyBuffer') this.pool(id, found);
    else if (isStepFamily(kind.family)) this.function(id, found);
    else this.layer(id, found);
  }

  private give(id: string, code: string): void {
    this.values.set(`${id}:y`, code);
  }

  private source(id: string, ports: readonly string[]): void {
    const variable = this.context.variable(id);
    for (const port of ports) this.values.set(`${id}:${port}`, member(variable, port));
  }

  private call(id: string, found: NodeAnalysis, network: string, isCopy: boolean): void {
    const { context } = this;
    const plan = context.networks.get(network);
    if (!plan || !found.kind) throw new Error(`The network ${network} has no code.`);
    const edges = edgesInto(context.step.structure, id);
    const given = Object.keys(found.kind.inputs).map((port) =>
      this.port((edges.get(port) as Edge).from),
    );
    if (!isCopy) this.called.add(network);
    const training = !isCopy && this.isTraining(found);
    const inputs = given.length === 1 ? given.join('') : `[${given.join(', ')}]`;
    const all = isCopy ? [] : (context.features.get(network) ?? []);
    const variable = context.variable(id);
    const rest = `${inputs}, { training: ${training} })`;
    if (context.heads.has(network) && !isCopy && all.length === 0) {
      this.lines.push(`const ${variable}Logits = logits(${plan.variable}, ${rest};`);
      this.scores.set(`${id}:${found.kind.outputs[0]}`, `${variable}Logits`);
      return;
    }
    const called = all.length > 0 ? featuresOf(context, plan.variable, all) : plan.variable;
    const applied = `${isCopy ? `${plan.variable}Target` : called}.apply(${rest}`;
    const own = found.kind.outputs.filter(
      (port) => !calledFeatures(found.node.fields).some((path) => featurePort(path) === port),
    );
    const names = [...own, ...all.map(featurePort)];
    if (names.length === 1) {
      this.lines.push(`const ${variable} = ${applied} as tf.Tensor;`);
      this.values.set(`${id}:${names[0]}`, variable);
      return;
    }
    const variables = names.map((port) => context.variable(id, port.replace(/[^A-Za-z0-9]/g, '')));
    this.lines.push(
      `const [${variables.join(', ')}] = ${applied} as [${names.map(() => 'tf.Tensor').join(', ')}];`,
    );
    for (const [place, port] of names.entries()) {
      this.values.set(`${id}:${port}`, variables[place] as string);
    }
  }

  private isTraining({ fields }: NodeAnalysis): boolean {
    if (fields?.mode === 'training') return true;
    return fields?.mode !== 'inference' && fields?.frozen !== true && this.training;
  }

  /** What a pool gives for a batch; where nothing is trained, the batch itself. */
  private pool(id: string, { fields }: NodeAnalysis): void {
    const { context } = this;
    const [edge] = edgesInto(context.step.structure, id).values();
    const batch = this.port((edge as Edge).from);
    if (!this.training) {
      this.give(id, batch);
      return;
    }
    const pool = context.variable(id, 'pool');
    context.constants.set(
      pool,
      `const ${pool} = createHistoryPool(${printText(id)}, ${fields?.capacity});`,
    );
    const variable = context.variable(id);
    this.lines.push(
      `const ${variable} = ${pool}.exchange(${batch}, moment.step, random(${printText(id)}, moment));`,
    );
    this.give(id, variable);
  }

  private layer(id: string, found: NodeAnalysis): void {
    const { context } = this;
    const edges = edgesInto(context.step.structure, id);
    const inputs = portsInOrder(edges).map((port) => this.port((edges.get(port) as Edge).from));
    if (inputs.length === 0) throw new Error(`${id} takes nothing, which has no code.`);
    const layers = layerConstants(context, id, found);
    const variable = context.variable(id);
    const ports = Object.keys(found.outputs ?? {});
    const isSeveral = ports.length > 1;
    let given = inputs.length === 1 ? inputs.join('') : `[${inputs.join(', ')}]`;
    for (const [place, layer] of layers.entries()) {
      const applied = `${layer}.apply(${given}, { training: ${this.training} })`;
      const isLast = place + 1 === layers.length;
      given = isLast
        ? `${applied} as ${isSeveral ? `[${ports.map(() => 'tf.Tensor').join(', ')}]` : 'tf.Tensor'}`
        : `${applied} as tf.Tensor`;
    }
    if (!isSeveral) {
      this.lines.push(`const ${variable} = ${given};`);
      this.values.set(`${id}:${ports[0] ?? 'y'}`, variable);
      return;
    }
    const variables = ports.map((port) => context.variable(id, port));
    this.lines.push(`const [${variables.join(', ')}] = ${given};`);
    for (const [place, port] of ports.entries()) {
      this.values.set(`${id}:${port}`, variables[place] as string);
    }
  }

  private function(id: string, { node, kind, fields }: NodeAnalysis): void {
    const { context } = this;
    const signature = context.signatures.get(node.kind);
    if (!signature || !kind || !fields) throw new Error(`"${node.kind}" has no function.`);
    const inputs: (readonly [string, string])[] = [];
    let values = fields;
    for (const [port, { from }] of edgesInto(context.step.structure, id)) {
      const scores =
        port === 'prediction' && isLossKind(kind) && fields.fromLogits === false
          ? this.scoresAt(from, kind.head)
          : null;
      if (scores !== null) values = { ...fields, fromLogits: true };
      inputs.push([port, scores ?? this.port(from)]);
    }
    const penalty =
      'networks' in kind.fields
        ? `kernelsOf(weights, ${printValue((fields.networks ?? []) as CodeValue)})`
        : null;
    const { networks: _, ...settings } = values;
    const given = [
      penalty ?? printFields(inputs),
      ...(signature.takesFields ? [printValue(settings as CodeValue)] : []),
      ...(signature.takesContext
        ? [`{ training: ${this.training}, randomness: () => random(${printText(id)}, moment) }`]
        : []),
    ];
    const variable = context.variable(id);
    this.lines.push(`const ${variable} = ${context.functionName(node.kind)}(${given.join(', ')});`);
    if (!signature.givesSeveral) {
      this.give(id, variable);
      return;
    }
    for (const port of kind.outputs) {
      this.values.set(`${id}:${port}`, `(${member(variable, port)} as tf.Tensor)`);
    }
  }

  /** What a network gave before the activation that a loss takes into itself; null where that is none. */
  private scoresAt({ node, port }: PortReference, head: string | null): string | null {
    const name = `${node}:${port}`;
    if (this.replaced.has(name)) return null;
    this.node(node);
    const used = graphUsedBy(this.found(node).node.kind);
    const isSame = used !== null && this.context.heads.get(used.graph) === head;
    return isSame ? (this.scores.get(name) ?? null) : null;
  }

  /** How a result changes with a tensor: what lies between is calculated within `tf.grad`. */
  private gradient(id: string): void {
    const edges = edgesInto(this.context.step.structure, id);
    const { from: of } = edges.get('of') as Edge;
    const { from: to } = edges.get('to') as Edge;
    const start = this.port(to);
    const isVariable = /^\w+$/.test(start);
    const x = isVariable ? start : `${this.context.variable(id)}At`;
    const inner = this.replacing(`${to.node}:${to.port}`, x);
    const result = inner.port(of);
    const type = this.found(of.node).outputs?.[of.port];
    const isScalar = type?.per === 'batch' && type.shape.length === 0;
    const variable = this.context.variable(id);
    this.lines.push(
      `const ${variable} = tf.grad((${x}: tf.Tensor) => {
        ${inner.lines.join('\n')}
        return ${isScalar ? result : `tf.sum(${result})`};
      })(${start});`,
    );
    this.give(id, variable);
  }

  /** A body in which a port gives something else; what does not follow from it is kept. */
  private replacing(port: string, code: string): StepBody {
    const start = port.split(':')[0] as string;
    const changed = new Set<string>();
    const waiting = [start];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      for (const { to } of edgesOutOf(this.context.step.structure, node)) {
        if (changed.has(to.node)) continue;
        changed.add(to.node);
        waiting.push(to.node);
      }
    }
    const other = new StepBody(this.context, this.training);
    const isKept = (name: string): boolean => !changed.has(name.split(':')[0] as string);
    other.values = new Map([...this.values].filter(([name]) => isKept(name)));
    other.scores = new Map([...this.scores].filter(([name]) => isKept(name)));
    for (const node of this.visited) if (isKept(node)) other.visited.add(node);
    for (const [name, before] of [...this.replaced, [port, code] as const]) {
      other.replaced.set(name, before);
    }
    return other;
  }
}

/** The variable of a network that gives some of its layers' outputs too. */
function featuresOf(context: StepContext, network: string, layers: readonly string[]): string {
  const variable = `${network}Features`;
  const list = printValue([...layers]);
  context.constants.set(variable, `const ${variable} = withFeatures(${network}, ${list});`);
  return variable;
}

/** Wired ports in the order in which layers take them: a, b, … z, aa; others as they are wired. */
function portsInOrder(edges: ReadonlyMap<string, Edge>): string[] {
  const ports = [...edges.keys()];
  return ports.every((port) => /^[a-z]{1,2}$/.test(port))
    ? ports.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
    : ports;
}
