import * as tf from '@tensorflow/tfjs';

/** Arguments of a call: `training`, and the mask of the first input where there is one. */
type CallArguments = Readonly<Record<string, unknown>>;

/** One use of a layer in a model. */
export interface Step {
  readonly layer: tf.layers.Layer;
  readonly inputs: readonly tf.SymbolicTensor[];
  readonly outputs: readonly tf.SymbolicTensor[];
}

/** What a model computes, sources first, and how often each tensor is taken. */
export interface Plan {
  readonly steps: readonly Step[];
  readonly uses: ReadonlyMap<tf.SymbolicTensor, number>;
  readonly outputs: readonly tf.SymbolicTensor[];
}

/** Steps that follow each other alone and can be worked out at once in training. */
export interface JoinedSteps {
  /** In their order; nothing else takes what any but the last gives. */
  readonly steps: readonly Step[];
  /** What the last one gives; null where they have to be taken one by one this time. */
  run(tensorOf: (symbol: tf.SymbolicTensor) => tf.Tensor): tf.Tensor | null;
}

/** Finds the steps of a model that can be worked out at once. */
type StepJoiner = (plan: Plan) => readonly JoinedSteps[];

/** The methods of `tf.LayersModel` that run it; the second is not in its types. */
interface Execution {
  call(
    this: tf.LayersModel,
    inputs: tf.Tensor | tf.Tensor[],
    kwargs?: CallArguments,
  ): tf.Tensor | tf.Tensor[];
  predictLoop(
    this: tf.LayersModel,
    inputs: tf.Tensor | tf.Tensor[],
    batchSize?: number,
  ): tf.Tensor | tf.Tensor[];
}

interface Value {
  readonly tensor: tf.Tensor;
  readonly mask: tf.Tensor | null;
}

const plans = new WeakMap<tf.LayersModel, Plan & { readonly training: readonly TrainingStep[] }>();
let corrected = false;
let joiner: StepJoiner | null = null;

/** Lets steps of models that are planned from now on be worked out at once in training. */
export function joinSteps(find: StepJoiner): void {
  joiner = find;
}

/** A step by itself, or several at once in the place of the last one. */
type TrainingStep = Step | JoinedSteps;

/**
 * Runs models right outside training. A tensor that one layer takes twice (self-attention, a square)
 * is freed by tf.js while other layers still wait for it; a layer with several outputs runs once for
 * every output that is used, drawing other random numbers each time; and a mask is handed on to layers
 * whose inputs have none. `fit` does not come this way: there every tensor lives, layers with several
 * outputs still run more than once.
 */
export function correctModelExecution(): void {
  if (corrected) return;
  corrected = true;
  const prototype = tf.LayersModel.prototype as unknown as Execution;
  prototype.call = function (inputs, kwargs = {}) {
    return tf.tidy(() => runModel(this, [inputs].flat(), kwargs));
  };
  prototype.predictLoop = function (inputs, batchSize = 32) {
    return tf.tidy(() => {
      const all = [inputs].flat();
      const examples = all[0]?.shape[0] ?? 0;
      const batches: tf.Tensor[][] = this.outputs.map(() => []);
      for (let start = 0; start < examples; start += batchSize) {
        const size = Math.min(batchSize, examples - start);
        const rows = (tensor: tf.Tensor): tf.Tensor => tf.slice(tensor, start, size);
        const outputs = tf.tidy(() => runModel(this, all.map(rows), {}));
        for (const [index, output] of outputs.entries()) batches[index]?.push(output);
      }
      const joined = batches.map((batch) => tf.concat(batch, 0));
      return joined.length === 1 ? (joined[0] as tf.Tensor) : joined;
    });
  };
}

