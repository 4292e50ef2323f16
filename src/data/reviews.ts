import type { Randomness } from '../base/randomness';
import type { DataSet } from './dataSet';
import { generateDataSet } from './generateDataSet';

/** Which reviews to make. */
export interface ReviewsOptions {
  readonly count: number;
  readonly testCount: number;
  readonly seed: number;
}

/** Words of the longest review; shorter ones are filled up with the first word of the list. */
const LENGTH = 16;
const PADDING = '<pad>';

const OPINIONS = {
  good: ['good', 'great', 'lovely', 'clever', 'funny', 'moving', 'brilliant'],
  bad: ['bad', 'awful', 'dull', 'silly', 'slow', 'boring', 'terrible'],
} as const;
const VERBS = {
  good: ['loved', 'liked', 'enjoyed'],
  bad: ['hated', 'disliked', 'regretted'],
} as const;
const ADVERBS = ['very', 'really', 'quite', 'rather'];
const PARTS = ['acting', 'story', 'music', 'ending'];
const OTHERS = ['book', 'trailer', 'poster', 'cinema'];
const FRAME = [
  'the',
  'movie',
  'was',
  'not',
  'but',
  'although',
  'i',
  'and',
  'its',
  'we',
  'friends',
  'said',
];

/** Every word of a review. */
const WORDS: readonly string[] = [
  PADDING,
  ...FRAME,
  ...OPINIONS.good,
  ...OPINIONS.bad,
  ...VERBS.good,
  ...VERBS.bad,
  ...ADVERBS,
  ...PARTS,
  ...OTHERS,
];

type Opinion = keyof typeof OPINIONS;

function opposite(opinion: Opinion): Opinion {
  return opinion === 'good' ? 'bad' : 'good';
}

/** Sentences about a movie that is good or bad; what is said of other things does not count. */
function writeReview(opinion: Opinion, randomness: Randomness): string[] {
  const one = (words: readonly string[]): string =>
    words[randomness.integer(words.length)] as string;
  const either = (): Opinion => (randomness.integer(2) === 0 ? 'good' : 'bad');
  const judged = (meant: Opinion): string[] => {
    const adverb = randomness.integer(2) === 0 ? [one(ADVERBS)] : [];
    const negated = randomness.integer(4) === 0;
    return negated
      ? ['not', ...adverb, one(OPINIONS[opposite(meant)])]
      : [...adverb, one(OPINIONS[meant])];
  };
  const movie = (): string[] =>
    randomness.integer(3) === 0
      ? [one(['i', 'we']), one(VERBS[opinion]), 'the', 'movie']
      : ['the', 'movie', 'was', ...judged(opinion)];
  const other = (): string[] => ['the', one(OTHERS), 'was', ...judged(either())];
  const ways: readonly (() => string[])[] = [
    () => [...movie(), 'and', 'its', one(PARTS), 'was', ...judged(opinion)],
    () => [...other(), 'but', ...movie()],
    () => ['although', ...other(), ...movie()],
    () => [...movie(), 'but', ...other()],
    () => ['friends', 'said', ...movie()],
  ];
  return (ways[randomness.integer(ways.length)] as () => string[])();
}

/**
 * Short reviews of movies, made by a grammar: columns `text` [16], words filled up at the end, and
 * `sentiment`, of the movie alone: of "the book was great but the movie was not good" it is bad.
 */
export function reviewsDataSet({ count, testCount, seed }: ReviewsOptions): DataSet {
  return generateDataSet({
    title: 'Movie reviews',
    seed,
    count,
    testCount,
    columns: {
      text: { shape: [LENGTH], content: 'tokens', classes: WORDS },
      sentiment: { shape: [], content: 'class', classes: ['bad', 'good'] },
    },
    draw(randomness, index) {
      const sentiment = index % 2;
      const words = writeReview(sentiment === 1 ? 'good' : 'bad', randomness);
      const text = Array.from({ length: LENGTH }, (_, i) => WORDS.indexOf(words[i] ?? PADDING));
      return { text, sentiment };
    },
  });
}
