import { describe, expect, test } from 'vitest';
import { unmet } from './proof';
import { proofs } from './proofs';
import { trainTemplate } from './trainTemplate';

/** Much more than any of them takes, on a machine that has other things to do too. */
const patience = 600_000;

describe('templates learn, one seed at the smallest size', () => {
  test.for(proofs)(
    '$template: $shows',
    { timeout: patience },
    async ({ template, quick, expected }) => {
      const metrics = await trainTemplate(template, quick, 1);
      expect(unmet(quick.expected ?? expected, metrics), JSON.stringify(metrics)).toEqual([]);
    },
  );

  test('every template has one proof', () => {
    const names = proofs.map(({ template }) => template);
    expect(names).toEqual([...new Set(names)]);
  });
});
