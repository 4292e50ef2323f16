import type { Result } from '../../../src/base/result';

/** The value of a result; a failure fails the test with its message. */
export function expectSuccess<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(`Expected a value, found the failure: ${result.error}`);
  return result.value;
}

/** The message of a failure; a value fails the test. */
export function expectFailure<Value>(result: Result<Value>): string {
  if (result.ok) throw new Error('Expected a failure, found a value.');
  return result.error;
}
