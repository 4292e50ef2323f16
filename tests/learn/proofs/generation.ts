import type { Proof } from '../proof';

/** Templates that make new examples, change images, or act. */
export const generationProofs: readonly Proof[] = [];
