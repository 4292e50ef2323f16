import jsep from 'jsep';
import { failure, type Result, success } from './result';

/** Operators with one operand. */
export type UnaryOperator = '-' | '+' | '!';

/** Operators with two operands, by how tightly they bind. */
export const binaryOperators = {
  '||': 1,
  '&&': 2,
  '==': 6,
  '!=': 6,
  '<': 7,
  '<=': 7,
  '>': 7,
  '>=': 7,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
  '**': 11,
} as const;

/** An operator with two operands. */
export type BinaryOperator = keyof typeof binaryOperators;

/** A one-line expression as a tree that JSON can say. */
export type Expression =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'list'; readonly items: readonly Expression[] }
  | { readonly type: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression }
  | {
      readonly type: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly type: 'conditional';
      readonly test: Expression;
      readonly consequent: Expression;
      readonly alternate: Expression;
    }
  | {
      readonly type: 'call';
      readonly function: string;
      readonly arguments: readonly Expression[];
    };

/** How many arguments each function takes that an expression may call. */
export type FunctionSet = Readonly<Record<string, { readonly min: number; readonly max?: number }>>;

/** The functions of expressions that stand for values of fields; see `evaluateExpression`. */
export const valueFunctions = {
  min: { min: 1 },
  max: { min: 1 },
  floor: { min: 1, max: 1 },
  ceil: { min: 1, max: 1 },
  round: { min: 1, max: 1 },
  sqrt: { min: 1, max: 1 },
  abs: { min: 1, max: 1 },
  log2: { min: 1, max: 1 },
  exp: { min: 1, max: 1 },
  if: { min: 3, max: 3 },
  item: { min: 2, max: 2 },
} as const satisfies FunctionSet;

/** The longest expression that is read, in characters. */
const longestExpression = 1000;

const groups = new WeakSet<object>();
const tokens = new WeakSet<object>();

/** Tells jsep what Netloom's expressions are: fewer operators than JavaScript has, and no `null`. */
function restrictGrammar(): void {
  jsep.removeAllBinaryOps();
  for (const [operator, precedence] of Object.entries(binaryOperators)) {
    jsep.addBinaryOp(operator, precedence, operator === '**');
  }
  jsep.removeUnaryOp('~');
  jsep.removeLiteral('null');
  jsep.hooks.add('after-token', ({ node }) => {
    // What stands in parentheses is a token twice: by itself and as the group.
    if (node && tokens.has(node)) groups.add(node);
    if (node) tokens.add(node);
  });
}

restrictGrammar();

/** Signs of mathematics that people paste, and how an expression writes them. */
const writtenSigns: Readonly<Record<string, string>> = { '−': '-', '×': '*', '·': '*', '÷': '/' };

class Refusal extends Error {}

/**
 * Reads a one-line expression: numbers, `true`, `false`, texts, names, lists, `list[place]`,
 * `- + !`, `+ - * / % **`, comparisons, `&& ||`, `test ? a : b` and calls of the given functions;
 * `-x ** 2` is −(x²), as in mathematics. The error says what is not allowed and where, counted in
 * characters from 1. Nothing is run.
 */
export function parseExpression(
  text: string,
  functions: FunctionSet = valueFunctions,
): Result<Expression> {
  if (text.trim() === '') return failure('The expression is empty; write one such as 4*filters.');
  if (text.length > longestExpression) {
    return failure(
      `The expression is ${text.length} characters long; the longest one allowed has ${longestExpression}.`,
    );
  }
  const written = text.replace(/[−×·÷]/g, (sign) => writtenSigns[sign] as string);
  let tree: jsep.CoreExpression;
  try {
    tree = jsep(written) as jsep.CoreExpression;
  } catch (error) {
    return failure(syntaxMessage(written, error));
  }
  try {
    return success(new Reader(written, functions).read(tree));
  } catch (error) {
    if (error instanceof Refusal) return failure(error.message);
    throw error;
  }
}

/** The message for a text that jsep cannot read. */
function syntaxMessage(text: string, error: unknown): string {
  const { description = '', index = 0 } = error as { description?: string; index?: number };
  const advice =
    text[index] === '^'
      ? ' Write ** for powers.'
      : text[index] === '='
        ? ' Write == to compare.'
        : /[&|]/.test(text[index] ?? '')
          ? ' Write && for "and", || for "or".'
          : '';
  const found = description === '' ? 'Something is missing' : description;
  return `${found} at character ${Math.min(index, text.length) + 1} of "${text}".${advice}`;
}

/** Turns what jsep read into our tree, refusing what is not allowed. */
class Reader {
  constructor(
    private readonly text: string,
    private readonly functions: FunctionSet,
  ) {}

