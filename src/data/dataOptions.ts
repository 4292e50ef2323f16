import type { Result } from '../base/result';
import { failure, success } from '../base/result';

/** The share of examples kept for testing, or why the given number cannot be one (0 ≤ ratio < 1). */
export function checkTestRatio(testRatio: number): Result<number> {
  return testRatio >= 0 && testRatio < 1
    ? success(testRatio)
    : failure(`The test share is ${testRatio}; choose a number from 0 to below 1.`);
}

/** The last part of a path written with `/`. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
