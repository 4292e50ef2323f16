import type { Proof } from './proof';
import { adversarialProofs } from './proofs/adversarial';
import { generationProofs } from './proofs/generation';
import { representationProofs } from './proofs/representation';

/** How every template with several networks or a step of its own shows that it learns. */
export const proofs: readonly Proof[] = [
  ...representationProofs,
  ...generationProofs,
  ...adversarialProofs,
];
