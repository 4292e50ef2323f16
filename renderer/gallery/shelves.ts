/** The shelves of the gallery, by the folders in `templates/`, in the order in which they are shown. */
const titles: Readonly<Record<string, string>> = {
  neurons: 'Neurons',
  convolution: 'Convolutional networks',
  residual: 'Residual networks',
  segmentation: 'Segmentation',
  autoencoders: 'Autoencoders',
  recurrent: 'Recurrent networks',
  sequences: 'Sequences',
  attention: 'Attention',
  transformers: 'Transformers',
  generative: 'Generative networks',
  adversarial: 'Adversarial networks',
  translation: 'Image translation',
  style: 'Style and features',
  training: 'Ways of training',
  reinforcement: 'Reinforcement learning',
  examples: 'Worked examples',
};

/** What a shelf is called; a folder without a title by its own name. */
export function shelfTitle(folder: string): string {
  if (Object.hasOwn(titles, folder)) return titles[folder] ?? folder;
  const words = folder.replace(/-/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The place of a shelf among the others; those without a title come before the worked examples. */
export function shelfRank(folder: string): number {
  const folders = Object.keys(titles);
  const place = folders.indexOf(folder);
  return place < 0 ? folders.length - 1.5 : place;
}
