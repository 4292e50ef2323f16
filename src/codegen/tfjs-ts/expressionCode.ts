import { type BinaryOperator, binaryOperators, type Expression } from '../../base/expression';
import { fits, printText } from './printCode';
import { Written } from './written';

/** What a name of an expression is called in code; lists cannot be compared there. */
export interface CodeName {
  readonly code: string;
  readonly isList: boolean;
}

/** The code of a name; null for one that is not there. */
export type Scope = (name: string) => CodeName | null;

/** Says that an expression means something else in TypeScript, or nothing. */
class Inexpressible extends Error {}

const numberFunctions: ReadonlySet<string> = new Set(
  'min max floor ceil round sqrt abs log2 exp'.split(' '),
);

const codeOperators: Readonly<Record<string, string>> = { '==': '===', '!=': '!==' };

const opposites: Readonly<Record<string, string>> = {
  '===': '!==',
  '!==': '===',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

/** An expression of a drawing as TypeScript, laid out as Prettier would; null where there is none. */
export function expressionCode(expression: Expression, scope: Scope): Written | null {
  try {
    const tree = new Reader(scope).read(expression);
    return new Written(flat(tree), (indentation) => spread(tree, indentation));
  } catch (error) {
    if (error instanceof Inexpressible) return null;
    throw error;
  }
}

/** The code of a condition that holds where an expression does not; null where there is none. */
export function negatedCode(expression: Expression, scope: Scope): Written | null {
  try {
    const tree = negated(new Reader(scope).read(expression));
    return new Written(flat(tree), (indentation) => spread(tree, indentation));
  } catch (error) {
    if (error instanceof Inexpressible) return null;
    throw error;
  }
}

type Tree =
  | { readonly type: 'plain'; readonly text: string }
  | { readonly type: 'list'; readonly items: readonly Tree[] }
  | { readonly type: 'call'; readonly name: string; readonly items: readonly Tree[] }
  | { readonly type: 'unary'; readonly operator: string; readonly operand: Tree }
  | Binary
  | Conditional;

interface Binary {
  readonly type: 'binary';
  readonly operator: string;
  readonly tightness: number;
  readonly left: Tree;
  readonly right: Tree;
}

interface Conditional {
  readonly type: 'conditional';
  readonly test: Tree;
  readonly yes: Tree;
  readonly no: Tree;
}

class Reader {
  constructor(private readonly scope: Scope) {}

  read(node: Expression): Tree {
    switch (node.type) {
      case 'number':
        return { type: 'plain', text: String(node.value).replace('e+', 'e') };
      case 'boolean':
        return { type: 'plain', text: String(node.value) };
      case 'text':
        return { type: 'plain', text: printText(node.value) };
      case 'name': {
        const found = this.scope(node.name);
        if (!found) throw new Inexpressible();
        return { type: 'plain', text: found.code };
      }
      case 'list':
        return { type: 'list', items: node.items.map((item) => this.read(item)) };
      case 'unary':
        return { type: 'unary', operator: node.operator, operand: this.read(node.operand) };
      case 'binary':
        return this.binary(node.operator, node.left, node.right);
      case 'conditional':
        return this.choice([node.test, node.consequent, node.alternate]);
      case 'call': {
        if (node.function === 'if') return this.choice(node.arguments);
        if (!numberFunctions.has(node.function)) throw new Inexpressible();
        const items = node.arguments.map((argument) => this.read(argument));
        return { type: 'call', name: `Math.${node.function}`, items };
      }
    }
  }

  private binary(operator: BinaryOperator, left: Expression, right: Expression): Tree {
    if (operator in codeOperators && [left, right].some((side) => this.isList(side))) {
      throw new Inexpressible();
    }
    return {
      type: 'binary',
      operator: codeOperators[operator] ?? operator,
      tightness: binaryOperators[operator],
      left: this.read(left),
      right: this.read(right),
    };
  }

  private choice(parts: readonly Expression[]): Tree {
    const [test, yes, no] = parts.map((part) => this.read(part)) as [Tree, Tree, Tree];
    return { type: 'conditional', test, yes, no };
  }

  private isList(node: Expression): boolean {
    if (node.type === 'list') return true;
    if (node.type === 'conditional') return this.isList(node.consequent);
    return node.type === 'name' && (this.scope(node.name)?.isList ?? false);
  }
}

function negated(tree: Tree): Tree {
  if (tree.type === 'unary' && tree.operator === '!') return tree.operand;
  const opposite = tree.type === 'binary' ? opposites[tree.operator] : undefined;
  if (tree.type === 'binary' && opposite) return { ...tree, operator: opposite };
  return { type: 'unary', operator: '!', operand: tree };
}

function flat(tree: Tree): string {
  switch (tree.type) {
    case 'plain':
      return tree.text;
    case 'list':
      return `[${tree.items.map(flat).join(', ')}]`;
    case 'call':
      return `${tree.name}(${tree.items.map(flat).join(', ')})`;
    case 'unary': {
      const { operator, operand } = tree;
      const twice = operand.type === 'unary' && operand.operator === operator && operator !== '!';
      const grouped = twice || operand.type === 'binary' || operand.type === 'conditional';
      return operator + (grouped ? `(${flat(operand)})` : flat(operand));
    }
    case 'binary':
      return `${side(tree, 'left')} ${tree.operator} ${side(tree, 'right')}`;
    case 'conditional': {
      const { test, yes, no } = tree;
      const between = yes.type === 'conditional' ? `(${flat(yes)})` : flat(yes);
      return `${tested(test)} ? ${between} : ${flat(no)}`;
    }
  }
}

function tested(test: Tree): string {
  return test.type === 'conditional' ? `(${flat(test)})` : flat(test);
}

/** A side of an operation, in parentheses where they are needed or where Prettier adds them. */
function side(parent: Binary, name: 'left' | 'right'): string {
  const tree = parent[name];
  const text = flat(tree);
  if (tree.type === 'conditional') return `(${text})`;
  if (tree.type === 'unary') {
    return parent.operator === '**' && name === 'left' ? `(${text})` : text;
  }
  if (tree.type !== 'binary') return text;
  const grouped =
    parent.tightness > tree.tightness ||
    (parent.tightness === tree.tightness && (name === 'right' || !isOneChain(parent, tree))) ||
    (tree.operator === '%' && '+-'.includes(parent.operator)) ||
    (parent.operator === '||' && tree.operator === '&&');
  return grouped ? `(${text})` : text;
}

/** Whether Prettier writes two operations of one tightness side by side. */
function isOneChain(parent: Binary, tree: Binary): boolean {
  if (parent.operator === '**' || /[=<>]/.test(parent.operator)) {
    return /^[<>]/.test(parent.operator) && /^[<>]/.test(tree.operator);
  }
  if ('*/%'.includes(parent.operator)) {
    return parent.operator === tree.operator && parent.operator !== '%';
  }
  return true;
}

/** What follows `key:` where the value does not fit beside it. */
function spread(tree: Tree, indentation: string): string {
  const within = `${indentation}  `;
  const text = flat(tree);
  if (tree.type === 'binary') return `\n${within}${brokenBinary(tree, within)}`;
  if (tree.type === 'conditional') {
    const isAlone = tree.test.type !== 'binary';
    if (isAlone) return ` ${brokenConditional(tree, indentation)}`;
    const below = fits(`${within}${text},`) ? text : brokenConditional(tree, within);
    return `\n${within}${below}`;
  }
  if (tree.type === 'call' || tree.type === 'list') {
    const [open, close] = tree.type === 'call' ? [`${tree.name}(`, ')'] : ['[', ']'];
    const items = tree.items.map((item) => `${within}${flat(item)},\n`).join('');
    return ` ${open}\n${items}${indentation}${close}`;
  }
  return ` ${text}`;
}

function brokenBinary(tree: Binary, indentation: string): string {
  if (fits(`${indentation}${flat(tree)},`)) return flat(tree);
  const parts: string[] = [];
  let left: Tree = tree;
  while (left.type === 'binary' && left.tightness === tree.tightness) {
    parts.unshift(side(left, 'right'));
    parts.unshift(left.operator);
    if (left.left.type === 'binary' && !isOneChain(left, left.left)) break;
    left = left.left;
  }
  const first = left.type === 'binary' && left.tightness === tree.tightness ? left.left : left;
  let text = first.type === 'binary' ? side(tree, 'left') : flat(first);
  if (first.type === 'binary' && first !== tree.left) text = flat(first);
  for (let place = 0; place < parts.length; place += 2) {
    text += ` ${parts[place]}\n${indentation}${parts[place + 1]}`;
  }
  return text;
}

function brokenConditional(tree: Conditional, indentation: string): string {
  const within = `${indentation}  `;
  const no = tree.no.type === 'conditional' ? brokenConditional(tree.no, within) : flat(tree.no);
  return `${tested(tree.test)}\n${within}? ${flat(tree.yes)}\n${within}: ${no}`;
}
