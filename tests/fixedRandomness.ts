import fc from 'fast-check';
import { beforeEach } from 'vitest';
import { createRandomness } from '../src/base/randomness';

/** `npm run test:fresh`: properties ask for other examples each time, which may find what no one has thought of. */
const isFresh = import.meta.env.MODE === 'fresh';

/**
 * What is drawn without a seed, such as the first weights of a layer of tf.js and the examples of a
 * property, follows from the name of the test alone: one that passes, or fails, does so each time.
 */
beforeEach(({ task }) => {
  const randomness = createRandomness(0).fork(task.fullTestName);
  const seed = randomness.fork('examples').integer(2 ** 31);
  // Reports hold the error of a property but not its cause, so that the error has to tell it.
  fc.configureGlobal({ includeErrorInReport: true, ...(isFresh ? {} : { seed }) });
  Math.random = randomness.next;
});
