import type { NodeAnalysis } from '../../analysis/graphAnalysis';
import type { JsonValue } from '../../base/jsonValue';
import type { TensorType } from '../../base/tensorType';
import type { KerasLayer } from '../../kinds/layerKind';
import { fitCondition } from './fitValue';
import type { GraphBody } from './graphBody';
import { classNamesWithin, layerFactory } from './layerFactories';
import {
  hasWeights,
  helperSuffix,
  type Place,
  portsInOrder,
  stackAt,
  stackForm,
} from './layerPieces';
import type { NodeCode, Repetition } from './nodeCode';
import { codeText, fits, printObject } from './printCode';
import {
  type LayerCode,
  printApplied,
  printLayer,
  printLayerCall,
  printReused,
} from './printStatements';
import { type CodeProperties, type CodeValue, Written } from './written';

/** The statements of the layers that one node stands for, in one or several places. */
export class LayerWriter {
  private readonly body: GraphBody;

  constructor(
    private readonly code: NodeCode,
    private readonly places: readonly Place[],
    private readonly repetition: Repetition,
  ) {
    this.body = code.body;
  }

  write(
    inputs: ReadonlyMap<string, string>,
    target: string,
    cast: string,
    indentation: string,
  ): string {
    const { places } = this;
    const own = places.map(({ found }) => stackAt(found).at(-1) as KerasLayer);
    const { className } = own[0] as KerasLayer;
    if (own.some((layer) => layer.className !== className)) {
      this.body.split(places, stackForm);
    }
    for (const layer of own.slice(0, 1)) this.noteClasses(layer);
    if (className === 'InputLayer') return this.input(target, indentation);
    const { found } = places[0] as Place;
    const wired = portsInOrder(found, inputs.keys()).map((port) => inputs.get(port) as string);
    const lines: string[] = [];
    const given = this.helpers(wired.length > 0 ? wired : [this.body.like()], indentation, lines);
    lines.push(this.ownLayer(className, given, target, cast, indentation));
    return lines.join('\n');
  }

  private input(target: string, indentation: string): string {
    const shape = this.code.fit(
      this.places,
      ({ found }) => arrivingType(found).shape,
      this.code.node.fields.shape,
      null,
    );
    const dtype = this.code.fit(
      this.places,
      ({ found }) => arrivingType(found).dtype,
      undefined,
      null,
    );
    const properties: Record<string, CodeValue> = { name: this.code.node.id, shape };
    if (dtype !== 'float32') properties.dtype = dtype;
    const line = `${indentation}${target}tf.input(${printObject(properties, '')});`;
    if (fits(line)) return line;
    return `${indentation}${target}tf.input(${printObject(properties, indentation)});`;
  }

  /** Writes the layers before the node's own; gives what that takes. */
  private helpers(
    inputs: readonly string[],
    indentation: string,
    lines: string[],
  ): readonly string[] {
    const suffixesOf = ({ found }: Place): readonly string[] =>
      stackAt(found).slice(0, -1).map(helperSuffix);
    const all = this.places
      .map(suffixesOf)
      .reduce((longest, own) => (own.length > longest.length ? own : longest), []);
    const isWithin = (own: readonly string[]): boolean =>
      String(all.filter((suffix) => own.includes(suffix))) === String(own);
    if (!this.places.every((place) => isWithin(suffixesOf(place)))) {
      this.body.split(this.places, stackForm);
    }
    let given = inputs;
    for (const suffix of all) {
      const having = this.places.filter((place) => suffixesOf(place).includes(suffix));
      const layerOf = (place: Place): KerasLayer =>
        stackAt(place.found)[suffixesOf(place).indexOf(suffix)] as KerasLayer;
      given = [this.helper(suffix, having, layerOf, given, indentation, lines)];
    }
    return given;
  }

  private helper(
    suffix: string,
    having: readonly Place[],
    layerOf: (place: Place) => KerasLayer,
    inputs: readonly string[],
    indentation: string,
    lines: string[],
  ): string {
    const { code, body, places, repetition } = this;
    const variable = body.variable(`${code.node.id}_${suffix}`);
    const first = layerOf(having[0] as Place);
    this.noteClasses(first);
    const layer = {
      className: first.className,
      properties: {
        name: code.path(repetition, this.helperName(suffix)),
        ...this.config(having, layerOf, repetition),
      },
    };
    const cast = 'tf.SymbolicTensor';
    if (having.length === places.length) {
      lines.push(printLayerCall(`const ${variable} = `, layer, inputs, cast, indentation));
      return variable;
    }
    const missing = places.filter((place) => !having.includes(place));
    const names = (some: readonly Place[]) => some.map((place) => place.names);
    const condition =
      inputs.length === 1
        ? fitCondition(names(having), names(missing), body.options(code.node, repetition))
        : null;
    if (!condition) return body.split(places, stackForm);
    lines.push(
      `${indentation}let ${variable} = ${inputs[0]};`,
      `${indentation}if (${condition.text}) {`,
      printLayerCall(`${variable} = `, layer, inputs, cast, `${indentation}  `),
      `${indentation}}`,
    );
    return variable;
  }

