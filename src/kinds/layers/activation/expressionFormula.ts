import { binaryOperators, type Expression } from '../../../base/expression';

/** How KaTeX writes the functions that have no sign of their own. */
const functionNames: Readonly<Record<string, string>> = {
  log: '\\ln',
  log2: '\\log_2',
  sin: '\\sin',
  cos: '\\cos',
  tan: '\\tan',
  atan: '\\arctan',
  sinh: '\\sinh',
  cosh: '\\cosh',
  tanh: '\\tanh',
  sigmoid: '\\sigma',
  min: '\\min',
  max: '\\max',
};

const operatorSigns: Readonly<Record<string, string>> = {
  '*': '\\cdot',
  '<=': '\\le',
  '>=': '\\ge',
  '==': '=',
  '!=': '\\ne',
  '&&': '\\land',
  '||': '\\lor',
};

const signPrecedence = 10;
const atom = 20;

/** An expression as KaTeX writes it. */
export function expressionFormula(node: Expression): string {
  return written(node).text;
}

interface Written {
  readonly text: string;
  /** How tightly the outermost operation binds; what binds less than its surroundings is bracketed. */
  readonly binds: number;
}

function written(node: Expression): Written {
  switch (node.type) {
    case 'number':
      return { text: writtenNumber(node.value), binds: atom };
    case 'boolean':
      return { text: `\\text{${node.value}}`, binds: atom };
    case 'text':
      return { text: '\\text{…}', binds: atom };
    case 'name':
      return { text: node.name === 'pi' ? '\\pi' : node.name, binds: atom };
    case 'list':
      return { text: `[${node.items.map(expressionFormula).join(', ')}]`, binds: atom };
    case 'unary': {
      const sign = node.operator === '!' ? '\\lnot ' : node.operator;
      return {
        text: `${sign}${bracketed(node.operand, signPrecedence + 1)}`,
        binds: signPrecedence,
      };
    }
    case 'binary':
      return binary(node);
    case 'conditional':
      return choice(node.test, node.consequent, node.alternate);
    case 'call':
      return call(node.function, node.arguments);
  }
}

function writtenNumber(value: number): string {
  const [digits = '', exponent] = String(value).split('e');
  return exponent === undefined ? digits : `${digits} \\cdot 10^{${Number(exponent)}}`;
}

function bracketed(node: Expression, least: number): string {
  const { text, binds } = written(node);
  return binds < least ? `\\left(${text}\\right)` : text;
}

function binary({ operator, left, right }: Extract<Expression, { type: 'binary' }>): Written {
  if (operator === '/') {
    return {
      text: `\\frac{${expressionFormula(left)}}{${expressionFormula(right)}}`,
      binds: binaryOperators['/'],
    };
  }
  const binds = binaryOperators[operator];
  if (operator === '**') {
    return { text: `${bracketed(left, atom)}^{${expressionFormula(right)}}`, binds };
  }
  // Minus and the like group from the left.
  return {
    text: `${bracketed(left, binds)} ${operatorSigns[operator] ?? operator} ${bracketed(right, binds + 1)}`,
    binds,
  };
}

function choice(test: Expression, consequent: Expression, alternate: Expression): Written {
  return {
    text: `\\begin{cases} ${expressionFormula(consequent)} & ${expressionFormula(test)} \\\\ ${expressionFormula(alternate)} & \\text{otherwise} \\end{cases}`,
    binds: 0,
  };
}

function call(name: string, found: readonly Expression[]): Written {
  const [first, second, third] = found;
  if (name === 'if' && first && second && third) return choice(first, second, third);
  const inside = found.map(expressionFormula).join(', ');
  switch (name) {
    case 'sqrt':
      return { text: `\\sqrt{${inside}}`, binds: atom };
    case 'exp':
      return { text: `e^{${inside}}`, binds: binaryOperators['**'] };
    case 'abs':
      return { text: `\\left|${inside}\\right|`, binds: atom };
    case 'floor':
      return { text: `\\left\\lfloor ${inside} \\right\\rfloor`, binds: atom };
    case 'ceil':
      return { text: `\\left\\lceil ${inside} \\right\\rceil`, binds: atom };
    default: {
      const called = functionNames[name] ?? `\\operatorname{${name}}`;
      return { text: `${called}\\left(${inside}\\right)`, binds: atom };
    }
  }
}
