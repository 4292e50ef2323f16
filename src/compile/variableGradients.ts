import * as tf from '@tensorflow/tfjs';

/** What tf.js notes of an operation on the way forward. */
interface TapeNode {
  readonly kernelName: string;
  readonly inputs: tf.NamedTensorMap;
  readonly outputs: readonly tf.Tensor[];
  /** What the gradient needs; kept until it is disposed. */
  readonly saved: readonly tf.Tensor[];
  gradient?(ofOutputs: readonly (tf.Tensor | null)[]): Readonly<Record<string, () => tf.Tensor>>;
}

/** The parts of tf.js's engine that record operations. */
interface Recorder {
  readonly state: { activeTape: readonly TapeNode[] | null; readonly gradientDepth: number };
  startTape(): void;
  endTape(): void;
}

/** What a function gave, and the gradient of each variable it depends on, by the variable's name. */
export interface VariableGradients {
  readonly value: tf.Scalar;
  readonly grads: tf.NamedTensorMap;
}

/**
 * As `tf.variableGrads`, with the same numbers, but everything is freed as soon as nothing needs it
 * any more, where tf.js holds what operations saved and every gradient until the way back is over.
 * Throws within another gradient, which would lose what it has recorded, and where no variable leads to
 * the value.
 */
export function variableGradients(
  calculate: () => tf.Scalar,
  variables: readonly tf.Variable[],
): VariableGradients {
  const { value, tape } = record(calculate);
  try {
    const grads = tf.tidy(() => wayBack(tape, value, variables));
    if (Object.keys(grads).length === 0) {
      value.dispose();
      throw new Error('The loss does not depend on any of the weights that it should change.');
    }
    return { value, grads };
  } finally {
    for (const { saved } of tape) tf.dispose([...saved]);
  }
}

function record(calculate: () => tf.Scalar): {
  readonly value: tf.Scalar;
  readonly tape: readonly TapeNode[];
} {
  const recorder = tf.engine() as unknown as Recorder;
  if (recorder.state.gradientDepth > 0) {
    throw new Error('Gradients of variables cannot be taken within another gradient.');
  }
  recorder.startTape();
  let value: tf.Scalar | null = null;
  try {
    value = tf.tidy('forward', calculate);
  } finally {
    recorder.endTape();
    // What was saved for a way back that never comes would stay for ever.
    if (value === null) {
      for (const { saved } of recorder.state.activeTape ?? []) tf.dispose([...saved]);
    }
  }
  const tape = recorder.state.activeTape ?? [];
  recorder.state.activeTape = null;
  return { value, tape };
}

/** Walks the tape back and frees it on the way. */
function wayBack(
  tape: readonly TapeNode[],
  value: tf.Scalar,
  variables: readonly tf.Variable[],
): tf.NamedTensorMap {
  const learning = learningTensors(tape, variables);
  const gradients = new Gradients();
  if (learning.has(value.id)) gradients.add(value.id, tf.onesLike(value));
  for (const node of [...tape].reverse()) {
    const ofOutputs = node.outputs.map(({ id }) => gradients.of(id));
    const inputs = Object.entries(node.inputs).filter(([, { id }]) => learning.has(id));
    if (inputs.length > 0 && ofOutputs.some((gradient) => gradient !== null)) {
      const found = tf.tidy(() => gradientsOfInputs(node, inputs, ofOutputs));
      for (const [place, [, { id }]] of inputs.entries()) {
        gradients.add(id, found[place] as tf.Tensor);
      }
    }
    for (const { id } of node.outputs) gradients.release(id);
    tf.dispose([...node.saved]);
  }
  return Object.fromEntries(
    variables.flatMap(({ id, name }) => {
      const gradient = gradients.of(id);
      return gradient ? [[name, gradient]] : [];
    }),
  );
}

/** The tensors that depend on variables, by their numbers. */
function learningTensors(
  tape: readonly TapeNode[],
  variables: readonly tf.Variable[],
): ReadonlySet<number> {
  const learning = new Set(variables.map(({ id }) => id));
  for (const { inputs, outputs } of tape) {
    if (!Object.values(inputs).some(({ id }) => learning.has(id))) continue;
    for (const { id } of outputs) learning.add(id);
  }
  return learning;
}

function gradientsOfInputs(
  { kernelName, gradient, saved }: TapeNode,
  inputs: readonly (readonly [name: string, input: tf.Tensor])[],
  ofOutputs: readonly (tf.Tensor | null)[],
): tf.Tensor[] {
  if (!gradient) throw new Error(`${kernelName} has no gradient.`);
  const ofInputs = gradient(ofOutputs);
  return inputs.map(([name, input]) => {
    const calculate = ofInputs[name];
    if (!calculate) throw new Error(`${kernelName} has no gradient of its input ${name}.`);
    const found = tf.tidy(calculate);
    if (!tf.util.arraysEqual(found.shape, input.shape)) {
      throw new Error(
        `${kernelName} gave its input ${name} of shape [${input.shape}] a gradient of shape [${found.shape}].`,
      );
    }
    return saved.includes(found) ? tf.clone(found) : found;
  });
}

/** Gradients by the numbers of their tensors; one that belongs to several is freed with the last. */
class Gradients {
  readonly #found = new Map<number, tf.Tensor>();
  readonly #owners = new Map<tf.Tensor, number>();

  of(id: number): tf.Tensor | null {
    return this.#found.get(id) ?? null;
  }

  /** Adds a gradient to what a tensor has. */
  add(id: number, gradient: tf.Tensor): void {
    this.#own(gradient, 1);
    const before = this.#found.get(id);
    if (!before) {
      this.#found.set(id, gradient);
      return;
    }
    const sum = tf.add(before, gradient);
    this.#own(sum, 1);
    this.#found.set(id, sum);
    this.#own(before, -1);
    this.#own(gradient, -1);
  }

  release(id: number): void {
    const gradient = this.#found.get(id);
    if (!gradient) return;
    this.#found.delete(id);
    this.#own(gradient, -1);
  }

  #own(gradient: tf.Tensor, change: number): void {
    const owners = (this.#owners.get(gradient) ?? 0) + change;
    if (owners > 0) {
      this.#owners.set(gradient, owners);
      return;
    }
    this.#owners.delete(gradient);
    if (!gradient.kept) gradient.dispose();
  }
}
