import * as tf from '@tensorflow/tfjs';

/** A function of x: a number, x, or an operation with its operands: `['*', 2, ['tanh', 'x']]`. */
export type ExpressionTree = number | 'x' | [string, ...ExpressionTree[]];

/** The fields of an Expression layer, as its config holds them. */
export interface ExpressionConfig {
  tree: ExpressionTree;
  name?: string;
}

/** A tensor, or a number that stands for a tensor full of it. */
type Value = tf.Tensor | number;

const unary: Record<string, (x: Value) => tf.Tensor> = {
  neg: (x) => tf.neg(x),
  abs: (x) => tf.abs(x),
  sign: (x) => tf.sign(x),
  sqrt: (x) => tf.sqrt(x),
  exp: (x) => tf.exp(x),
  log: (x) => tf.log(x),
  log2: (x) => tf.mul(tf.log(x), Math.LOG2E),
  sin: (x) => tf.sin(x),
  cos: (x) => tf.cos(x),
  tan: (x) => tf.tan(x),
  atan: (x) => tf.atan(x),
  sinh: (x) => tf.sinh(x),
  cosh: (x) => tf.cosh(x),
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
  softplus: (x) => tf.softplus(x),
  relu: (x) => tf.relu(x),
  erf: (x) => tf.erf(x),
  floor: (x) => tf.floor(x),
  ceil: (x) => tf.ceil(x),
  round: (x) => tf.round(x),
};

const binary: Record<string, (a: Value, b: Value) => tf.Tensor> = {
  '+': (a, b) => tf.add(a, b),
  '-': (a, b) => tf.sub(a, b),
  '*': (a, b) => tf.mul(a, b),
  '/': (a, b) => tf.div(a, b),
  '**': (a, b) => power(a, b),
  min: (a, b) => tf.minimum(a, b),
  max: (a, b) => tf.maximum(a, b),
  '<': (a, b) => tf.less(a, b),
  '<=': (a, b) => tf.lessEqual(a, b),
  '>': (a, b) => tf.greater(a, b),
  '>=': (a, b) => tf.greaterEqual(a, b),
  '==': (a, b) => tf.equal(a, b),
  '!=': (a, b) => tf.notEqual(a, b),
  '&&': (a, b) => tf.logicalAnd(a, b),
  '||': (a, b) => tf.logicalOr(a, b),
};

/** Applies a function of x, kept as a tree, to every number; shape stays. */
export class Expression extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'Expression';
  private readonly tree: ExpressionTree;

  constructor(config: ExpressionConfig) {
    super(config as { name?: string });
    this.tree = config.tree;
    this.supportsMasking = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return inputShape as tf.Shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const value = evaluate(this.tree, x);
      return typeof value === 'number' ? tf.fill(x.shape, value) : value.clone();
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), tree: this.tree as never };
  }
}

function evaluate(tree: ExpressionTree, x: tf.Tensor): Value {
  if (typeof tree === 'number') return tree;
  if (tree === 'x') return x;
  const [operation, ...operands] = tree;
  if (operation === 'if') {
    const [test = 0, consequent = 0, alternate = 0] = operands;
    return choose(test, consequent, alternate, x);
  }
  const values = operands.map((operand) => evaluate(operand, x));
  const [first = 0, ...rest] = values;
  if (operation === '!') return tf.logicalNot(first as tf.Tensor);
  const one = unary[operation];
  if (one) return one(first);
  const two = binary[operation];
  if (!two) throw new Error(`The layer Expression knows no operation ${operation}.`);
  return rest.reduce<Value>((joined, value) => two(joined, value), first);
}

function choose(
  test: ExpressionTree,
  consequent: ExpressionTree,
  alternate: ExpressionTree,
  x: tf.Tensor,
): tf.Tensor {
  // Conditions are constant almost everywhere; tf.js has no gradient for most of them.
  const constant = (condition: (input: tf.Tensor) => tf.Tensor): tf.Tensor =>
    tf.customGrad((input) => ({
      value: condition(input as tf.Tensor),
      gradFunc: () => tf.zerosLike(input as tf.Tensor),
    }))(x);
  const holds = constant((input) => evaluate(test, input) as tf.Tensor);
  const fails = constant((input) => tf.logicalNot(evaluate(test, input) as tf.Tensor));
  return tf.where(holds, branch(consequent, holds, x), branch(alternate, fails, x));
}

/** One side of a choice in the shape of x, worked out where it is taken only. */
function branch(tree: ExpressionTree, taken: tf.Tensor, x: tf.Tensor): tf.Tensor {
  if (tree === 'x') return x;
  if (typeof tree === 'number') return tf.fill(x.shape, tree);
  // 1 instead of x elsewhere: an infinite slope there would make the whole gradient NaN.
  const value = evaluate(tree, tf.where(taken, x, tf.onesLike(x))) as tf.Tensor;
  return value.rank === x.rank ? value : tf.add(value, tf.zerosLike(x));
}

function power(base: Value, exponent: Value): tf.Tensor {
  if (typeof base !== 'number' && exponent === 2) return tf.square(base);
  if (typeof base !== 'number' && exponent === 3) return tf.mul(base, tf.square(base));
  return tf.pow(base, typeof exponent === 'number' ? tf.scalar(exponent) : exponent);
}

tf.serialization.registerClass(Expression);
