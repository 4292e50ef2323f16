import { analyseProject } from '../../src/analysis/analyse';
import { readProject } from '../../src/files/readProject';
import { type Drawing, drawNetwork } from './networkDrawing';

/** A template as the gallery shows it. */
export interface Template {
  /** Its path below `templates/`, which tells it from the others. */
  readonly path: string;
  readonly shelf: string;
  readonly name: string;
  /** One sentence on what it is. */
  readonly description: string;
  /** Parameters of all its networks. */
  readonly parameters: number;
  readonly drawing: Drawing;
  /** The file, to be opened like a user's. */
  readonly text: string;
}

const files = import.meta.glob<string>('../../templates/**/*.netloom', {
  query: '?raw',
  import: 'default',
});

/** The shelves that come first, from the first lectures on; others follow by name. */
const firstShelves = ['neurons', 'convolution', 'autoencoders'];

/** The title of a shelf, from the name of its folder. */
function shelfTitle(folder: string): string {
  const words = folder.replace(/-/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Loads every template, in the order of the shelves and on each the smallest network first. */
export async function loadTemplates(): Promise<readonly Template[]> {
  const templates = await Promise.all(
    Object.entries(files).map(async ([file, load]) =>
      describeTemplate(file.slice(file.indexOf('templates/') + 'templates/'.length), await load()),
    ),
  );
  const rank = (template: Template): number => {
    const place = firstShelves.indexOf(template.path.split('/')[0] ?? '');
    return place < 0 ? firstShelves.length : place;
  };
  return templates.sort(
    (a, b) => rank(a) - rank(b) || a.shelf.localeCompare(b.shelf) || a.parameters - b.parameters,
  );
}

/** What a card says about a template. Throws for one that can't be read: it is part of the program. */
export function describeTemplate(path: string, text: string): Template {
  const read = readProject(text);
  if (!read.ok) throw new Error(`The template ${path} cannot be read: ${read.error}`);
  const project = read.value;
  const graphs = Object.values(analyseProject(project).graphs);
  const parameters = graphs.flatMap((graph) =>
    [...graph.nodes.values()].map((node) => node.costs?.parameters ?? 0),
  );
  const [main] = graphs;
  if (!main) throw new Error(`The template ${path} has no graph.`);
  return {
    path,
    shelf: shelfTitle(path.split('/')[0] ?? ''),
    name: project.name,
    description: firstSentence(project.notes ?? ''),
    parameters: parameters.reduce((sum, count) => sum + count, 0),
    drawing: drawNetwork(main),
    text,
  };
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
