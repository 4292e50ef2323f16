import type { Graph } from '../../src/document/project';
import type { LayerKind } from '../../src/kinds/layerKind';
import { isVariadic } from '../../src/kinds/port';

/** A table cell: bars and line breaks would end it. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The page of a graph of the project as a block, as Markdown: its notes, ports and arguments. */
export function blockDocumentation(kind: LayerKind, graph: Graph): string {
  const inputs = isVariadic(kind.inputs) ? [] : Object.keys(kind.inputs);
  const named = Object.entries(graph.arguments ?? {});
  const code = (names: readonly string[]): string =>
    names.map((name) => `\`${name}\``).join(', ') || 'none';
  const rows = named.map(([name, { type, default: value, min, max, options, label, help }]) => {
    const allowed = [
      options ? options.join(', ') : type,
      ...(min === undefined ? [] : [`at least ${min}`]),
      ...(max === undefined ? [] : [`at most ${max}`]),
    ].join(', ');
    const cells = [
      `\`${name}\``,
      label ?? name,
      `\`${JSON.stringify(value)}\``,
      allowed,
      help ?? '',
    ];
    return `| ${cells.map(cell).join(' | ')} |`;
  });
  const sections = [
    `# ${kind.title}`,
    graph.notes ?? 'A block of this project. Nothing is written about it yet.',
    '## Ports',
    `Inputs: ${code(inputs)}. Outputs: ${code(kind.outputs)}.`,
    '## Arguments',
    rows.length === 0
      ? 'None.'
      : [
          '| argument | label | default | allowed | meaning |',
          '| --- | --- | --- | --- | --- |',
          ...rows,
        ].join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}
