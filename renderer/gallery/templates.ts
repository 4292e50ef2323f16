import { analyseProject } from '../../src/analysis/analyse';
import { graphTotals } from '../../src/analysis/graphTotals';
import { blockOf } from '../../src/document/project';
import { readProject } from '../../src/files/readProject';
import { type Drawing, drawNetwork } from './networkDrawing';
import { shelfRank, shelfTitle } from './shelves';

/** A template as the gallery lists it. */
export interface Template {
  /** Its path below `templates/`, which tells it from the others. */
  readonly path: string;
  readonly shelf: string;
  readonly name: string;
  /** One sentence on what it is. */
  readonly description: string;
  /** The file, to be opened like a user's. */
  readonly text: string;
}

/** What has to be worked out before a template can be shown. */
export interface TemplatePreview {
  /** Parameters of all its networks; those of a block in the networks that use it. */
  readonly parameters: number;
  readonly drawing: Drawing;
}

const files = import.meta.glob<string>('../../templates/**/*.netloom', {
  query: '?raw',
  import: 'default',
});

/** Loads every template, in the order of the shelves and on each by name. */
export async function loadTemplates(): Promise<readonly Template[]> {
  const templates = await Promise.all(
    Object.entries(files).map(async ([file, load]) =>
      listTemplate(file.slice(file.indexOf('templates/') + 'templates/'.length), await load()),
    ),
  );
  const { compare } = new Intl.Collator('en', { numeric: true });
  const rank = ({ path }: Template): number => shelfRank(folderOf(path));
  return templates.sort(
    (a, b) => rank(a) - rank(b) || compare(a.shelf, b.shelf) || compare(a.name, b.name),
  );
}

function folderOf(path: string): string {
  return path.split('/')[0] ?? '';
}

/** What the list says of a template; its networks are not looked at. */
export function listTemplate(path: string, text: string): Template {
  const { name, notes = '' } = JSON.parse(text) as { name: string; notes?: string };
  const shelf = shelfTitle(folderOf(path));
  return { path, shelf, name, description: firstSentence(notes), text };
}

const previews = new WeakMap<Template, TemplatePreview>();

/** Reads and analyses a template. Throws for one that can't be read: it is part of the program. */
export function previewTemplate(template: Template): TemplatePreview {
  const known = previews.get(template);
  if (known) return known;
  const read = readProject(template.text);
  if (!read.ok) throw new Error(`The template ${template.path} cannot be read: ${read.error}`);
  const graphs = Object.values(analyseProject(read.value).graphs);
  // Blocks are counted where networks use them, and not at all where these bypass them.
  const blocks = new Set(
    graphs.flatMap(({ graph }) => Object.values(graph.nodes).map(({ kind }) => blockOf(kind))),
  );
  const networks = graphs.filter(({ id, graph }) => graph.role === 'network' && !blocks.has(id));
  const main = networks[0] ?? graphs[0];
  if (!main) throw new Error(`The template ${template.path} has no graph.`);
  const preview = {
    parameters: networks.reduce((sum, graph) => sum + graphTotals(graph).costs.parameters, 0),
    drawing: drawNetwork(main),
  };
  previews.set(template, preview);
  return preview;
}

/** The first sentence below the heading of some Markdown, as plain text. */
export function firstSentence(markdown: string): string {
  const paragraph = markdown.split(/\n\s*\n/).find((part) => part && !part.startsWith('#')) ?? '';
  const plain = paragraph.replace(/[*_`]/g, '').replace(/\s+/g, ' ').trim();
  return /^.*?[.!?](?=\s|$)/.exec(plain)?.[0] ?? plain;
}

/** The templates in which every word of a search is found, in name, shelf or description. */
export function searchTemplates(
  templates: readonly Template[],
  search: string,
): readonly Template[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return templates.filter(({ name, shelf, description }) => {
    const text = `${name} ${shelf} ${description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
