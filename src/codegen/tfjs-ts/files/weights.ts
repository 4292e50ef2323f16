import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Weights by the names that they have in a file. */
export type NamedWeights = ReadonlyMap<string, tf.Variable>;

/**
 * Every weight of a model by the name it has in a file: layer and weight, `conv1/kernel`, after the
 * prefix. A layer that runs a model in every step (`cell`) stands before the names of that model.
 */
export function namedWeights(model: tf.LayersModel, prefix = ''): NamedWeights {
  const named = new Map<string, tf.Variable>();
  for (const layer of model.layers) {
    const { cell } = layer as { readonly cell?: unknown };
    if (cell instanceof tf.LayersModel) {
      for (const [name, weight] of namedWeights(cell, `${prefix}${layer.name}/`)) {
        named.set(name, weight);
      }
      continue;
    }
    for (const weight of layer.weights) {
      const name = `${prefix}${layer.name}/${weight.originalName.split('/').at(-1)}`;
      named.set(name, weight.read() as tf.Variable);
    }
  }
  return named;
}

/**
 * Reads a safetensors file into weights. Names and shapes must be exactly those; throws an Error that
 * says which is not. With `within` only what begins so counts: the weights of one network of several.
 */
export function loadWeights(weights: NamedWeights, file: string, within = ''): void {
  const bytes = readFileSync(file);
  const { entries, data } = readHeader(file, bytes);
  const found = [...entries.keys()].filter((name) => name.startsWith(within));
  const unknown = found.filter((name) => !weights.has(name));
  const missing = [...weights.keys()].filter((name) => !entries.has(name));
  if (unknown.length > 0) throw new Error(`${file}: the model has no ${unknown.join(', ')}.`);
  if (missing.length > 0) throw new Error(`${file}: ${missing.join(', ')} is missing.`);
  for (const [name, weight] of weights) {
    const { dtype, shape, data_offsets: range } = entries.get(name) as Entry;
    if (dtype !== 'F32') throw new Error(`${file}: ${name} is ${dtype}, expected F32.`);
    if (shape.join() !== weight.shape.join()) {
      throw new Error(`${file}: ${name} is [${shape}], the model has [${weight.shape}].`);
    }
    const part = data.subarray(range[0], range[1]);
    const count = shape.reduce((product, length) => product * length, 1);
    if (part.length !== count * 4) throw new Error(`${file}: ${name} is cut off.`);
    // A copy, as floats must lie at a multiple of four.
    const values = new Float32Array(Uint8Array.from(part).buffer);
    tf.tidy(() => weight.assign(tf.tensor(values, [...shape], 'float32')));
  }
}

/** Writes weights as a safetensors file. */
export function saveWeights(weights: NamedWeights, file: string): void {
  const header: Record<string, Entry> = {};
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, weight] of weights) {
    const values = Float32Array.from(weight.dataSync());
    parts.push(new Uint8Array(values.buffer));
    const end = offset + values.byteLength;
    header[name] = { dtype: 'F32', shape: weight.shape, data_offsets: [offset, end] };
    offset = end;
  }
  const text = Buffer.from(JSON.stringify(header));
  const padded = Buffer.alloc(Math.ceil(text.length / 8) * 8, ' ');
  text.copy(padded);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  // A run that is cut off leaves the old file whole.
  writeFileSync(`${file}.part`, Buffer.concat([length, padded, ...parts]));
  renameSync(`${file}.part`, file);
}

function readHeader(
  file: string,
  bytes: Buffer,
): { readonly entries: Map<string, Entry>; readonly data: Buffer } {
  const length = bytes.length < 8 ? Number.NaN : Number(bytes.readBigUInt64LE(0));
  if (!(length <= bytes.length - 8)) throw new Error(`${file}: this is not a safetensors file.`);
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<string, Entry>;
  const entries = new Map(Object.entries(header).filter(([name]) => name !== '__metadata__'));
  return { entries, data: bytes.subarray(8 + length) };
}
