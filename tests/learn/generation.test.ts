import { learnQuickly } from './learnQuickly';
import { generationProofs } from './proofs/generation';

// A file of its own, so that others run beside it.
learnQuickly(generationProofs);
