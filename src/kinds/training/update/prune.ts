import { field } from '../../field';
import { defineLayer } from '../../layerKind';

/**
 * The numbers held for every weight of the kernel whose mask is being made: sizes, those sorted with
 * their places, comparisons (a byte each) and the new mask.
 */
export function pruningWorkspace({ sparsity }: Readonly<Record<string, unknown>>): number {
  return 4.25 + 2 * Number(sparsity);
}

/** Sets the smallest weights to zero and keeps them there, more and more of them. */
export const prune = {
  ...defineLayer({
    id: 'prune',
    title: 'Prune',
    family: 'update',
    summary:
      'Sets the smallest weights of kernels to zero and keeps them there, more step by step.',
    source: 'Zhu & Gupta, To prune, or not to prune, 2017; Han et al., 2015',
    inputs: {},
    fields: {
      networks: field.names({
        label: 'Prunes',
        help: 'Networks, or parts of them (network/node); empty means every network of the step.',
        default: [],
        of: 'learners',
      }),
      sparsity: field.number({
        label: 'Share of zeros',
        help: 'Of the weights of every kernel, at the end.',
        default: 0.9,
        min: 0,
        max: 1,
        step: 0.05,
      }),
      fromStep: field.integer({ label: 'From step', default: 0, min: 0 }),
      untilStep: field.integer({
        label: 'Until step',
        help: 'When the share is reached.',
        default: 1000,
        min: 0,
      }),
      every: field.integer({ label: 'Every … steps', default: 50, min: 1, advanced: true }),
    },
    messages: {},
    keeps: 'none',
    operations: () => 0,
    infer: () => ({}),
    layers: () => [],
    formula: ({ sparsity, fromStep, untilStep }) => [
      `s_t = ${sparsity} \\left(1 - \\left(1 - \\frac{t - ${fromStep}}{${Math.max(1, untilStep - fromStep)}}\\right)^3\\right)`,
    ],
    telling: ({ sparsity, networks }) =>
      [networks.join(', '), `${Math.round(sparsity * 100)} %`].filter(Boolean).join(' · '),
    examples: [],
  }),
  outputs: [],
};
