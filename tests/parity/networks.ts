import type { JsonValue } from '../../src/base/jsonValue';

/** How a network of torchvision is compared with a template. */
export interface NetworkComparison {
  /** The template, by folder and name. */
  readonly template: string;
  /** Arguments of the template, where the network is not what it is without. */
  readonly values?: Readonly<Record<string, JsonValue>>;
  /**
   * What must be equal: every layer in the order in which they run (`sequence`), every layer whatever
   * the order of branches (`layers`), the outputs of convolutions and dense layers (`outputs`), or
   * nothing, because the networks differ.
   */
  readonly equal: 'sequence' | 'layers' | 'outputs' | 'nothing';
  /** What makes torchvision's network another one, where it is. */
  readonly because?: string;
}

/** Every classic network that torchvision has too, by its name there. */
export const networks: Readonly<Record<string, NetworkComparison>> = {
  alexnet: {
    template: 'convolution/alexnet',
    equal: 'nothing',
    because:
      'torchvision has the network of "One weird trick for parallelizing convolutional neural networks" (64, 192, 384, 256 and 256 filters, nothing normalised); the template is that of the 2012 paper (96, 256, 384, 384 and 256 filters, local response normalisation).',
  },
  vgg11: { template: 'convolution/vgg', values: { configuration: 'A' }, equal: 'sequence' },
  vgg13: { template: 'convolution/vgg', values: { configuration: 'B' }, equal: 'sequence' },
  vgg16: { template: 'convolution/vgg16', equal: 'sequence' },
  vgg19: { template: 'convolution/vgg', values: { configuration: 'E' }, equal: 'sequence' },
  googlenet: {
    template: 'convolution/googlenet',
    equal: 'outputs',
    because:
      'torchvision normalises every convolution over the batch, gives it no bias and takes 3×3 kernels in place of the 5×5 ones; the template is the network as published.',
  },
  resnet18: { template: 'convolution/resnet18', equal: 'layers' },
  resnet34: { template: 'convolution/resnet34', equal: 'layers' },
  resnet50: { template: 'convolution/resnet50', equal: 'layers' },
  resnet101: { template: 'convolution/resnet101', equal: 'layers' },
  resnet152: { template: 'convolution/resnet152', equal: 'layers' },
};

/** Templates of the same families that torchvision has not, each with the reason. */
export const withoutTwin: Readonly<Record<string, string>> = {};
