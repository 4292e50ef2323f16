import { beforeEach } from 'vitest';
import { createRandomness } from '../src/base/randomness';

/**
 * What is drawn without a seed, such as the first weights of a layer of tf.js, follows from the name of
 * the test alone: one that passes, or fails, does so each time.
 */
beforeEach(({ task }) => {
  const randomness = createRandomness(0).fork(task.fullTestName);
  Math.random = randomness.next;
});
