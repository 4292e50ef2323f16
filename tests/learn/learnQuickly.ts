import { expect, test } from 'vitest';
import { type Proof, unmet } from './proof';
import { trainTemplate } from './trainTemplate';

/** Much more than any of them takes, on a machine that has other things to do too. */
const patience = 600_000;

/** Tests that templates learn, each from one seed at the smallest size that shows it. */
export function learnQuickly(proofs: readonly Proof[]): void {
  test.for(proofs)(
    '$template: $shows',
    { timeout: patience },
    async ({ template, quick, expected }) => {
      const metrics = await trainTemplate(template, quick, 1);
      expect(unmet(quick.expected ?? expected, metrics), JSON.stringify(metrics)).toEqual([]);
    },
  );
}