  /** The end of a helper's name, longer where another node has that name already. */
  private helperName(suffix: string): string {
    const { body, code, places, repetition } = this;
    const taken = ({ use, names }: Place): string => {
      const number = repetition === 'index' ? String(names.index) : (repetition ?? '');
      let end = `_${suffix}`;
      for (;;) {
        const sibling = use.nodes.get(`${code.node.id}${number}${end}`);
        const isLayer =
          sibling &&
          !sibling.bypassed &&
          !sibling.parts &&
          (sibling.inner === null || sibling.node.scan !== undefined) &&
          sibling.node.kind !== 'output' &&
          !use.structure.unused.has(sibling.node.id);
        if (!isLayer) return end;
        end += '_';
      }
    };
    const end = taken(places[0] as Place);
    if (places.some((place) => taken(place) !== end)) body.split(places, taken);
    return end;
  }

  private ownLayer(
    className: string,
    inputs: readonly string[],
    target: string,
    cast: string,
    indentation: string,
  ): string {
    const { code, body, places, repetition } = this;
    const { node } = code;
    const isWeighted = hasWeights(places[0] as Place);
    if (places.some((place) => hasWeights(place) !== isWeighted)) {
      body.split(places, (place) => String(hasWeights(place)));
    }
    const owner = body.ownerOf(node);
    const isTied = node.weightsOf !== undefined && owner === null;
    const members = sharingMembers(body, owner ?? node.id);
    const sharesHere = members.length > 1 || (node.sharedWeights && node.repeat !== undefined);
    const isReused = isWeighted && !isTied && (body.settings.isShared || sharesHere);
    if (!isReused) {
      const layer = this.layer(className, places, repetition, code.path(repetition));
      return printLayerCall(target, layer, inputs, cast, indentation);
    }
    const name = code.weightsPath(repetition);
    const variable = body.variable(`${owner ?? node.id}_layer`);
    const first = node.sharedWeights ? firstParts(places) : places;
    const isConstant = members.every(
      ({ repeat, sharedWeights }) => repeat === undefined || sharedWeights,
    );
    if (!isConstant || body.settings.isShared) {
      const layer = this.layer(className, first, repetition, name);
      body.needsLayers = true;
      return [
        printReused(`const ${variable} = `, layer, indentation),
        printApplied(target, variable, inputs, cast, indentation),
      ].join('\n');
    }
    if (!body.constants.has(codeText(name))) {
      const plain = first.map((place) => ({ ...place, names: place.use.use.arguments }));
      const layer = this.layer(className, node.sharedWeights ? plain : first, null, name);
      body.constants.set(codeText(name), variable);
      body.hoisted.push(printLayer(`const ${variable} = `, layer, '  '));
    }
    return printApplied(target, variable, inputs, cast, indentation);
  }

  private layer(
    className: string,
    places: readonly Place[],
    repetition: Repetition,
    name: CodeValue,
  ): LayerCode {
    const own = ({ found }: Place): KerasLayer => stackAt(found).at(-1) as KerasLayer;
    const { node } = this.code;
    const cell: CodeProperties = node.scan ? { cell: this.cell(places, repetition) } : {};
    return { className, properties: { name, ...cell, ...this.config(places, own, repetition) } };
  }

  /** The call that builds the model of a scanned block's step. */
  private cell(places: readonly Place[], repetition: Repetition): Written {
    const called = this.code.calledFunction(places, 'cell');
    const options = this.code.blockOptions(places, called, repetition);
    if (!options) return new Written(`${called.name}()`);
    return new Written(
      `${called.name}(${printObject(options, '')})`,
      (indentation) => ` ${called.name}(${printObject(options, indentation)})`,
    );
  }

  private config(
    places: readonly Place[],
    layerOf: (place: Place) => KerasLayer,
    repetition: Repetition,
  ): CodeProperties {
    const keysOf = (place: Place): string => Object.keys(layerOf(place).config).sort().join();
    const [first] = places as [Place];
    if (places.some((place) => keysOf(place) !== keysOf(first))) {
      this.body.split(places, keysOf);
    }
    const { fields, scan } = this.code.node;
    const written: Record<string, CodeValue> = {};
    for (const key of Object.keys(layerOf(first).config)) {
      const hint = scan && key === 'steps' ? (scan.steps ?? undefined) : fields[key];
      const valueAt = (place: Place): JsonValue => layerOf(place).config[key] as JsonValue;
      written[key] = this.code.fit(places, valueAt, hint, repetition);
    }
    return written;
  }

  private noteClasses(layer: KerasLayer): void {
    for (const name of classNamesWithin(layer)) {
      if (name !== 'InputLayer' && !layerFactory(name)) this.body.context.supplied.add(name);
    }
  }
}

/** The nodes of a graph that are one layer with a node, itself first. */
function sharingMembers(body: GraphBody, owner: string) {
  const { nodes } = body.graph.graph;
  const own = nodes[owner];
  const others = Object.values(nodes).filter(
    (node) => node.weightsOf === owner && body.ownerOf(node) === owner,
  );
  return own ? [own, ...others] : others;
}

/** The first repetition in every use. */
function firstParts(places: readonly Place[]): readonly Place[] {
  const seen = new Set<unknown>();
  return places.filter(({ use }) => !seen.has(use) && seen.add(use));
}

/** What an input node gives: within a block that of the place where it is used. */
function arrivingType({ node, outputs }: NodeAnalysis): TensorType {
  const [type] = Object.values(outputs ?? {});
  if (!type) throw new Error(`${node.id} has errors.`);
  return type;
}
