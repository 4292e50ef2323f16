import {
  type Expression,
  expressionNames,
  type FunctionSet,
  parseExpression,
} from '../../../base/expression';
import { failure, type Result, success } from '../../../base/result';
import type { KerasLayer } from '../../layerKind';

/** An expression as the layer `Expression` holds it: numbers, `x`, or an operation with its operands. */
export type ExpressionTree = number | 'x' | readonly [string, ...ExpressionTree[]];

const one = { min: 1, max: 1 };

/** The functions that an activation written as an expression may call. */
export const activationFunctions = {
  abs: one,
  sign: one,
  sqrt: one,
  exp: one,
  log: one,
  log2: one,
  sin: one,
  cos: one,
  tan: one,
  atan: one,
  sinh: one,
  cosh: one,
  tanh: one,
  sigmoid: one,
  softplus: one,
  relu: one,
  erf: one,
  floor: one,
  ceil: one,
  round: one,
  min: { min: 2 },
  max: { min: 2 },
  if: { min: 3, max: 3 },
} as const satisfies FunctionSet;

/** Numbers with names. */
const constants: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };

const comparisons: readonly string[] = ['<', '<=', '>', '>=', '==', '!='];

/** An activation read from its text. */
export interface ReadActivation {
  readonly expression: Expression;
  readonly tree: ExpressionTree;
  /** Operations for one number; both sides of a choice are worked out. */
  readonly operations: number;
}

class Refusal extends Error {}

/** Reads an expression in `x`; the error says what is wrong and where. */
export function readActivation(text: string): Result<ReadActivation> {
  const parsed = parseExpression(text, activationFunctions);
  if (!parsed.ok) return parsed;
  const expression = parsed.value;
  const names = expressionNames(expression);
  const unknown = names.find((name) => name !== 'x' && !Object.hasOwn(constants, name));
  if (unknown !== undefined) {
    return failure(`There is no name "${unknown}" here; the names are x, pi and e.`);
  }
  if (!names.includes('x')) {
    return failure(`"${text}" does not use x, so every number would become the same one.`);
  }
  try {
    const tree = numberTree(expression);
    return success({ expression, tree, operations: operationsOf(tree) });
  } catch (error) {
    if (error instanceof Refusal) return failure(error.message);
    throw error;
  }
}

/** The layer that applies an expression of the program's own; throws where it is wrong. */
export function expressionLayer(text: string): KerasLayer {
  const read = readActivation(text);
  if (!read.ok) throw new Error(read.error);
  return { className: 'Expression', config: { tree: read.value.tree } };
}

/** The tree of an expression that gives a number. */
function numberTree(node: Expression): ExpressionTree {
  switch (node.type) {
    case 'number':
      return node.value;
    case 'name':
      return node.name === 'x' ? 'x' : (constants[node.name] as number);
    case 'unary': {
      if (node.operator === '!') break;
      const operand = numberTree(node.operand);
      if (node.operator === '+') return operand;
      return typeof operand === 'number' ? 0 - operand : ['neg', operand];
    }
    case 'binary':
      if (comparisons.includes(node.operator) || ['&&', '||'].includes(node.operator)) break;
      return folded(node.operator, numberTree(node.left), numberTree(node.right));
    case 'conditional':
      return ['if', truthTree(node.test), numberTree(node.consequent), numberTree(node.alternate)];
    case 'call': {
      const [test, consequent, alternate] = node.arguments;
      return node.function === 'if' && test && consequent && alternate
        ? ['if', truthTree(test), numberTree(consequent), numberTree(alternate)]
        : [node.function, ...node.arguments.map(numberTree)];
    }
    case 'boolean':
      break;
    case 'text':
      throw new Refusal(`A text such as "${node.value}" has no place in a function of x.`);
    case 'list':
      throw new Refusal('A list has no place in a function of x.');
  }
  throw new Refusal(
    'A condition stands where a number is needed; write one such as x > 0 ? 1 : 0.',
  );
}

/** The tree of an expression that gives true or false. */
function truthTree(node: Expression): ExpressionTree {
  if (node.type === 'unary' && node.operator === '!') return ['!', truthTree(node.operand)];
  if (node.type === 'binary' && (node.operator === '&&' || node.operator === '||')) {
    return [node.operator, truthTree(node.left), truthTree(node.right)];
  }
  if (node.type === 'binary' && comparisons.includes(node.operator)) {
    return [node.operator, numberTree(node.left), numberTree(node.right)];
  }
  throw new Refusal('A number stands where a condition is needed; write one such as x > 0.');
}

/** An operation, worked out at once where it joins two numbers. */
function folded(operator: string, left: ExpressionTree, right: ExpressionTree): ExpressionTree {
  if (typeof left !== 'number' || typeof right !== 'number') return [operator, left, right];
  const value = arithmetic(operator, left, right);
  if (Number.isFinite(value)) return value;
  throw new Refusal(`${left} ${operator} ${right} is not defined or too large.`);
}

function arithmetic(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '**':
      return left ** right;
    default:
      throw new Refusal(`${operator} has no place in a function of x.`);
  }
}

function operationsOf(tree: ExpressionTree): number {
  if (typeof tree === 'number' || tree === 'x') return 0;
  const [, ...operands] = tree;
  return operands.reduce<number>((sum, operand) => sum + operationsOf(operand), 1);
}
