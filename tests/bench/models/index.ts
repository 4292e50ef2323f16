import type { BenchModel, ModelSize } from './benchModel';
import { cnn } from './cnn';
import { dcgan } from './dcgan';
import { lenet5 } from './lenet5';
import { lstm } from './lstm';
import { mlp } from './mlp';
import { mobilenet } from './mobilenet';
import { resnet20 } from './resnet20';
import { transformer } from './transformer';

/** What a model is made of: decides how much slower than PyTorch it may be. */
export type ModelFamily = 'convolutional' | 'dense' | 'recurrent' | 'attention';

interface ModelEntry {
  readonly family: ModelFamily;
  readonly make: (size: ModelSize) => BenchModel;
}

/** The models of the benchmark by name, in the order of the table; `pytorch.py` has them too. */
export const benchModels: Readonly<Record<string, ModelEntry>> = {
  mlp: { family: 'dense', make: mlp },
  cnn: { family: 'convolutional', make: cnn },
  lenet5: { family: 'convolutional', make: lenet5 },
  resnet20: { family: 'convolutional', make: resnet20 },
  mobilenet: { family: 'convolutional', make: mobilenet },
  lstm: { family: 'recurrent', make: lstm },
  transformer: { family: 'attention', make: transformer },
  dcgan: { family: 'convolutional', make: dcgan },
};
