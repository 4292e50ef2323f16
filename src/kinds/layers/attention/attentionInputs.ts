import {
  type Dimension,
  elementCount,
  float32,
  formatShape,
  type Shape,
  type TensorType,
} from '../../../base/tensorType';
import { field } from '../../field';
import type { InputsByPort } from '../../layerKind';
import type { Report } from '../../report';
import { softmaxOperations } from '../activation/softmax';

/** The mask of every kind of attention; the convention is said here. */
export const maskPort = {
  rank: { min: 1 },
  optional: true,
  help: 'not 0 = may be looked at, 0 = hidden: [keys], or [queries, keys].',
} as const;

/** What attention asks and is asked; without a key the values are the keys. */
export const attentionInputs = {
  query: {
    rank: { min: 1 },
    dtype: 'float32',
    help: 'what is asked: [queries, width], or a single query [width].',
  },
  value: { rank: { min: 2 }, dtype: 'float32', help: 'what is averaged: [keys, width].' },
  key: {
    rank: { min: 2 },
    dtype: 'float32',
    optional: true,
    help: 'what queries are compared with: [keys, width]; left open, the values are the keys.',
  },
  mask: maskPort,
} as const;

/** Outputs of every kind of attention. */
export const attentionOutputs = ['y', 'scores'] as const;

/** Fields of every kind of attention. */
export const attentionFields = {
  causal: field.boolean({
    label: 'Causal',
    help: 'On: a query sees only the keys at its own place and before it.',
    default: false,
  }),
  dropout: field.number({
    label: 'Dropout',
    help: 'The share of attention weights set to 0 in training.',
    default: 0,
    min: 0,
    max: 0.99,
    step: 0.05,
  }),
  returnScores: field.boolean({
    label: 'Scores',
    help: 'On: the attention weights, which sum to 1 for every query, are a second output.',
    default: false,
    advanced: true,
  }),
} as const;

/** The types that arrive at a kind of attention. */
export interface AttentionTypes {
  readonly query: TensorType;
  readonly value: TensorType;
  readonly key?: TensorType | undefined;
  readonly mask?: TensorType | undefined;
}

/** The sentences of every kind of attention. */
export const attentionMessages = {
  queryAxes:
    'Values {value} take queries with {axes} axes, or {fewer} for a single query; {query} arrives at query.',
  keyAxes: 'Keys must have as many axes as the values {value}; {key} arrives at key.',
  leadingAxes:
    'The axes in front of places and width must agree, but {value} meets {other} at {port}.',
  keysAndValues: 'Every key belongs to a value, but {keys} keys meet {values} values.',
  maskShape: 'A mask for {queries} queries and {keys} keys is {fitting}; {mask} arrives at mask.',
} as const;

/** The sentence of attention with weights. */
export const unknownWidthMessage = {
  unknownWidth:
    'The width of {shape} at {port} is unknown, so the number of weights is too. Give its last axis a number.',
} as const;

/** The sentence of attention that multiplies queries and keys. */
export const widthsDifferMessage = {
  widthsDiffer:
    'Queries and keys are multiplied, so they must be equally wide, but {query} meets {key}.',
} as const;

/** The sizes in attention; null where one is unknown. */
export interface AttentionSizes {
  /** Axes in front of places and width, the batch axis left out. */
  readonly leading: Shape;
  /** Places of the query; 1 for a single query, which has no such axis. */
  readonly queries: Dimension;
  readonly isSingle: boolean;
  readonly keys: Dimension;
  readonly queryWidth: Dimension;
  readonly keyWidth: Dimension;
  readonly valueWidth: Dimension;
}

const agree = (a: Dimension, b: Dimension): boolean => a === null || b === null || a === b;

const allAgree = (a: Shape, b: Shape): boolean =>
  a.every((axis, index) => agree(axis, b[index] ?? null));

/** The sizes, as far as the shapes of sound inputs tell. */
export function attentionSizes({ query, value, key = value }: AttentionTypes): AttentionSizes {
  const isSingle = query.shape.length < value.shape.length;
  return {
    leading: value.shape
      .slice(0, -2)
      .map((axis, index) => axis ?? query.shape[index] ?? key.shape[index] ?? null),
    queries: isSingle ? 1 : (query.shape.at(-2) ?? null),
    isSingle,
    keys: value.shape.at(-2) ?? key.shape.at(-2) ?? null,
    queryWidth: query.shape.at(-1) ?? null,
    keyWidth: key.shape.at(-1) ?? null,
    valueWidth: value.shape.at(-1) ?? null,
  };
}

/** Whether axes and places of the inputs fit each other; reports the first that do not. */
export function attentionFits(
  { query, value, key, mask }: AttentionTypes,
  report: Report<keyof typeof attentionMessages>,
): boolean {
  const axes = value.shape.length;
  const shapes = { query: formatShape(query.shape), value: formatShape(value.shape) };
  if (query.shape.length !== axes && query.shape.length !== axes - 1) {
    report.error('queryAxes', { ...shapes, axes, fewer: axes - 1 }, { port: 'query' });
    return false;
  }
  if (key && key.shape.length !== axes) {
    report.error('keyAxes', { ...shapes, key: formatShape(key.shape) }, { port: 'key' });
    return false;
  }
  const leading = value.shape.slice(0, -2);
  for (const [port, type] of Object.entries({ query, key })) {
    if (!type || allAgree(leading, type.shape)) continue;
    report.error('leadingAxes', { ...shapes, other: formatShape(type.shape), port }, { port });
    return false;
  }
  const keys = key?.shape.at(-2) ?? null;
  const values = value.shape.at(-2) ?? null;
  if (key && !agree(keys, values)) {
    report.error('keysAndValues', { keys: String(keys), values: String(values) }, { port: 'key' });
    return false;
  }
  return maskFits({ query, value, key, mask }, report);
}