/** The outputs of a model for one batch. */
function runModel(
  model: tf.LayersModel,
  inputs: readonly tf.Tensor[],
  kwargs: CallArguments,
): tf.Tensor[] {
  const { steps, uses, training } = planOf(model);
  const values = new Map<tf.SymbolicTensor, Value>();
  for (const [index, symbol] of model.inputs.entries()) {
    values.set(symbol, { tensor: typed(inputs[index] as tf.Tensor, symbol), mask: null });
  }
  if (kwargs.training) {
    for (const step of training) {
      if ('run' in step) runJoined(step, values, kwargs);
      else runStep(step, values, kwargs);
    }
    return model.outputs.map((symbol) => (values.get(symbol) as Value).tensor);
  }
  const left = new Map(uses);
  const kept = new Set([...model.inputs, ...model.outputs]);
  for (const step of steps) {
    runStep(step, values, kwargs);
    for (const symbol of step.inputs) {
      const rest = (left.get(symbol) ?? 0) - 1;
      left.set(symbol, rest);
      // A stateful layer may hold on to what it gave.
      if (rest > 0 || kept.has(symbol) || symbol.sourceLayer.stateful) continue;
      values.get(symbol)?.tensor.dispose();
    }
  }
  return model.outputs.map((symbol) => (values.get(symbol) as Value).tensor);
}

function runJoined(
  { steps, run }: JoinedSteps,
  values: Map<tf.SymbolicTensor, Value>,
  kwargs: CallArguments,
): void {
  const isMasked = steps.some(({ inputs }) => inputs.some((symbol) => values.get(symbol)?.mask));
  const tensor = isMasked ? null : run((symbol) => (values.get(symbol) as Value).tensor);
  const last = steps.at(-1)?.outputs[0];
  if (tensor && last) values.set(last, { tensor, mask: null });
  else for (const step of steps) runStep(step, values, kwargs);
}

function runStep(
  { layer, inputs, outputs }: Step,
  values: Map<tf.SymbolicTensor, Value>,
  kwargs: CallArguments,
): void {
  const given = inputs.map((symbol) => values.get(symbol) as Value);
  const tensors = given.map(({ tensor }) => tensor);
  const masks = given.map(({ mask }) => mask);
  const masked = masks.some((mask) => mask !== null);
  const all = masked ? { ...kwargs, mask: masks[0] } : { ...kwargs };
  const made = [layer.apply(tensors, all) as tf.Tensor | tf.Tensor[]].flat();
  const mask = layer.supportsMasking
    ? [layer.computeMask(tensors, masks as tf.Tensor[]) as tf.Tensor | tf.Tensor[]].flat()[0]
    : null;
  for (const [index, symbol] of outputs.entries()) {
    const found = made[index] as tf.Tensor;
    // The last output of a recurrent layer is its state too; each is freed in its own time.
    const own = made.indexOf(found) < index ? tf.clone(found) : found;
    const tensor = typed(own, symbol);
    values.set(symbol, { tensor, mask: mask ?? null });
  }
}

/** A tensor in the type that the model announces for it. */
function typed(tensor: tf.Tensor, { dtype }: tf.SymbolicTensor): tf.Tensor {
  return tensor.dtype === dtype ? tensor : tf.cast(tensor, dtype);
}

function planOf(model: tf.LayersModel): Plan & { readonly training: readonly TrainingStep[] } {
  const known = plans.get(model);
  if (known) return known;
  const steps: Step[] = [];
  const uses = new Map<tf.SymbolicTensor, number>();
  const planned = new Set<tf.SymbolicTensor>(model.inputs);
  const waiting = [...model.outputs].reverse();
  // Depth first with a stack of its own: networks are deeper than the calls of JavaScript can be.
  for (let symbol = waiting.at(-1); symbol !== undefined; symbol = waiting.at(-1)) {
    const missing = planned.has(symbol) ? [] : symbol.inputs.filter((one) => !planned.has(one));
    if (missing.length > 0) {
      waiting.push(...missing.reverse());
      continue;
    }
    waiting.pop();
    if (planned.has(symbol)) continue;
    const node = symbol.sourceLayer.inboundNodes[symbol.nodeIndex];
    const outputs = node?.outputTensors ?? [symbol];
    steps.push({ layer: symbol.sourceLayer, inputs: symbol.inputs, outputs });
    for (const output of outputs) planned.add(output);
    for (const input of symbol.inputs) uses.set(input, (uses.get(input) ?? 0) + 1);
  }
  const plan = { steps, uses, outputs: model.outputs };
  const joined = joiner?.(plan) ?? [];
  const places = new Map(joined.map((one) => [one.steps.at(-1), one]));
  const inside = new Set(joined.flatMap((one) => one.steps.slice(0, -1)));
  const training = steps.flatMap((step) => (inside.has(step) ? [] : [places.get(step) ?? step]));
  const whole = { ...plan, training };
  plans.set(model, whole);
  return whole;
}
