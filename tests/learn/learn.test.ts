import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { proofs } from './proofs';

test('every template has one proof', () => {
  const names = proofs.map(({ template }) => template);
  expect(names).toEqual([...new Set(names)]);
});

test('every family of proofs is run', () => {
  const families = readdirSync('tests/learn/proofs').map((file) => file.replace(/\.ts$/, ''));
  expect(families.length).toBeGreaterThan(0);
  for (const family of families) {
    expect(existsSync(`tests/learn/${family}.test.ts`), family).toBe(true);
  }
});