function maskFits(types: AttentionTypes, report: Report<keyof typeof attentionMessages>): boolean {
  if (!types.mask) return true;
  const { queries, keys } = attentionSizes(types);
  const { shape } = types.mask;
  if (shape.length === 1 && agree(shape[0] ?? null, keys)) return true;
  if (shape.length === 2 && allAgree([queries, keys], shape)) return true;
  report.error(
    'maskShape',
    {
      queries: queries ?? '?',
      keys: keys ?? '?',
      fitting: `${formatShape([keys])} or ${formatShape([queries, keys])}`,
      mask: formatShape(shape),
    },
    { port: 'mask' },
  );
  return false;
}

/** Whether the last axes of the inputs that meet weights are known; reports the first that is not. */
export function widthsAreKnown(
  types: AttentionTypes,
  report: Report<keyof typeof unknownWidthMessage>,
): boolean {
  for (const [port, type] of Object.entries(types)) {
    if (port === 'mask' || !type || type.shape.at(-1) !== null) continue;
    report.error('unknownWidth', { shape: formatShape(type.shape), port }, { port });
    return false;
  }
  return true;
}

/** Whether queries and keys are equally wide; the fix maps the query to the width of the keys. */
export function widthsAgree(
  types: AttentionTypes,
  report: Report<keyof typeof widthsDifferMessage>,
): boolean {
  const { queryWidth, keyWidth } = attentionSizes(types);
  if (agree(queryWidth, keyWidth)) return true;
  const key = types.key ?? types.value;
  report.error(
    'widthsDiffer',
    { query: formatShape(types.query.shape), key: formatShape(key.shape) },
    {
      port: 'query',
      fixes: [
        {
          title: `Insert Dense with ${keyWidth} units before query`,
          change: {
            type: 'insertBefore',
            port: 'query',
            kind: 'dense',
            fields: { units: keyWidth },
          },
        },
      ],
    },
  );
  return false;
}

/** What comes out: a mean of values for every query and, if asked for, the attention weights. */
export function attentionTypes(types: AttentionTypes, returnScores: boolean): InputsByPort {
  const { leading, queries, isSingle, keys, valueWidth } = attentionSizes(types);
  const places = isSingle ? leading : [...leading, queries];
  const y = float32([...places, valueWidth]);
  return returnScores ? { y, scores: float32([...places, keys]) } : { y };
}

/** How many scores there are. */
function scoreCount({ leading, queries, keys }: AttentionSizes): number | null {
  return elementCount([...leading, queries, keys]);
}

/** Operations on scores: `steps` for each, one more where some are hidden, and softmax. */
export function scoreOperations(
  sizes: AttentionSizes,
  hides: boolean,
  steps: number,
): number | null {
  const { leading, queries, keys } = sizes;
  const scores = scoreCount(sizes);
  return sumOf(
    scores === null ? null : scores * (steps + (hides ? 1 : 0)),
    softmaxOperations(float32([...leading, queries, keys])),
  );
}

/** Whether some queries do not see all keys. */
export function hidesKeys(types: AttentionTypes, fields: { readonly causal: boolean }): boolean {
  return fields.causal || types.mask !== undefined;
}

/** A sum in which one unknown makes the whole unknown. */
export function sumOf(...parts: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const part of parts) {
    if (part === null) return null;
    sum += part;
  }
  return sum;
}

/** What the inputs are, in the order of the ports: a config's `inputNames`. */
export function inputNames(ports: object, types: AttentionTypes): string[] {
  const wired: Readonly<Record<string, TensorType | undefined>> = { ...types };
  return Object.keys(ports).filter((port) => wired[port] !== undefined);
}

/** The part of a config about causality, dropout and scores; what is off is left out. */
export function attentionConfig(fields: {
  readonly causal: boolean;
  readonly dropout: number;
  readonly returnScores: boolean;
}) {
  const { causal, dropout, returnScores } = fields;
  return {
    ...(causal ? { causal } : {}),
    ...(dropout > 0 ? { dropout } : {}),
    ...(returnScores ? { returnScores } : {}),
  };
}

/** Softmax over the keys and the mean of the values, as KaTeX, for queries i and keys j. */
export function meanOfValues(types: AttentionTypes, { causal }: { causal: boolean }): string[] {
  const { queries, isSingle, keys } = attentionSizes(types);
  const [one, pair] = isSingle ? ['', 'j'] : ['_i', 'ij'];
  const last = causal ? 'i' : (keys ?? 'S');
  const places = isSingle ? '' : `, \\quad i = 1 \\dots ${queries ?? 'T'}`;
  const hidden = types.mask ? ', \\quad m_j = 0 \\Rightarrow \\alpha_{PAIR} = 0' : '';
  return [
    `\\alpha_{${pair}} = \\frac{\\exp e_{${pair}}}{\\sum_{l=1}^{${last}} \\exp e_{${pair.replace('j', 'l')}}}${hidden.replace('PAIR', pair)}`,
    `y${one} = \\sum_{j=1}^{${last}} \\alpha_{${pair}} v_j${places}`,
  ];
}

/** A kind of attention's common fields in one line. */
export function tellingAttention(fields: {
  readonly causal: boolean;
  readonly dropout: number;
}): string[] {
  return [
    ...(fields.causal ? ['causal'] : []),
    ...(fields.dropout > 0 ? [`dropout ${fields.dropout}`] : []),
  ];
}

/** How many pairs of a query and a key are scored; unknown dimensions count as 1. */
export function scoreNumbers(inputs: AttentionTypes): number {
  const { leading, queries, keys } = attentionSizes(inputs);
  return [...leading, queries, keys].reduce<number>((product, axis) => product * (axis ?? 1), 1);
}