  /** The tree of one node of jsep's. */
  read(found: unknown): Expression {
    const node = found as jsep.CoreExpression | null;
    switch (node?.type) {
      case 'Literal':
        return this.literal(node);
      case 'Identifier':
        return { type: 'name', name: this.name(node.name) };
      case 'ArrayExpression':
        return { type: 'list', items: node.elements.map((item) => this.read(item)) };
      case 'UnaryExpression':
        return {
          type: 'unary',
          operator: node.operator as UnaryOperator,
          operand: this.read(node.argument),
        };
      case 'BinaryExpression':
        return this.binary(node.operator as BinaryOperator, node.left, node.right);
      case 'ConditionalExpression':
        return {
          type: 'conditional',
          test: this.read(node.test),
          consequent: this.read(node.consequent),
          alternate: this.read(node.alternate),
        };
      case 'CallExpression':
        return this.call(node);
      case 'MemberExpression':
        return this.member(node);
      case 'Compound':
      case 'SequenceExpression':
        return this.refuse('There are several expressions where one is expected; join them', ',');
      case 'ThisExpression':
        return this.refuse('"this" means nothing here', 'this');
      default:
        return this.refuse('A value is missing', ',');
    }
  }

  private literal({ value, raw }: jsep.Literal): Expression {
    if (typeof value === 'boolean') return { type: 'boolean', value };
    if (typeof value === 'string') return { type: 'text', value };
    if (typeof value === 'number' && Number.isFinite(value)) return { type: 'number', value };
    return this.refuse(`${raw} is too large a number`, raw);
  }

  private name(name: string): string {
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name;
    return this.refuse(`"${name}" is no name: use letters, digits and _`, name);
  }

  private binary(operator: BinaryOperator, left: unknown, right: unknown): Expression {
    const base = left as jsep.Expression;
    // jsep lets a sign bind tighter than a power.
    if (operator === '**' && base.type === 'UnaryExpression' && !groups.has(base)) {
      const sign = base as jsep.UnaryExpression;
      return {
        type: 'unary',
        operator: sign.operator as UnaryOperator,
        operand: this.binary('**', sign.argument, right),
      };
    }
    return { type: 'binary', operator, left: this.read(left), right: this.read(right) };
  }

  private call({ callee, arguments: found }: jsep.CallExpression): Expression {
    if (callee.type !== 'Identifier') return this.refuse('Only functions can be called', '(');
    const name = callee.name as string;
    const known = Object.keys(this.functions);
    const arity = Object.hasOwn(this.functions, name) ? this.functions[name] : undefined;
    if (!arity) {
      return this.refuse(
        `There is no function "${name}"; the functions are ${known.join(', ')}`,
        name,
      );
    }
    if (found.length < arity.min || found.length > (arity.max ?? Infinity)) {
      const wanted =
        arity.max === undefined
          ? `at least ${arity.min}`
          : arity.min === arity.max
            ? `${arity.min}`
            : `${arity.min} to ${arity.max}`;
      return this.refuse(`${name} takes ${wanted} arguments, found ${found.length}`, name);
    }
    return {
      type: 'call',
      function: name,
      arguments: found.map((argument) => this.read(argument)),
    };
  }

  private member({ computed, object, property, optional }: jsep.MemberExpression): Expression {
    if (!computed || optional || !Object.hasOwn(this.functions, 'item')) {
      return this.refuse('Nothing can be taken out of a value here', computed ? '[' : '.');
    }
    return {
      type: 'call',
      function: 'item',
      arguments: [this.read(object), this.read(property)],
    };
  }

  /** Throws what `parseExpression` returns; `part` is looked up in the text outside of quotes. */
  private refuse(message: string, part: string): never {
    const quoted = this.text.replace(/"[^"]*"|'[^']*'/g, (quote) => ' '.repeat(quote.length));
    const whole = /^\w+$/.test(part) ? new RegExp(`\\b${part}\\b`) : null;
    const place = whole ? quoted.search(whole) : quoted.indexOf(part);
    const where = place < 0 ? '' : ` (character ${place + 1})`;
    throw new Refusal(`${message}${where} in "${this.text}".`);
  }
}

/** The names an expression uses, each once, in the order in which they come. */
export function expressionNames(expression: Expression): readonly string[] {
  const names = new Set<string>();
  const visit = (node: Expression): void => {
    if (node.type === 'name') names.add(node.name);
    for (const child of expressionParts(node)) visit(child);
  };
  visit(expression);
  return [...names];
}

/** The expressions that an expression is directly made of. */
export function expressionParts(node: Expression): readonly Expression[] {
  switch (node.type) {
    case 'list':
      return node.items;
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'conditional':
      return [node.test, node.consequent, node.alternate];
    case 'call':
      return node.arguments;
    default:
      return [];
  }
}
