/** A seeded stream of random numbers; the same seed gives the same stream on every machine. */
export interface Randomness {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, limit). */
  integer(limit: number): number;
  /** Normal with mean 0 and variance 1. */
  normal(): number;
  /** An independent stream named `label`, so that adding a consumer never shifts another's numbers. */
  fork(label: string): Randomness;
}

/** Mixes a text into a 32-bit number (FNV-1a). */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * A stream from a whole-number seed.
 * Source: the sfc32 generator (Chris Doty-Humphrey, PractRand) seeded through splitmix32.
 */
export function createRandomness(seed: number): Randomness {
  let mix = seed >>> 0;
  const splitmix = (): number => {
    mix = (mix + 0x9e3779b9) >>> 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  let a = splitmix();
  let b = splitmix();
  let c = splitmix();
  let counter = 1;
  const next32 = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) next32();
  let spare: number | null = null;
  const stream: Randomness = {
    next: () => next32() / 0x100000000,
    integer: (limit) => Math.floor((next32() / 0x100000000) * limit),
    normal() {
      if (spare !== null) {
        const value = spare;
        spare = null;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - stream.next()));
      const angle = 2 * Math.PI * stream.next();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    fork: (label) => createRandomness((seed ^ hashText(label)) >>> 0),
  };
  return stream;
}

/** The numbers 0 … length−1 in a random order (Fisher–Yates). */
export function shuffledIndices(length: number, randomness: Randomness): Uint32Array {
  const indices = Uint32Array.from({ length }, (_, index) => index);
  for (let i = length - 1; i > 0; i--) {
    const j = randomness.integer(i + 1);
    const swapped = indices[i] as number;
    indices[i] = indices[j] as number;
    indices[j] = swapped;
  }
  return indices;
}
