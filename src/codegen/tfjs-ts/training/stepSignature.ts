import { trainableTensorKind } from '../../../analysis/stepLearners';
import type { LayerKind } from '../../../kinds/layerKind';

/** How a function of `src/runtime/steps` is called. */
export interface StepSignature {
  /** Its file below `src/runtime/`, without ending. */
  readonly module: string;
  readonly takesFields: boolean;
  readonly takesContext: boolean;
  /** Whether it gives several tensors, by port. */
  readonly givesSeveral: boolean;
}

/** Kinds of these families that no function calculates: they are made otherwise. */
const madeOtherwise: readonly string[] = [trainableTensorKind, 'gradient'];

/** Whether a kind is calculated by the function of its name. */
export function isCalculated({ id, family }: LayerKind): boolean {
  return ['math', 'loss', 'metric'].includes(family) && !madeOtherwise.includes(id);
}

/** How the function of a file is called, as its head says. Throws where the file has none. */
export function readSignature(text: string, module: string): StepSignature {
  const name = module.split('/').at(-1);
  const head = new RegExp(`export function ${name}\\(([^)]*)\\): ([^{]*)`).exec(text);
  if (!head) throw new Error(`${module} has no function ${name}.`);
  const [, parameters = '', result = ''] = head;
  return {
    module,
    takesFields: parameters.includes('StepFields'),
    takesContext: parameters.includes('StepContext'),
    givesSeveral: result.includes('Record'),
  };
}
