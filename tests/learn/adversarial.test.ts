import { learnQuickly } from './learnQuickly';
import { adversarialProofs } from './proofs/adversarial';

// A file of its own, so that others run beside it.
learnQuickly(adversarialProofs);
