import * as tf from '@tensorflow/tfjs';

/** What an input of the step network is at every step; arguments and outputs by place. */
export type StepInput =
  | { readonly role: 'sequence'; readonly argument: number }
  | { readonly role: 'whole'; readonly argument: number }
  | { readonly role: 'state'; readonly output: number; readonly argument: number | null }
  | { readonly role: 'teacher'; readonly output: number; readonly argument: number };

/** Which output of the step network a layer's output is, and of which steps. */
export interface StepOutput {
  readonly output: number;
  readonly keep: 'all' | 'last';
}

/** Settings of a `Scan` layer. */
export interface ScanArguments {
  readonly name?: string;
  readonly trainable?: boolean;
  /** The network of one step, or its functional config. */
  readonly cell: tf.LayersModel | { readonly config: tf.serialization.ConfigDict };
  readonly inputs: readonly StepInput[];
  readonly outputs: readonly StepOutput[];
  /** How many steps, where no argument is a sequence. */
  readonly steps?: number | null;
}

/**
 * Runs a network step by step along a sequence: entries of sequences go in, some outputs come back as
 * inputs of the next step, and the outputs of all steps are stacked, or the last one is kept.
 * Arguments [batch, steps, …] (sequence, teacher) or [batch, …]; outputs alike. The weights are the
 * network's, the same at every step. Source: Keras, RNN; JAX, lax.scan.
 */
export class Scan extends tf.layers.Layer {
  /** @nocollapse */
  static readonly className = 'Scan';

  /** The network of one step. */
  readonly cell: tf.LayersModel;
  private readonly stepInputs: readonly StepInput[];
  private readonly stepOutputs: readonly StepOutput[];
  private readonly steps: number | null;

  constructor(config: ScanArguments) {
    const { name, trainable } = config;
    super({ ...(name ? { name } : {}), ...(trainable === undefined ? {} : { trainable }) });
    this.cell =
      config.cell instanceof tf.LayersModel
        ? config.cell
        : (tf.LayersModel.fromConfig(tf.LayersModel as never, config.cell.config) as never);
    this.stepInputs = config.inputs;
    this.stepOutputs = config.outputs;
    this.steps = config.steps ?? null;
  }

  override build(): void {
    this.built = true;
  }

  override get trainableWeights(): tf.LayerVariable[] {
    return this.trainable ? this.cell.trainableWeights : [];
  }

  override get nonTrainableWeights(): tf.LayerVariable[] {
    return this.trainable ? this.cell.nonTrainableWeights : this.cell.weights;
  }

  override getWeights(): tf.Tensor[] {
    return this.cell.getWeights();
  }

  override setWeights(weights: tf.Tensor[]): void {
    this.cell.setWeights(weights);
  }

  override calculateLosses(): tf.Scalar[] {
    return this.cell.calculateLosses();
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    const shapes = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as tf.Shape[];
    const sequence = this.stepInputs.find(isSequence);
    const steps = sequence ? (shapes[sequence.argument]?.[1] ?? null) : this.steps;
    const batch = shapes[0]?.[0] ?? null;
    const given = this.stepOutputs.map(({ output, keep }) => {
      const [, ...rest] = this.cell.outputs[output]?.shape ?? [];
      return keep === 'all' ? [batch, steps, ...rest] : [batch, ...rest];
    });
    return given.length === 1 ? (given[0] as tf.Shape) : given;
  }

  override call(
    inputs: tf.Tensor | tf.Tensor[],
    kwargs: { training?: boolean },
  ): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      const given = Array.isArray(inputs) ? inputs : [inputs];
      const sequences = new Map<number, tf.Tensor[]>();
      for (const input of this.stepInputs) {
        if (isSequence(input) && !sequences.has(input.argument)) {
          sequences.set(input.argument, tf.unstack(given[input.argument] as tf.Tensor, 1));
        }
      }
      const steps = [...sequences.values()][0]?.length ?? this.steps ?? 0;
      const taken = this.stepOutputs.map((): tf.Tensor[] => []);
      let before: tf.Tensor[] | null = null;
      for (let step = 0; step < steps; step++) {
        const arriving = this.stepInputs.map((input, place) =>
          this.stepInput(input, place, step, given, sequences, before, kwargs.training ?? false),
        );
        const made = this.cell.apply(
          arriving.length === 1 ? (arriving[0] as tf.Tensor) : arriving,
          kwargs,
        ) as tf.Tensor | tf.Tensor[];
        before = Array.isArray(made) ? made : [made];
        for (const [place, { output, keep }] of this.stepOutputs.entries()) {
          if (keep === 'all' || step === steps - 1) taken[place]?.push(before[output] as tf.Tensor);
        }
      }
      const results = this.stepOutputs.map(({ keep }, place) => {
        const tensors = taken[place] as tf.Tensor[];
        return keep === 'all' ? tf.stack(tensors, 1) : (tensors[0] as tf.Tensor);
      });
      return results.length === 1 ? (results[0] as tf.Tensor) : results;
    });
  }

  private stepInput(
    input: StepInput,
    place: number,
    step: number,
    given: readonly tf.Tensor[],
    sequences: ReadonlyMap<number, readonly tf.Tensor[]>,
    before: readonly tf.Tensor[] | null,
    training: boolean,
  ): tf.Tensor {
    switch (input.role) {
      case 'sequence':
        return sequences.get(input.argument)?.[step] as tf.Tensor;
      case 'whole':
        return given[input.argument] as tf.Tensor;
      case 'teacher':
        return training || !before
          ? (sequences.get(input.argument)?.[step] as tf.Tensor)
          : (before[input.output] as tf.Tensor);
      case 'state': {
        if (before) return before[input.output] as tf.Tensor;
        if (input.argument !== null) return given[input.argument] as tf.Tensor;
        const [, ...shape] = this.cell.inputs[place]?.shape ?? [];
        return tf.zeros([given[0]?.shape[0] ?? 1, ...(shape as number[])]);
      }
    }
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      cell: { className: 'Functional', config: this.cell.getConfig() },
      inputs: this.stepInputs as never,
      outputs: this.stepOutputs as never,
      steps: this.steps,
    };
  }
}

function isSequence(
  input: StepInput,
): input is Extract<StepInput, { readonly role: 'sequence' | 'teacher' }> {
  return input.role === 'sequence' || input.role === 'teacher';
}

tf.serialization.registerClass(Scan as never);
