import type { Result } from '../base/result';
import { failure, success } from '../base/result';

/** What a form needs to know to draw a field. */
export type FieldControl =
  | { readonly type: 'integer'; readonly min: number; readonly max: number }
  | { readonly type: 'number'; readonly min: number; readonly max: number; readonly step: number }
  | {
      readonly type: 'sizes';
      /** What each number stands for: height, width. */
      readonly axes: readonly string[];
      readonly min: number;
      readonly max: number;
    }
  | { readonly type: 'boolean' }
  | { readonly type: 'choice'; readonly options: readonly ChoiceOption[] }
  | { readonly type: 'shape'; readonly min: number; readonly allowUnknown: boolean }
  | { readonly type: 'integers'; readonly min: number; readonly max: number; readonly most: number }
  | { readonly type: 'padding'; readonly sides: readonly string[]; readonly causal: boolean }
  | { readonly type: 'sides'; readonly sides: readonly string[] }
  | { readonly type: 'text' }
  | { readonly type: 'names'; readonly of: NamedThing };

/** What a list of names names: networks and trainable tensors of a training step, or layers by their paths. */
export type NamedThing = 'learners' | 'layers';

/** One entry of a choice: what is saved and what is shown. */
export interface ChoiceOption {
  readonly value: string;
  readonly label: string;
}

/** What every field is told about itself. */
export interface FieldDescription<Value> {
  readonly label: string;
  readonly help?: string;
  readonly default: Value;
  /** Shown only after "more": rarely changed. */
  readonly advanced?: boolean;
}

/**
 * A setting of a kind. `parse` takes whatever a file holds and returns the value or a message that
 * says what was found and what is allowed.
 */
export interface Field<Value> extends FieldDescription<Value> {
  readonly control: FieldControl;
  readonly parse: (raw: unknown) => Result<Value>;
}

/** The fields of a kind by name. */
export type FieldSet = Readonly<Record<string, Field<unknown>>>;

/** The values that a set of fields parses to. */
export type FieldValues<Fields extends FieldSet> = {
  readonly [Name in keyof Fields]: Fields[Name] extends Field<infer Value> ? Value : never;
};

/** How many axes a window slides over: along a sequence, an image or a volume. */
export type AxisCount = 1 | 2 | 3;

/** The axes of sequences, images and volumes, by their number. */
export const spatialAxes: Readonly<Record<AxisCount, readonly string[]>> = {
  1: ['length'],
  2: ['height', 'width'],
  3: ['depth', 'height', 'width'],
};

/** The sides of sequences, images and volumes, two for each axis. */
const spatialSides: Readonly<Record<AxisCount, readonly string[]>> = {
  1: ['start', 'end'],
  2: ['top', 'bottom', 'left', 'right'],
  3: ['front', 'back', 'top', 'bottom', 'left', 'right'],
};

/** Padding: by rule, the same number on every side, or a number for each (top, bottom, left, right). */
export type Padding = 'valid' | 'same' | number | readonly number[];

/** Padding of a sequence, in which a place may also see only what came before it. */
export type CausalPadding = Padding | 'causal';

/** A value as a message quotes it. */
function quote(raw: unknown): string {
  return raw === undefined ? 'nothing' : (JSON.stringify(raw) ?? String(raw)).slice(0, 60);
}

/** The largest whole number a size may have; larger ones overflow what any backend can index. */
export const largestSize = 2 ** 31 - 1;

function isWholeNumber(raw: unknown, min: number, max: number): raw is number {
  return typeof raw === 'number' && Number.isInteger(raw) && raw >= min && raw <= max;
}

