import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { networksCalled } from '../../src/analysis/networkTraining';
import { templateProjects } from '../golden/templateProjects';
import { proofs } from './proofs';

test('no template is proved twice', () => {
  const names = proofs.map(({ template }) => template);
  expect(names).toEqual([...new Set(names)]);
});

test('every template with several networks or steps is proved', () => {
  const wanted = templateProjects.filter(({ project }) => {
    const steps = [...new Set(project.phases.map(({ step }) => step))];
    const networks = new Set(steps.flatMap((step) => networksCalled(project, step)));
    return steps.length > 1 || networks.size > 1;
  });
  expect(wanted.length).toBeGreaterThan(15);
  const proved = proofs.map(({ template }) => template);
  expect(wanted.map(({ name }) => name).filter((name) => !proved.includes(name))).toEqual([]);
});

test('every family of proofs is run', () => {
  const families = readdirSync('tests/learn/proofs').map((file) => file.replace(/\.ts$/, ''));
  expect(families.length).toBeGreaterThan(0);
  for (const family of families) {
    expect(existsSync(`tests/learn/${family}.test.ts`), family).toBe(true);
  }
});
