import { chainedPorts } from '../../analysis/chaining';
import type { JsonValue } from '../../base/jsonValue';
import type { GraphNode } from '../../document/project';
import type { LayerKind } from '../../kinds/layerKind';
import { type BlockFunction, Split, tensorsType } from './codeContext';
import { fitValue } from './fitValue';
import type { Form, GraphBody } from './graphBody';
import { type Place, stackForm } from './layerPieces';
import { LayerWriter } from './layerWriter';
import { codeText, fits } from './printCode';
import { printCall } from './printStatements';
import { type CodeProperties, type CodeValue, Written } from './written';

/** Which repetition a statement is for: none, a number, or `index` in a loop. */
export type Repetition = string | null;

/** Repetitions that one statement or loop stands for, both included. */
interface Run {
  readonly form: string;
  readonly from: number;
  readonly to: number;
}

/** The statements of one node, once or repeated. */
export class NodeCode {
  /** The variables of its outputs by port. */
  readonly outputs: ReadonlyMap<string, string>;
  private readonly kind: LayerKind;
  private readonly total: number;

  constructor(
    readonly body: GraphBody,
    readonly node: GraphNode,
    /** Where it is not bypassed. */
    readonly active: readonly Place[],
    /** Where it is not bypassed, or repeated 0 times. */
    private readonly on: readonly Place[],
    private readonly sources: ReadonlyMap<string, string>,
    private readonly ports: readonly string[],
  ) {
    const { found } = active[0] as Place;
    this.kind = found.kind as LayerKind;
    const all = Object.keys(found.outputs ?? {});
    this.total = all.length;
    this.outputs = new Map(
      all.map((port, place) => [port, body.variable(place === 0 ? node.id : `${node.id}_${port}`)]),
    );
  }

  write(indentation: string, form: Form): string {
    const { node } = this;
    const start = form.declares ? 'const ' : '';
    if (node.repeat === undefined) {
      return this.once(this.active, null, this.sources, start, this.ports, indentation);
    }
    if (node.repeat === 1 && !node.sharedWeights) {
      const parts = this.parts(this.active);
      return this.once(parts, '1', this.sources, start, this.ports, indentation);
    }
    return this.repeated(indentation, form);
  }

  /** The path of the node as code: that of a layer, or with `weights` that of its weights' owner. */
  path(repetition: Repetition, suffix = ''): CodeValue {
    return this.pathTo(this.body.settings.mode === 'block' ? 'path' : '', repetition, suffix);
  }

  /** The path of the node whose weights this one uses, as code. */
  weightsPath(repetition: Repetition): CodeValue {
    const { mode, isShared } = this.body.settings;
    const around = mode === 'model' ? '' : isShared ? 'weights' : 'path';
    const number = this.node.sharedWeights && repetition !== null ? '1' : repetition;
    return this.pathTo(around, number, '', this.body.ownerOf(this.node) ?? this.node.id);
  }

  private pathTo(
    around: string,
    repetition: Repetition,
    suffix: string,
    id = this.node.id,
  ): CodeValue {
    if (around === '' && repetition !== 'index') return `${id}${repetition ?? ''}${suffix}`;
    const number = repetition === 'index' ? part('index') : (repetition ?? '');
    const before = around === '' ? '' : `${part(around)}/`;
    return new Written(`\`${before}${id}${number}${suffix}\``);
  }

  private parts(places: readonly Place[]): readonly Place[] {
    return places.flatMap(({ use, found, names }) =>
      (found.parts ?? []).map(
        (part, place): Place => ({ use, found: part, names: { ...names, index: place + 1 } }),
      ),
    );
  }

