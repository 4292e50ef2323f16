import type { SlideTable } from '../../../src/analysis/slideTable';

/** How a table written as on the slide counts. */
export function slideConventions({ complete }: SlideTable, biases: boolean): readonly string[] {
  return [
    'Memory: numbers of each output for one example going forward, rounded to two digits, 4 bytes each. Layers that only reshape have no row.',
    biases
      ? 'Parameters: all weights, biases counted in.'
      : 'Parameters: weights without biases, as the slide counts them.',
    ...(complete ? [] : ['Something is not known, so the totals are lower bounds.']),
  ];
}

/**
 * What a project's notes say of a slide, as those of VGG-16 do where it is wrong: the sentences of
 * the Markdown text that speak of one, without its marks.
 */
export function slideNotes(projectNotes: string | undefined): readonly string[] {
  return (projectNotes ?? '')
    .split(/\n+|(?<=[.!?])\s+(?=[A-Z*])/)
    .map((sentence) => sentence.replace(/[*_`#]/g, '').trim())
    .filter((sentence) => /\bslides?\b/i.test(sentence));
}
