import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Runs the files that take longest before all others, so that no processor waits for the last of
 * them at the end; Vitest goes by the sizes of files, and those of proofs that templates learn are small.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => /\/tests\/learn\//.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