  private repeated(indentation: string, form: Form): string {
    const { found } = this.active[0] as Place;
    const chained = chainedPorts(this.kind, found.inputs);
    const all = [...this.outputs.keys()];
    const carried = new Set([...chained.values(), ...this.ports]);
    const ports = all.slice(0, 1 + all.findLastIndex((port) => carried.has(port)));
    const inputs = new Map(this.sources);
    const lines: string[] = [];
    const [mainPort] = [...chained].find(([, output]) => output === all[0]) ?? [];
    const main = (mainPort && this.sources.get(mainPort)) ?? this.body.like();
    for (const [place, port] of ports.entries()) {
      const variable = this.outputs.get(port) as string;
      const back = [...chained].find(([, output]) => output === port)?.[0];
      const initial = (back && this.sources.get(back)) ?? main;
      if (place > 0 || form.declares) lines.push(`${indentation}let ${variable} = ${initial};`);
      else if (form.initial !== initial) lines.push(`${indentation}${variable} = ${initial};`);
      if (back !== undefined && inputs.has(back)) inputs.set(back, variable);
    }
    lines.push(this.chain(indentation, inputs, ports));
    return lines.join('\n');
  }

  /** One loop where that is right for all uses, else a few, or every repetition by itself. */
  private chain(
    indentation: string,
    inputs: ReadonlyMap<string, string>,
    ports: readonly string[],
  ): string {
    const write = (runs: readonly (readonly Run[])[]): string =>
      (runs[0] as readonly Run[])
        .map((run, at) =>
          this.run(
            run,
            runs.map((own) => (own[at] as Run).to),
            inputs,
            ports,
            indentation,
          ),
        )
        .join('\n');
    const whole = this.active.map(({ found }): Run[] => [
      { form: '', from: 1, to: found.parts?.length ?? 0 },
    ]);
    const attempts = [
      () => whole,
      () => this.runs((part) => this.formOf(part)),
      ...(this.active.length === 1 ? [() => this.runs((_part, place) => String(place))] : []),
    ];
    let refused: unknown;
    for (const attempt of attempts) {
      try {
        return write(attempt());
      } catch (error) {
        if (!(error instanceof Split)) throw error;
        refused = error;
      }
    }
    throw refused;
  }

  private runs(formOf: (part: Place, place: number) => string): Run[][] {
    if (this.on.length > this.active.length) {
      this.body.split(this.on, ({ found }) => String(found.bypassed));
    }
    const all = this.active.map((place) => {
      const runs: { form: string; from: number; to: number }[] = [];
      for (const [at, part] of this.parts([place]).entries()) {
        const form = formOf(part, at);
        const last = runs.at(-1);
        if (last?.form === form) last.to++;
        else runs.push({ form, from: at + 1, to: at + 1 });
      }
      return runs;
    });
    const key = (runs: readonly Run[]): string =>
      JSON.stringify(runs.map((run, at) => (at === runs.length - 1 ? { ...run, to: 0 } : run)));
    if (new Set(all.map(key)).size > 1) {
      this.body.split(this.active, (place) => key(all[this.active.indexOf(place)] ?? []));
    }
    return all;
  }

  private formOf(part: Place): string {
    const { inner, node } = part.found;
    if (inner && !node.scan) return this.body.context.functions.block.get(inner)?.name ?? '';
    return stackForm(part);
  }

  private run(
    { from }: Run,
    ends: readonly number[],
    inputs: ReadonlyMap<string, string>,
    ports: readonly string[],
    indentation: string,
  ): string {
    const places = this.active.flatMap((place, at) =>
      this.parts([place]).slice(from - 1, ends[at] as number),
    );
    const isLast = ends.every((end, at) => end === this.active[at]?.found.parts?.length);
    // Where an expression says how often, it says so for a single repetition too.
    const isCounted =
      isLast && typeof this.node.repeat === 'string' && (from === 1 || ends.length > 1);
    if (ends.every((end) => end === from) && !isCounted) {
      const text = this.once(places, String(from), inputs, '', ports, indentation);
      if (!/^ *(const|let) /m.test(text)) return text;
      const within = this.once(places, String(from), inputs, '', ports, `${indentation}  `);
      return `${indentation}{\n${within}\n${indentation}}`;
    }
    const end = isLast ? this.end() : (ends[0] as number);
    const within = `${indentation}  `;
    const head = `${indentation}for (let index = ${from}; index <= ${end}; index++) {`;
    const statements = this.once(places, 'index', inputs, '', ports, within);
    if (fits(head)) return `${head}\n${statements}\n${indentation}}`;
    const rows = [`let index = ${from};`, `index <= ${end};`, 'index++'];
    const spread = rows.map((row) => `${within}${row}\n`).join('');
    return `${indentation}for (\n${spread}${indentation}) {\n${statements}\n${indentation}}`;
  }

