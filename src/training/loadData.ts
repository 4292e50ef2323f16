import { failure, type Result } from '../base/result';
import { loadCsvDataSet } from '../data/csvDataSet';
import type { DataFiles } from '../data/dataFiles';
import type { DataSet } from '../data/dataSet';
import { loadIdxDataSet } from '../data/idxDataSet';
import { loadImageFolder } from '../data/imageFolder';
import { loadMnist } from '../data/mnist';
import { type PlaygroundShape, playgroundDataSet } from '../data/playground';

/** Where bytes come from: the user's own files by the paths in the project, and what Netloom ships. */
export interface DataPlaces {
  readonly user: DataFiles;
  /** The four files of MNIST. */
  readonly mnist: { readonly files: DataFiles; readonly folder: string };
}

type Fields = Readonly<Record<string, unknown>>;
type Reader = (fields: Fields, places: DataPlaces) => Promise<Result<DataSet>>;

/** An empty text means that nothing was chosen. */
function optional(text: unknown): string | undefined {
  return text === '' ? undefined : (text as string);
}

const readers: Readonly<Record<string, Reader>> = {
  mnist: (_fields, { mnist }) => loadMnist(mnist.files, mnist.folder),
  playground: async (fields) =>
    playgroundDataSet({
      shape: fields.shape as PlaygroundShape,
      count: fields.count as number,
      noise: fields.noise as number,
      testRatio: fields.testRatio as number,
      seed: fields.seed as number,
    }),
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

/** The identifiers of the data kinds that can be read. */
export const readableData: readonly string[] = Object.keys(readers);

/** The examples of a data kind with its fields (defaults filled in), or what is wrong with its files. */
export async function loadData(
  kind: string,
  fields: Fields,
  places: DataPlaces,
): Promise<Result<DataSet>> {
  const read = readers[kind];
  return read ? read(fields, places) : failure(`The data set "${kind}" has no reader.`);
}
