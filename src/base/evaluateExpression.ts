import type { BinaryOperator, Expression, UnaryOperator, valueFunctions } from './expression';
import { type JsonValue, sameJson } from './jsonValue';
import { failure, type Result, success } from './result';

type FunctionName = keyof typeof valueFunctions;

const numberFunctions: Readonly<
  Record<Exclude<FunctionName, 'if' | 'item'>, (...values: number[]) => number>
> = {
  min: Math.min,
  max: Math.max,
  floor: Math.floor,
  ceil: Math.ceil,
  round: Math.round,
  sqrt: Math.sqrt,
  abs: Math.abs,
  log2: Math.log2,
  exp: Math.exp,
};

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
};

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

type Names = Readonly<Record<string, JsonValue>>;

class Refusal extends Error {}

/**
 * The value of an expression, its names standing for the given values. Only what is needed is
 * worked out: of `a ? b : c`, `if(a, b, c)`, `&&` and `||` not the rest. The error names the
 * operation and the values found: unknown names, texts where numbers are needed, division by 0.
 */
export function evaluateExpression(expression: Expression, names: Names): Result<JsonValue> {
  try {
    return success(evaluate(expression, names));
  } catch (error) {
    if (error instanceof Refusal) return failure(error.message);
    throw error;
  }
}

function evaluate(node: Expression, names: Names): JsonValue {
  switch (node.type) {
    case 'number':
    case 'boolean':
    case 'text':
      return node.value;
    case 'name':
      return valueOfName(node.name, names);
    case 'list':
      return node.items.map((item) => evaluate(item, names));
    case 'unary':
      return unary(node.operator, evaluate(node.operand, names));
    case 'binary':
      return binary(node.operator, node.left, node.right, names);
    case 'conditional':
      return choose(node.test, node.consequent, node.alternate, names);
    case 'call':
      return call(node.function, node.arguments, names);
  }
}

function valueOfName(name: string, names: Names): JsonValue {
  if (Object.hasOwn(names, name)) return names[name] as JsonValue;
  const known = Object.keys(names);
  throw new Refusal(
    known.length === 0
      ? `There is no name "${name}" here, nor any other.`
      : `There is no name "${name}" here; the names are ${known.join(', ')}.`,
  );
}

function unary(operator: UnaryOperator, value: JsonValue): JsonValue {
  if (operator === '!') return !truth(value, '!');
  const number = numberOf(value, operator);
  return operator === '-' ? 0 - number : number;
}

function binary(
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
  names: Names,
): JsonValue {
  const first = evaluate(left, names);
  if (operator === '&&' || operator === '||') {
    const decided = truth(first, operator);
    return decided === (operator === '||') ? decided : truth(evaluate(right, names), operator);
  }
  const second = evaluate(right, names);
  if (operator === '==') return sameJson(first, second);
  if (operator === '!=') return !sameJson(first, second);
  const a = numberOf(first, operator);
  const b = numberOf(second, operator);
  const compare = comparisons[operator];
  return compare
    ? compare(a, b)
    : finite(arithmetic[operator]?.(a, b) ?? Number.NaN, `${a} ${operator} ${b}`);
}

function choose(
  test: Expression,
  consequent: Expression,
  alternate: Expression,
  names: Names,
): JsonValue {
  return evaluate(truth(evaluate(test, names), 'a condition') ? consequent : alternate, names);
}

function call(name: string, found: readonly Expression[], names: Names): JsonValue {
  const [first, second, third] = found;
  if (name === 'if' && first && second && third) return choose(first, second, third, names);
  const values = found.map((argument) => evaluate(argument, names));
  if (name === 'item') return item(values);
  if (!Object.hasOwn(numberFunctions, name)) {
    throw new Refusal(`There is no function "${name}".`);
  }
  const numbers = values.map((value) => numberOf(value, name));
  return finite(
    numberFunctions[name as keyof typeof numberFunctions](...numbers),
    `${name}(${numbers.join(', ')})`,
  );
}

/** The item of a list at a place counted from 0; negative places count from the end. */
function item([list, found]: readonly JsonValue[]): JsonValue {
  if (!Array.isArray(list)) {
    throw new Refusal(`${JSON.stringify(list)} is no list to take an item from.`);
  }
  const items: readonly JsonValue[] = list;
  const place = numberOf(found ?? null, 'the place in a list');
  const value = Number.isInteger(place) ? items.at(place) : undefined;
  if (value === undefined) {
    throw new Refusal(
      `There is no item ${place} in a list of ${items.length}; places are counted from 0.`,
    );
  }
  return value;
}

function numberOf(value: JsonValue, user: string): number {
  if (typeof value === 'number') return value;
  throw new Refusal(`${JSON.stringify(value)} is no number, but ${user} needs one.`);
}

function truth(value: JsonValue, user: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new Refusal(`${JSON.stringify(value)} is neither true nor false, but ${user} needs one.`);
}

function finite(value: number, operation: string): number {
  if (Number.isFinite(value)) return value;
  throw new Refusal(
    Number.isNaN(value) || operation.endsWith('/ 0')
      ? `${operation} is not defined.`
      : `${operation} is too large a number.`,
  );
}
