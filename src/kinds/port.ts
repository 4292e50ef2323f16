import type { DataType, TensorType } from '../base/tensorType';

/** What an input port accepts. Checked before a kind's own shape rule is asked. */
export interface InputPort {
  /** The number of axes without the batch axis, exact or at least; `ofBatch` of a tensor for a whole batch. */
  readonly rank?: number | { readonly min: number; readonly ofBatch?: number };
  /** Names of the axes, for messages and docs. */
  readonly axes?: readonly string[];
  readonly dtype?: DataType;
  /**
   * Whether it takes a tensor for a whole batch (a loss), or either; left out, one for every example.
   */
  readonly per?: 'batch' | 'either';
  /** Set where it takes whole numbers that name classes. */
  readonly content?: 'class';
  readonly help?: string;
  /** True when the node works without a wire here (an initial state, a mask). */
  readonly optional?: boolean;
}

/**
 * Inputs by name (in the order in which the layer is called with them), or any number of inputs
 * named a, b, c… of which at least `min` are wired.
 */
export type InputPorts =
  | Readonly<Record<string, InputPort>>
  | { readonly variadic: InputPort; readonly min: number };

/** Whether a kind takes any number of inputs. */
export function isVariadic(
  ports: InputPorts,
): ports is { readonly variadic: InputPort; readonly min: number } {
  return 'variadic' in ports && typeof ports.min === 'number';
}

/** The name of the index-th variadic port: a … z, aa, ab, … */
export function variadicPortName(index: number): string {
  let name = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(97 + ((rest - 1) % 26)) + name;
  }
  return name;
}

/** The place of a variadic port among its siblings, or null when it is no such name. */
export function variadicPortIndex(name: string): number | null {
  if (!/^[a-z]{1,4}$/.test(name)) return null;
  let index = 0;
  for (const letter of name) index = index * 26 + letter.charCodeAt(0) - 96;
  return index - 1;
}

/**
 * The input ports a node shows: those its kind names; for a variadic kind the wired ones and one free
 * place, at least its minimum.
 */
export function inputPortNames(ports: InputPorts, wired: readonly string[]): readonly string[] {
  if (!isVariadic(ports)) return Object.keys(ports);
  const places = new Set<number>();
  for (const name of wired) places.add(variadicPortIndex(name) ?? 0);
  const shown = Math.max(ports.min, places.size + 1);
  for (let free = 0; places.size < shown; free++) places.add(free);
  return [...places].sort((a, b) => a - b).map(variadicPortName);
}

/** What is accepted at an input port, or null when the kind has no such port. */
export function inputPort(ports: InputPorts, name: string): InputPort | null {
  if (isVariadic(ports)) return variadicPortIndex(name) === null ? null : ports.variadic;
  return Object.hasOwn(ports, name) ? (ports[name] ?? null) : null;
}

/** Why a type cannot enter a port (a sentence with the numbers), or null when it can. */
export function portRefusal(port: InputPort, type: TensorType): string | null {
  const rank = type.shape.length;
  if (type.per === 'batch' && port.per === undefined) {
    return 'takes a tensor for every example, got one for the whole batch';
  }
  if (type.per === undefined && port.per === 'batch') {
    return 'takes one number for the whole batch, as a loss gives, got a tensor for every example';
  }
  if (port.content === 'class' && (type.content ?? 'class') !== 'class') {
    return `takes classes, got ${type.content === 'image' ? 'an image' : type.content === 'tokens' ? 'tokens' : 'numbers'}`;
  }
  if (port.rank !== undefined) {
    const wanted = port.rank;
    const axes = port.axes ? ` (${port.axes.join(' × ')})` : '';
    if (typeof wanted === 'number' && rank !== wanted) {
      return `takes ${wanted} ${wanted === 1 ? 'axis' : 'axes'}${axes}, got ${rank}`;
    }
    if (typeof wanted !== 'number') {
      const min = type.per === 'batch' ? (wanted.ofBatch ?? wanted.min) : wanted.min;
      if (rank < min) {
        return `takes at least ${min} ${min === 1 ? 'axis' : 'axes'}${axes}, got ${rank}`;
      }
    }
  }
  if (port.dtype !== undefined && port.dtype !== type.dtype) {
    return `takes ${port.dtype} numbers, got ${type.dtype}`;
  }
  return null;
}

/** The inputs that a node cannot do without; of a variadic kind none by name. */
export function requiredPorts(ports: InputPorts): readonly string[] {
  if (isVariadic(ports)) return [];
  return Object.keys(ports).filter((name) => !ports[name]?.optional);
}
