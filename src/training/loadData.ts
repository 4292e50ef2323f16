import { failure, type Result, success } from '../base/result';
import { type Choice, chooseExamples } from '../data/chooseExamples';
import { loadCsvDataSet } from '../data/csvDataSet';
import type { DataFiles } from '../data/dataFiles';
import type { DataSet } from '../data/dataSet';
import { type DigitsOptions, digitsDataSet } from '../data/digits';
import { type EdgesAndShapesOptions, edgesAndShapesDataSet } from '../data/edgesAndShapes';
import { type EpisodesOptions, episodeSource } from '../data/episodes';
import type { ExampleSource } from '../data/exampleSource';
import { type FacesOptions, facesDataSet } from '../data/faces';
import { type GlyphsOptions, glyphsDataSet } from '../data/glyphs';
import { loadIdxDataSet } from '../data/idxDataSet';
import { loadImageFolder } from '../data/imageFolder';
import { loadMnist } from '../data/mnist';
import { pairSource } from '../data/pairs';
import { type PlaygroundOptions, playgroundDataSet } from '../data/playground';
import { type ReviewsOptions, reviewsDataSet } from '../data/reviews';
import { type RingOptions, ringDataSet } from '../data/ring';
import { type SequencesOptions, sequencesDataSet } from '../data/sequences';
import { type ShapesOptions, shapesDataSet } from '../data/shapes';
import { type SinusoidsOptions, sinusoidSource } from '../data/sinusoids';
import { type StripesAndDotsOptions, stripesAndDotsDataSet } from '../data/stripesAndDots';
import { type TextOptions, textDataSet } from '../data/text';
import { tripletSource } from '../data/triplets';

/** Where bytes come from: the user's own files by the paths in the project, and what Netloom ships. */
export interface DataPlaces {
  readonly user: DataFiles;
  /** The four files of MNIST. */
  readonly mnist: { readonly files: DataFiles; readonly folder: string };
}

/** The fields of a data kind, defaults filled in; parsing them has checked their types. */
type Fields = Readonly<Record<string, unknown>>;
type Reader = (fields: Fields, places: DataPlaces) => Promise<Result<DataSet>>;
type SourceReader = (fields: Fields, places: DataPlaces) => Promise<Result<ExampleSource>>;

/** An empty text means that nothing was chosen. */
function optional(text: unknown): string | undefined {
  return text === '' ? undefined : (text as string);
}

/** A data set that is drawn; its options are the fields of its kind. */
function drawn<Options>(generate: (options: Options) => DataSet): Reader {
  return async (fields) => success(generate(fields as Options));
}

/** Readers by the identifiers of data kinds; what is generated takes the fields as they are. */
const readers: Readonly<Record<string, Reader>> = {
  async mnist({ classes, perClass, count, testCount }, { mnist }) {
    const loaded = await loadMnist(mnist.files, mnist.folder);
    if (!loaded.ok) return loaded;
    const { title, train, test } = loaded.value;
    const choice = { classes, perClass, count } as Choice;
    const testChoice = { classes, count: testCount } as Choice;
    return success({
      title,
      train: chooseExamples(train, choice),
      test: chooseExamples(test, testChoice),
    });
  },
  digits: drawn<DigitsOptions>(digitsDataSet),
  playground: async (fields) => playgroundDataSet(fields as unknown as PlaygroundOptions),
  ring: drawn<RingOptions>(ringDataSet),
  stripesAndDots: drawn<StripesAndDotsOptions>(stripesAndDotsDataSet),
  edgesAndShapes: drawn<EdgesAndShapesOptions>(edgesAndShapesDataSet),
  shapes: drawn<ShapesOptions>(shapesDataSet),
  faces: drawn<FacesOptions>(facesDataSet),
  glyphs: drawn<GlyphsOptions>(glyphsDataSet),
  sequences: drawn<SequencesOptions>(sequencesDataSet),
  text: drawn<TextOptions>(textDataSet),
  reviews: drawn<ReviewsOptions>(reviewsDataSet),
  csv: (fields, { user }) =>
    loadCsvDataSet(user, fields.path as string, {
      target: optional(fields.targetColumn),
      task: fields.task as 'automatic' | 'classification' | 'regression',
      standardise: fields.standardise as boolean,
      testRatio: fields.testRatio as number,
      seed: fields.seed as number,
    }),
  idx: (fields, { user }) =>
    loadIdxDataSet(user, {
      images: fields.images as string,
      labels: fields.labels as string,
      testImages: optional(fields.testImages),
      testLabels: optional(fields.testLabels),
      testRatio: fields.testRatio as number,
      seed: fields.seed as number,
    }),
  imageFolder: (fields, { user }) =>
    loadImageFolder(user, fields.path as string, {
      size: fields.size as [number, number],
      channels: fields.channels === '1' ? 1 : 3,
      testRatio: fields.testRatio as number,
      seed: fields.seed as number,
    }),
};

/** How many pictures samplers choose from, where they are drawn for the purpose. */
const SAMPLED = {
  digits: { count: 2000, testCount: 1000, occlusion: 0.05, noise: 0.1, classes: [], perClass: 0 },
  glyphs: { classes: 100, testClasses: 40, noise: 0.05 },
} as const;

/** The pictures that the field `source` of a sampler names, at least `perClass` of each glyph. */
async function pictures(
  { source, size, seed }: Fields,
  places: DataPlaces,
  perClass: number,
): Promise<Result<DataSet>> {
  const drawing = { size: size as number, seed: seed as number };
  if (source === 'mnist') return loadMnist(places.mnist.files, places.mnist.folder);
  if (source === 'digits') return success(digitsDataSet({ ...SAMPLED.digits, ...drawing }));
  return success(glyphsDataSet({ ...SAMPLED.glyphs, ...drawing, perClass }));
}

/** Drawings of each made-up character, unless an episode needs more. */
const DRAWINGS = 20;

const sources: Readonly<Record<string, SourceReader>> = {
  async episodes(fields, places) {
    const options = fields as unknown as EpisodesOptions;
    const found = await pictures(
      fields,
      places,
      Math.max(DRAWINGS, options.shots + options.queries),
    );
    return found.ok ? episodeSource(found.value, options) : found;
  },
  async pairs(fields, places) {
    const found = await pictures(fields, places, DRAWINGS);
    return found.ok ? pairSource(found.value) : found;
  },
  async triplets(fields, places) {
    const found = await pictures(fields, places, DRAWINGS);
    return found.ok ? tripletSource(found.value) : found;
  },
  sinusoids: async (fields) => success(sinusoidSource(fields as unknown as SinusoidsOptions)),
};

/** The identifiers of the data kinds that can be read. */
export const readableData: readonly string[] = Object.keys(readers);

/** The identifiers of the data kinds that give examples without end. */
export const endlessData: readonly string[] = Object.keys(sources);

/** The examples of a data kind with its fields (defaults filled in), or what is wrong with its files. */
export async function loadData(
  kind: string,
  fields: Fields,
  places: DataPlaces,
): Promise<Result<DataSet>> {
  const read = readers[kind];
  return read ? read(fields, places) : failure(`The data set "${kind}" has no reader.`);
}

/**
 * The source of a data kind that gives new examples for every step, with its fields (defaults filled
 * in), or what is wrong with them.
 */
export async function loadSource(
  kind: string,
  fields: Fields,
  places: DataPlaces,
): Promise<Result<ExampleSource>> {
  const read = sources[kind];
  return read ? read(fields, places) : failure(`The source "${kind}" has no reader.`);
}
