import type { SlideTable } from '../../../src/analysis/slideTable';

/**
 * What is to be said below a table written as on the slide: how it counts, and what the project's
 * notes say of the slide — where it is wrong, that is where they tell so.
 */
export function slideNotes(
  projectNotes: string | undefined,
  { complete }: SlideTable,
  biases: boolean,
): readonly string[] {
  return [
    'Memory: numbers of each output for one example going forward, rounded to two digits, 4 bytes each. Layers that only reshape have no row.',
    biases
      ? 'Parameters: all weights, biases counted in.'
      : 'Parameters: weights without biases, as the slide counts them.',
    ...(complete ? [] : ['Something is not known, so the totals are lower bounds.']),
    ...sentencesOfSlide(projectNotes ?? ''),
  ];
}

/** The sentences of a Markdown text that speak of a slide, without its marks. */
function sentencesOfSlide(text: string): readonly string[] {
  return text
    .split(/\n+|(?<=[.!?])\s+(?=[A-Z*])/)
    .map((sentence) => sentence.replace(/[*_`#]/g, '').trim())
    .filter((sentence) => /\bslides?\b/i.test(sentence));
}
