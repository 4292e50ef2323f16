import { formatShape } from '../base/tensorType';
import { workExample } from './example';
import { families } from './family';
import type { Field, FieldControl } from './field';
import type { LayerKind } from './layerKind';
import { type InputPort, isVariadic } from './port';

/** What a control accepts, in words. */
function allowedValues(control: FieldControl): string {
  switch (control.type) {
    case 'integer':
    case 'sizes': {
      const many =
        control.type === 'sizes'
          ? `one or ${control.axes.length === 2 ? 'two' : 'three'} whole numbers`
          : 'whole number';
      return control.max >= 2 ** 31 - 1
        ? `${many}, at least ${control.min}`
        : `${many}, ${control.min} to ${control.max}`;
    }
    case 'number': {
      if (control.min === -Infinity && control.max === Infinity) return 'number';
      return control.max === Infinity
        ? `number, at least ${control.min}`
        : `number, ${control.min} to ${control.max}`;
    }
    case 'boolean':
      return 'on or off';
    case 'names':
      return control.of === 'learners'
        ? 'names of networks, or of parts of them'
        : 'paths of layers';
    case 'choice':
      return control.options.map((option) => `\`${option.value}\``).join(', ');
    case 'shape':
      return control.allowUnknown
        ? 'list of whole numbers, null where unknown'
        : control.min < 0
          ? 'list of whole numbers, one may be −1'
          : 'list of whole numbers';
    case 'integers':
      return control.max >= 2 ** 31 - 1
        ? `list of whole numbers, at least ${control.min}`
        : `list of whole numbers, ${control.min} to ${control.max}`;
    case 'padding':
      return `\`valid\`, \`same\`, ${control.causal ? '`causal`, ' : ''}a whole number, or [${control.sides.join(', ')}]`;
    case 'sides':
      return `a whole number, or [${control.sides.join(', ')}]`;
    case 'text':
      return 'text';
  }
}

/** What a port takes that is not, or not only, a tensor for every example. */
const perDescriptions = {
  batch: 'one for the whole batch',
  either: 'in a training step also one for the whole batch',
} as const;

/** The type of a port in words: its axes or their number, and its element type. */
function portDescription(port: InputPort): string {
  const axes =
    port.axes?.join(' × ') ??
    (port.rank === undefined
      ? 'any shape'
      : typeof port.rank === 'number'
        ? `${port.rank} axes`
        : `at least ${port.rank.min} ${port.rank.min === 1 ? 'axis' : 'axes'}`);
  return [axes, port.dtype, port.per && perDescriptions[port.per], port.help]
    .filter(Boolean)
    .join(', ');
}

/** A table cell: bars and line breaks would end it. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function fieldRow(name: string, field: Field<unknown>): string {
  const cells = [
    `\`${name}\``,
    field.label,
    `\`${JSON.stringify(field.default)}\``,
    allowedValues(field.control),
    field.help ?? '',
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

function inputLines({ inputs }: LayerKind): string[] {
  if (isVariadic(inputs)) {
    return [`- ${inputs.min} or more (a, b, c …): ${portDescription(inputs.variadic)}`];
  }
  const lines = Object.entries(inputs).map(
    ([name, port]) => `- \`${name}\`: ${portDescription(port)}`,
  );
  return lines.length > 0 ? lines : ['None.'];
}

function exampleRow(kind: LayerKind, example: LayerKind['examples'][number]): string {
  const { fields, inputs, outputs } = workExample(kind, example);
  const macs = outputs && kind.macs(fields, inputs, outputs);
  const cells = [
    Object.keys(example.fields).length === 0 ? 'defaults' : `\`${JSON.stringify(example.fields)}\``,
    Object.values(inputs)
      .map((type) => formatShape(type.shape))
      .join(', '),
    formatShape(example.output),
    example.parameters.toLocaleString('en-US'),
    macs === null ? '?' : macs.toLocaleString('en-US'),
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

/**
 * The documentation page of a kind, as Markdown with formulas between `$$`: summary, inputs, fields
 * with defaults and ranges, the formula of its first example, all examples, source.
 */
export function kindDocumentation(kind: LayerKind): string {
  const [first] = kind.examples;
  const worked = first && workExample(kind, first);
  const formulas = worked?.outputs
    ? kind.formula(worked.fields, worked.inputs, worked.outputs)
    : [];
  const fields = Object.entries(kind.fields);
  const sections = [
    `# ${kind.title}`,
    kind.summary,
    `Kind \`${kind.id}\` of the family ${families[kind.family]}.${kind.view ? ' Its output shares the memory of its input.' : ''}`,
    '## Inputs',
    inputLines(kind).join('\n'),
    '## Fields',
    fields.length === 0
      ? 'None.'
      : [
          '| field | label | default | allowed | meaning |',
          '| --- | --- | --- | --- | --- |',
          ...fields.map(([name, field]) => fieldRow(name, field)),
        ].join('\n'),
    ...(formulas.length > 0
      ? [
          '## Formula',
          'With the numbers of the first example:',
          ...formulas.map((line) => `$$${line}$$`),
        ]
      : []),
    '## Examples',
    [
      '| fields | input | output | parameters | MACs |',
      '| --- | --- | --- | --- | --- |',
      ...kind.examples.map((example) => exampleRow(kind, example)),
    ].join('\n'),
    `Source: ${kind.source}.`,
  ];
  return `${sections.join('\n\n')}\n`;
}
