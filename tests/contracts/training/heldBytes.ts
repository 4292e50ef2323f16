import * as tf from '@tensorflow/tfjs';

/** What the cpu backend held while something ran, in bytes. */
export interface HeldBytes {
  /** The most at one time. */
  readonly peak: number;
  /** At the beginning. */
  readonly start: number;
  /** When the latest backward pass began; 0 without one. */
  readonly backward: number;
  /** What the latest tape kept, by buffer. */
  readonly saved: ReadonlyMap<object, number>;
}

interface Buffer {
  readonly values: { readonly byteLength?: number } | null;
}

interface Storage {
  set(id: object, value: Buffer): void;
  get(id: object): Buffer;
  delete(id: object): boolean;
}

interface Tape {
  readonly saved?: readonly tf.Tensor[];
}

/**
 * Watches the storage of the cpu backend: every buffer when it comes and when it goes. tf.js's own
 * count takes tensors that share a buffer for several.
 */
export function watchHeldBytes(): { read(): HeldBytes; mark(): void; now(): number; end(): void } {
  const { data } = tf.backend() as unknown as { data: Storage };
  const engine = tf.engine() as unknown as {
    startScope(name?: string): void;
    state: { activeTape: readonly Tape[] | null };
  };
  const sizes = new Map<object, number>();
  let held = 0;
  let start = 0;
  let peak = 0;
  let backward = 0;
  let saved = new Map<object, number>();
  const own = { set: data.set, delete: data.delete, startScope: engine.startScope };
  data.set = (id, value) => {
    const bytes = value.values?.byteLength ?? (value.values as unknown as unknown[])?.length * 4;
    held += (bytes || 0) - (sizes.get(id) ?? 0);
    sizes.set(id, bytes || 0);
    peak = Math.max(peak, held);
    own.set.call(data, id, value);
  };
  data.delete = (id) => {
    held -= sizes.get(id) ?? 0;
    sizes.delete(id);
    return own.delete.call(data, id);
  };
  engine.startScope = (name) => {
    if (name === 'backward') {
      backward = held;
      saved = new Map();
      for (const { saved: tensors = [] } of engine.state.activeTape ?? []) {
        for (const { dataId } of tensors) saved.set(dataId, sizes.get(dataId) ?? 0);
      }
    }
    own.startScope.call(engine, name);
  };
  return {
    read: () => ({ peak, start, backward, saved }),
    now: () => held,
    mark() {
      start = held;
      peak = held;
    },
    end() {
      data.set = own.set;
      data.delete = own.delete;
      engine.startScope = own.startScope;
    },
  };
}
