import type { DataRequest, PickedData } from '../../platform/platform';

// MNIST's own files end in `-ubyte`, which no list of endings can name.
const idxFile: DataRequest = { choose: 'files', extensions: [] };

/** The fields of data kinds that name a file or folder, and what is asked for to fill them. */
const requests: Readonly<Record<string, Readonly<Record<string, DataRequest>>>> = {
  csv: { path: { choose: 'files', extensions: ['csv', 'tsv', 'txt'] } },
  idx: { images: idxFile, labels: idxFile, testImages: idxFile, testLabels: idxFile },
  imageFolder: { path: { choose: 'folder', extensions: [] } },
};

/** What to ask the user for to fill a field of a data kind; null for fields that name no file. */
export function dataRequest(kind: string, field: string): DataRequest | null {
  return requests[kind]?.[field] ?? null;
}

/**
 * The fields that a choice of files fills. Files chosen together go where their names say
 * (`t10k-labels…` to the test labels); a single file goes to the field that was asked for.
 */
export function filledPaths(
  kind: string,
  field: string,
  picked: readonly PickedData[],
): Readonly<Record<string, string>> {
  const [first, ...others] = picked;
  if (!first) return {};
  if (kind !== 'idx' || others.length === 0) return { [field]: first.path };
  const filled: Record<string, string> = {};
  for (const { name, path } of picked) {
    const isTest = /t10k|test/i.test(name);
    const isLabels = /label/i.test(name);
    filled[isTest ? (isLabels ? 'testLabels' : 'testImages') : isLabels ? 'labels' : 'images'] =
      path;
  }
  return filled;
}
