/** How a network of torchvision is compared with a template. */
export interface NetworkComparison {
  /** The template, by folder and name; null while it is not drawn. */
  readonly template: string | null;
  /**
   * What must be equal: every layer in the order in which they run (`sequence`), every layer whatever
   * the order of branches (`layers`), the outputs of convolutions and dense layers (`outputs`), or
   * nothing, because the networks differ.
   */
  readonly equal: 'sequence' | 'layers' | 'outputs' | 'nothing';
  /** What makes torchvision's network another one, where it is. */
  readonly because?: string;
}

const notDrawn: NetworkComparison = {
  template: null,
  equal: 'nothing',
  because: 'Its template is not drawn yet.',
};

/** Every classic network that torchvision has too, by its name there. */
export const networks: Readonly<Record<string, NetworkComparison>> = {
  alexnet: {
    template: 'convolution/alexnet',
    equal: 'nothing',
    because:
      'torchvision has the network of "One weird trick for parallelizing convolutional neural networks" (64, 192, 384, 256 and 256 filters, nothing normalised); the template is that of the 2012 paper (96, 256, 384, 384 and 256 filters, local response normalisation).',
  },
  vgg11: notDrawn,
  vgg13: notDrawn,
  vgg16: { template: 'convolution/vgg16', equal: 'sequence' },
  vgg19: notDrawn,
  googlenet: {
    template: null,
    equal: 'outputs',
    because:
      'torchvision normalises every convolution over the batch, gives it no bias and takes 3×3 kernels in place of the 5×5 ones; the template is the network as published.',
  },
  resnet18: notDrawn,
  resnet34: notDrawn,
  resnet50: notDrawn,
  resnet101: notDrawn,
  resnet152: notDrawn,
};

/** Templates of the same families that torchvision has not, each with the reason. */
export const withoutTwin: Readonly<Record<string, string>> = {};
