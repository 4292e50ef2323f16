import type { Proof } from '../proof';

/** Templates that learn what examples have in common, pass it on, make it smaller or defend it. */
export const representationProofs: readonly Proof[] = [];