function integerRule(min: number, max: number): string {
  return max >= largestSize
    ? `a whole number of at least ${min}`
    : `a whole number from ${min} to ${max}`;
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

function integer(about: FieldDescription<number> & Bounds): Field<number> {
  const { min = 0, max = largestSize } = about;
  return {
    ...about,
    control: { type: 'integer', min, max },
    parse: (raw) =>
      isWholeNumber(raw, min, max)
        ? success(raw)
        : failure(`${about.label} is ${quote(raw)}; it must be ${integerRule(min, max)}.`),
  };
}

function number(
  about: FieldDescription<number> & Bounds & { readonly step?: number },
): Field<number> {
  const { min = -Infinity, max = Infinity, step = 0.1 } = about;
  const range =
    min === -Infinity && max === Infinity
      ? 'a number'
      : max === Infinity
        ? `a number of at least ${min}`
        : `a number from ${min} to ${max}`;
  return {
    ...about,
    control: { type: 'number', min, max, step },
    parse: (raw) =>
      typeof raw === 'number' && Number.isFinite(raw) && raw >= min && raw <= max
        ? // JSON knows no −0.
          success(raw + 0)
        : failure(`${about.label} is ${quote(raw)}; it must be ${range}.`),
  };
}

/** Height and width. */
export type Pair = readonly [number, number];

/** Depth, height and width. */
export type Triple = readonly [number, number, number];

const countWords: Readonly<Record<number, string>> = { 2: 'two', 3: 'three' };

function sizes<Sizes extends Pair | Triple>(
  about: FieldDescription<Sizes> & Bounds,
  axes: readonly string[],
): Field<Sizes> {
  const { min = 1, max = largestSize } = about;
  const isSizes = (all: readonly unknown[]): boolean =>
    all.length === axes.length && all.every((one) => isWholeNumber(one, min, max));
  return {
    ...about,
    control: { type: 'sizes', axes, min, max },
    parse(raw) {
      const all: readonly unknown[] = Array.isArray(raw) ? raw : axes.map(() => raw);
      if (isSizes(all)) return success(all as Sizes);
      return failure(
        `${about.label} is ${quote(raw)}; it must be ${integerRule(min, max)}, or ${countWords[axes.length]} of them: [${axes.join(', ')}].`,
      );
    },
  };
}

const pair = (about: FieldDescription<Pair> & Bounds): Field<Pair> => sizes(about, spatialAxes[2]);

const triple = (about: FieldDescription<Triple> & Bounds): Field<Triple> =>
  sizes(about, spatialAxes[3]);

function boolean(about: FieldDescription<boolean>): Field<boolean> {
  return {
    ...about,
    control: { type: 'boolean' },
    parse: (raw) =>
      typeof raw === 'boolean'
        ? success(raw)
        : failure(`${about.label} is ${quote(raw)}; it must be true or false.`),
  };
}

function choice<const Value extends string>(
  about: FieldDescription<NoInfer<Value>> & {
    readonly options: readonly { readonly value: Value; readonly label: string }[];
  },
): Field<Value> {
  return {
    ...about,
    control: { type: 'choice', options: about.options },
    parse(raw) {
      const option = about.options.find((candidate) => candidate.value === raw);
      if (option) return success(option.value);
      const allowed = about.options.map((candidate) => `"${candidate.value}"`).join(', ');
      return failure(`${about.label} is ${quote(raw)}; it must be one of ${allowed}.`);
    },
  };
}

function shape<Unknown extends boolean = false>(
  about: FieldDescription<readonly (Unknown extends true ? number | null : number)[]> & {
    readonly allowUnknown?: Unknown;
    /** −1 allows one axis to be worked out from the others. */
    readonly min?: number;
  },
): Field<readonly (Unknown extends true ? number | null : number)[]> {
  type Axis = Unknown extends true ? number | null : number;
  const { min = 1, allowUnknown = false } = about;
  const isAxis = (axis: unknown): axis is Axis =>
    (allowUnknown && axis === null) || (isWholeNumber(axis, min, largestSize) && axis !== 0);
  return {
    ...about,
    control: { type: 'shape', min, allowUnknown },
    parse(raw) {
      const axes: unknown = typeof raw === 'number' ? [raw] : raw;
      if (Array.isArray(axes) && axes.length <= 8 && axes.every(isAxis)) return success(axes);
      const unknown = allowUnknown
        ? ' (null for an axis of any length)'
        : min < 0
          ? ' (−1 for one to be worked out from the others)'
          : '';
      return failure(
        `${about.label} is ${quote(raw)}; it must be a list of at most 8 whole numbers of at least 1${unknown}, without the batch axis.`,
      );
    },
  };
}

function integers(
  about: FieldDescription<readonly number[]> &
    Bounds & {
      /** How many there may be; 8 unless said otherwise. */
      readonly most?: number;
    },
): Field<readonly number[]> {
  const { min = 0, max = largestSize, most = 8 } = about;
  const each = integerRule(min, max).replace('a whole number', 'whole numbers');
  const isList = (all: readonly unknown[]): all is readonly number[] =>
    all.length <= most && all.every((one) => isWholeNumber(one, min, max));
  return {
    ...about,
    control: { type: 'integers', min, max, most },
    parse(raw) {
      const all: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
      if (isList(all)) return success(all);
      return failure(
        `${about.label} is ${quote(raw)}; it must be a list of at most ${most} ${each}.`,
      );
    },
  };
}

const isPadAmount = (raw: unknown): raw is number => isWholeNumber(raw, 0, 1_000_000);

function isSides(raw: unknown, names: readonly string[]): raw is readonly number[] {
  return Array.isArray(raw) && raw.length === names.length && raw.every(isPadAmount);
}

function padding<const Axes extends AxisCount = 2, const Causal extends boolean = false>(
  about: FieldDescription<Padding> & {
    /** 2, an image, unless said otherwise. */
    readonly axes?: Axes;
    readonly causal?: Causal;
  },
): Field<Causal extends true ? CausalPadding : Padding> {
  const { axes = 2, causal = false } = about;
  const names = spatialSides[axes];
  const rules = ['valid', 'same', ...(causal ? ['causal'] : [])];
  const isPadding = (raw: unknown): raw is Padding =>
    rules.includes(raw as string) || isPadAmount(raw) || isSides(raw, names);
  return {
    ...about,
    control: { type: 'padding', sides: names, causal },
    parse: (raw) =>
      isPadding(raw)
        ? success(raw)
        : failure(
            `${about.label} is ${quote(raw)}; it must be ${rules.map((rule) => `"${rule}"`).join(', ')}, a whole number, or [${names.join(', ')}].`,
          ),
  };
}

/** Numbers for both ends of each axis: top, bottom, left and right of an image. */
export type Sides<Axes extends AxisCount = 2> = Axes extends 1
  ? readonly [number, number]
  : Axes extends 2
    ? readonly [number, number, number, number]
    : readonly [number, number, number, number, number, number];

function sides<const Axes extends AxisCount = 2>(
  about: FieldDescription<Sides<Axes>> & {
    /** 2, an image, unless said otherwise. */
    readonly axes?: Axes;
  },
): Field<Sides<Axes>> {
  const names = spatialSides[about.axes ?? 2];
  return {
    ...about,
    control: { type: 'sides', sides: names },
    parse(raw) {
      const all = isPadAmount(raw) ? names.map(() => raw) : raw;
      if (isSides(all, names)) return success(all as unknown as Sides<Axes>);
      return failure(
        `${about.label} is ${quote(raw)}; it must be a whole number, or [${names.join(', ')}].`,
      );
    },
  };
}

function text(about: FieldDescription<string>): Field<string> {
  return {
    ...about,
    control: { type: 'text' },
    parse: (raw) =>
      typeof raw === 'string'
        ? success(raw)
        : failure(`${about.label} is ${quote(raw)}; it must be a text.`),
  };
}

function names(
  about: FieldDescription<readonly string[]> & { readonly of: NamedThing },
): Field<readonly string[]> {
  return {
    ...about,
    control: { type: 'names', of: about.of },
    parse(raw) {
      const all: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
      const isName = (name: unknown): name is string => typeof name === 'string' && name !== '';
      return all.every(isName)
        ? success(all)
        : failure(`${about.label} is ${quote(raw)}; it must be a list of names.`);
    },
  };
}

/** The field types that kinds are made of; each derives form, validation, default and docs. */
export const field = {
  integer,
  number,
  pair,
  triple,
  boolean,
  choice,
  shape,
  integers,
  padding,
  sides,
  text,
  names,
};

/** One field of a node that could not be read. */
export interface FieldProblem {
  readonly name: string;
  readonly message: string;
  /** The names that exist, when `name` is none of them. */
  readonly known?: readonly string[];
}

/** Reads the fields of a node: absent ones take their defaults; every problem is listed. */
export function parseFields<Fields extends FieldSet>(
  fields: Fields,
  raw: Readonly<Record<string, unknown>>,
): { readonly values: FieldValues<Fields> | null; readonly problems: readonly FieldProblem[] } {
  const values: Record<string, unknown> = {};
  const problems: FieldProblem[] = [];
  for (const name of Object.keys(fields)) {
    const definition = fields[name] as Field<unknown>;
    if (raw[name] === undefined) {
      values[name] = definition.default;
      continue;
    }
    const parsed = definition.parse(raw[name]);
    if (parsed.ok) values[name] = parsed.value;
    else problems.push({ name, message: parsed.error });
  }
  for (const name of Object.keys(raw)) {
    if (!Object.hasOwn(fields, name)) {
      const known = Object.keys(fields);
      problems.push({
        name,
        message: `There is no field "${name}" here; the fields are ${known.join(', ') || 'none'}.`,
        known,
      });
    }
  }
  return {
    values: problems.some((problem) => !problem.known) ? null : (values as FieldValues<Fields>),
    problems,
  };
}
