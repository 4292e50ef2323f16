import { hasExpression, type Names, resolveValue } from '../../analysis/nodeSettings';
import { parseExpression } from '../../base/expression';
import { type JsonValue, sameJson } from '../../base/jsonValue';
import { expressionCode, negatedCode, type Scope } from './expressionCode';
import { printText, printValue } from './printCode';
import { type CodeValue, Written } from './written';

/** What a value is in one use of a block, and what the names of expressions are there. */
export interface Sample {
  readonly names: Names;
  readonly value: JsonValue;
}

/** What code may be made of. */
export interface FitOptions {
  readonly scope: Scope;
  /** Expressions that the drawing gives for the node at hand, each with its `=`. */
  readonly expressions: readonly string[];
}

/**
 * Code that has the value of every sample under its names: the drawing's own expression (`hint`)
 * where it says the value, the value itself where all samples agree, another expression of the node,
 * an argument, or a choice between two values by an argument. Null where nothing fits.
 */
export function fitValue(
  samples: readonly Sample[],
  hint: JsonValue | undefined,
  options: FitOptions,
): CodeValue | null {
  const first = samples[0]?.value ?? null;
  const agree = samples.every(({ value }) => sameJson(value, first));
  const hinted = hint !== undefined && hasExpression(hint);
  if (hinted && typeof hint === 'string') {
    const found = fitExpression(samples, hint, options);
    if (found) return found;
  }
  if (agree && !hinted) return first;
  const parts = fitParts(samples, hint, options);
  if (parts !== null) return parts;
  if (agree) return first;
  for (const expression of options.expressions) {
    const found = fitExpression(samples, expression, options);
    if (found) return found;
  }
  return fitChoice(samples, options);
}

/** Every expression that is or is in a value, with its `=`. */
export function expressionsIn(value: JsonValue | undefined): readonly string[] {
  if (typeof value === 'string') return value.startsWith('=') ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return [...new Set(Object.values(value).flatMap((inner) => expressionsIn(inner as JsonValue)))];
}

/** The code of a condition that is true in the first samples and false in the others. */
export function fitCondition(
  holding: readonly Names[],
  failing: readonly Names[],
  { scope, expressions }: FitOptions,
): Written | null {
  const told = expressions.map((text) => text.slice(1));
  const names = Object.keys(holding[0] ?? {});
  const rank = (name: string): number => (told.some((text) => text.includes(name)) ? 0 : 1);
  for (const name of [...names].sort((a, b) => rank(a) - rank(b))) {
    const code = scope(name)?.code;
    const yes = holding.map((sample) => sample[name]);
    const no = failing.map((sample) => sample[name]);
    const found = code === undefined ? null : separation(yes, no, code);
    if (found !== null) return new Written(found);
  }
  return null;
}

/** An expression of the drawing as code, the other way round on demand. */
export function writeExpression(text: string, scope: Scope, isNegated = false): Written | null {
  const parsed = parseExpression(text.slice(1));
  if (!parsed.ok) return null;
  return (isNegated ? negatedCode : expressionCode)(parsed.value, scope);
}

function fitExpression(
  samples: readonly Sample[],
  text: string,
  { scope }: FitOptions,
): Written | null {
  const fitting = samples.every(({ names, value }) => {
    const found = resolveValue(text, names);
    return found.ok && sameJson(found.value, value);
  });
  const code = fitting ? writeExpression(text, scope) : null;
  if (!code || !samples.some(({ value }) => typeof value === 'string')) return code;
  // A name that tf.js knows is typed as such; of what a choice gives, TypeScript sees it.
  if (code.text.includes('?')) return code;
  const texts = [...new Set(samples.map(({ value }) => printText(String(value))))].sort();
  return new Written(`${code.text} as ${texts.join(' | ')}`);
}

function fitParts(
  samples: readonly Sample[],
  hint: JsonValue | undefined,
  options: FitOptions,
): CodeValue | null {
  const [first] = samples;
  const value = first?.value;
  if (typeof value !== 'object' || value === null) return null;
  const keys = Object.keys(value);
  const alike = samples.every(
    ({ value: other }) =>
      typeof other === 'object' &&
      other !== null &&
      Array.isArray(other) === Array.isArray(value) &&
      String(Object.keys(other)) === String(keys),
  );
  if (!alike) return null;
  const parts: Record<string, CodeValue> = {};
  for (const key of keys) {
    const part = fitValue(
      samples.map(({ names, value: whole }) => ({
        names,
        value: (whole as Record<string, JsonValue>)[key] as JsonValue,
      })),
      hintOf(hint, key),
      options,
    );
    if (part === null && samples.some((sample) => at(sample.value, key) !== null)) return null;
    parts[key] = part;
  }
  return Array.isArray(value) ? Object.values(parts) : parts;
}

function at(value: JsonValue, key: string): JsonValue {
  return (value as Record<string, JsonValue>)[key] as JsonValue;
}

/** What the drawing says of a part: a single expression stands for every axis. */
function hintOf(hint: JsonValue | undefined, key: string): JsonValue | undefined {
  if (typeof hint === 'string') return hint;
  if (typeof hint !== 'object' || hint === null) return undefined;
  return (hint as Record<string, JsonValue>)[key];
}

function fitChoice(samples: readonly Sample[], options: FitOptions): Written | null {
  const [first] = samples;
  if (!first) return null;
  const like = samples.filter(({ value }) => sameJson(value, first.value));
  const others = samples.filter(({ value }) => !sameJson(value, first.value));
  const other = others[0]?.value;
  if (other === undefined || others.some(({ value }) => !sameJson(value, other))) return null;
  const namesOf = (some: readonly Sample[]) => some.map(({ names }) => names);
  const isPlain = (value: JsonValue): boolean =>
    typeof value !== 'object' || value === null || Array.isArray(value);
  if (![first.value, other].every(isPlain)) return null;
  const condition = fitCondition(namesOf(like), namesOf(others), options);
  if (!condition) return null;
  const [yes, no] = [printValue(first.value), printValue(other)];
  const text = `${condition.text} ? ${yes} : ${no}`;
  const isCompared = /[=<>]/.test(condition.text);
  return new Written(text, (indentation) =>
    isCompared
      ? `\n${indentation}  ${text}`
      : ` ${condition.text}\n${indentation}  ? ${yes}\n${indentation}  : ${no}`,
  );
}

/** A comparison that tells two groups of values apart. */
function separation(
  yes: readonly (JsonValue | undefined)[],
  no: readonly (JsonValue | undefined)[],
  code: string,
): string | null {
  const [one] = yes;
  const [another] = no;
  const isOne = yes.every((value) => value === one);
  const isAnother = no.every((value) => value === another);
  if (typeof one === 'boolean') {
    if (!isOne || !isAnother || another !== !one) return null;
    return one ? code : `!${code}`;
  }
  if (yes.some((value) => no.includes(value as JsonValue))) return null;
  if (typeof one === 'number' && typeof another === 'number') {
    const [above, below] = [yes, no] as [number[], number[]];
    if (isOne && Math.min(...below) > one && one === 1) return `${code} === 1`;
    if (Math.min(...above) > Math.max(...below)) return `${code} > ${Math.max(...below)}`;
    if (Math.max(...above) < Math.min(...below)) return `${code} < ${Math.min(...below)}`;
  }
  if (typeof one !== 'string' && typeof one !== 'number') return null;
  if (isOne) return `${code} === ${printValue(one)}`;
  if (isAnother) return `${code} !== ${printValue(another as JsonValue)}`;
  return null;
}
