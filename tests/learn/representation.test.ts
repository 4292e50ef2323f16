import { learnQuickly } from './learnQuickly';
import { representationProofs } from './proofs/representation';

// A file of its own, so that others run beside it.
learnQuickly(representationProofs);