  /** How often the node stands in its chain, as code. */
  private end(): string {
    const samples = this.on.map(({ found, names }) => ({
      names,
      value: found.parts?.length ?? 0,
    }));
    const options = this.body.options(this.node, null);
    const found = fitValue(samples, this.node.repeat, options);
    if (found === null) {
      this.body.split(this.on, (place) => String(place.found.parts?.length ?? 0));
    }
    if (!(found instanceof Written)) return String(found);
    // A comparison binds tighter than a choice.
    return found.text.includes('?') ? `(${found.text})` : found.text;
  }

  /** The statement, or with layers before it the statements, of one repetition. */
  private once(
    places: readonly Place[],
    repetition: Repetition,
    inputs: ReadonlyMap<string, string>,
    start: string,
    ports: readonly string[],
    indentation: string,
  ): string {
    const names = ports.map((port) => this.outputs.get(port) as string);
    const target =
      this.total === 1 || (this.total === 0 && names.length === 1)
        ? `${start}${names[0]} = `
        : `${start}[${names.join(', ')}] = `;
    const { inner } = (places[0] as Place).found;
    if (inner && !this.node.scan) {
      return this.blockCall(places, repetition, inputs, target, indentation);
    }
    const cast = tensorsType(Math.max(1, this.total), this.body.context);
    return new LayerWriter(this, places, repetition).write(inputs, target, cast, indentation);
  }

  private blockCall(
    places: readonly Place[],
    repetition: Repetition,
    inputs: ReadonlyMap<string, string>,
    target: string,
    indentation: string,
  ): string {
    const called = this.calledFunction(places, 'block');
    const given = called.inputs.flatMap((port) => inputs.get(port) ?? []);
    if (called.needsLike) given.push(this.body.like());
    given.push(codeText(this.path(repetition)));
    if (called.isShared) given.push(codeText(this.weightsPath(repetition)));
    if (called.needsLayers) {
      given.push('layers');
      this.body.needsLayers = true;
    }
    const options = this.blockOptions(places, called, repetition);
    return printCall(target, called.name, given, options, indentation);
  }

  /** The function that all places call. */
  calledFunction(places: readonly Place[], mode: 'block' | 'cell'): BlockFunction {
    const functionOf = ({ found }: Place): BlockFunction => {
      const known = found.inner && this.body.context.functions[mode].get(found.inner);
      if (!known) throw new Error(`${this.node.id} has no function.`);
      return known;
    };
    const called = functionOf(places[0] as Place);
    if (places.some((place) => functionOf(place) !== called)) {
      this.body.split(places, (place) => functionOf(place).name);
    }
    return called;
  }

  /** The arguments that a block is called with, as the drawing writes them. */
  blockOptions(
    places: readonly Place[],
    { options }: BlockFunction,
    repetition: Repetition,
  ): CodeProperties | null {
    if (options.length === 0) return null;
    const written: Record<string, CodeValue> = {};
    for (const name of options) {
      const valueAt = ({ found }: Place): JsonValue => found.inner?.use.arguments[name] ?? null;
      written[name] = this.fit(places, valueAt, this.node.fields[name], repetition);
    }
    return written;
  }

  /** Code for a value that differs from place to place. */
  fit(
    places: readonly Place[],
    valueAt: (place: Place) => JsonValue,
    hint: JsonValue | undefined,
    repetition: Repetition,
  ): CodeValue {
    const samples = places.map((place) => ({ names: place.names, value: valueAt(place) }));
    const found = fitValue(samples, hint, this.body.options(this.node, repetition));
    if (found === null && samples.some(({ value }) => value !== null)) {
      this.body.split(places, (place) => JSON.stringify(valueAt(place)));
    }
    return found;
  }
}

/** A name within a text. */
function part(name: string): string {
  return `\${${name}}`;
}
