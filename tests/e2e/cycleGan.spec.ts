import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { strFromU8 } from 'fflate';
import { expect, test } from './support/appTest';
import { middleOf, node, pullWire } from './support/canvas';
import { chooseBackend, openTemplate, raiseDock, showPanel } from './support/panels';
import { large, setSize, takePictures } from './support/pictures';
import { savedBy } from './support/savedFiles';

const name = 'CycleGAN: stripes ↔ dots';

/** Shows the drawn step, whole. */
async function showStep(page: Page): Promise<void> {
  await page
    .getByRole('tablist', { name: 'Graphs' })
    .getByRole('tab', { name: 'train', exact: true })
    .click();
  await expect(node(page, 'updateGenerators')).toBeVisible();
}

test('CycleGAN is four networks and one drawn step, refuses wires with reasons, and translates as it trains', async ({
  page,
  desktop,
}) => {
  await openTemplate(page, 'cyclegan', name);
  await showStep(page);
  const showWhole = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Zoom to fit' }).click();
    await page.waitForTimeout(400);
  };
  for (const network of ['toDots', 'toStripes', 'judgeDots', 'judgeStripes']) {
    await expect(page.locator(`[data-kind="call:${network}"]`)).toBeAttached();
  }
  await expect(page.locator('.react-flow__node')).toHaveCount(28);
  await expect(page.getByText('No problems').first()).toBeVisible();

  // Where the whole step is in view, a wire that does not fit is refused with the reason…
  await setSize(page, desktop, large);
  await showWhole();
  await pullWire(page, 'fakeDots', await middleOf(node(page, 'updateGenerators')));
  const refusal = /Adam takes one number for the whole batch/;
  await expect(page.getByRole('status').filter({ hasText: refusal })).toBeVisible();
  await page.mouse.up();
  await page.getByTestId('notice').getByRole('button', { name: 'Dismiss' }).click();
  // … and one that a network would have to be changed for says so, with the change.
  await pullWire(page, 'scoreDots', await middleOf(node(page, 'fakeStripes')));
  await page.mouse.up();
  const problems = page.getByRole('tabpanel', { name: 'Problems' });
  await expect(problems).toContainText(
    '4×4×1 arrives at x of fakeStripes, but image of toStripes takes 16×16×1.',
  );
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(problems).toContainText('No problems');
  await takePictures(page, desktop, 'cyclegan-step', showWhole);

  const training = await showPanel(page, 'Training');
  await raiseDock(page);
  await chooseBackend(page, 'WASM');
  await training.getByRole('button', { name: 'Start' }).click();
  // A row of the grid each: the originals, the translations, and those led back.
  const grid = training.getByRole('region', { name: 'thereAndBack' }).getByRole('img');
  await expect(grid.nth(1)).toBeVisible({ timeout: 60_000 });
  const chart = training.locator('figure', { hasText: 'Loss' }).first();
  const cycle = chart.getByText('cycleStripes').locator('output');
  await expect(cycle).not.toHaveText('–');
  const atFirst = Number(await cycle.textContent());
  const pixels = (): Promise<string> =>
    grid.nth(1).evaluate((element) => (element as HTMLCanvasElement).toDataURL());
  for (let refreshed = 0; refreshed < 2; refreshed++) {
    const before = await pixels();
    await expect.poll(pixels, { timeout: 30_000 }).not.toBe(before);
  }
  await expect.poll(async () => Number(await cycle.textContent())).toBeLessThan(atFirst);
  for (const loss of ['cycleDots', 'foolDots', 'foolStripes', 'dotsLoss', 'stripesLoss']) {
    await expect(chart.getByText(loss).locator('output')).not.toHaveText('–');
  }
  await training.getByRole('button', { name: 'Pause' }).click();
  await expect(training.getByRole('button', { name: 'Resume' })).toBeVisible();
  await takePictures(page, desktop, 'cyclegan-run');
  await training.getByRole('button', { name: 'Stop' }).click();
  await expect(training.getByText(/^Stopped · /)).toBeVisible();
});

test('the code of a drawn step is the project that trains it', async ({ page, desktop }) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'netloom-cyclegan-'));
  await openTemplate(page, 'cyclegan', name);
  await showStep(page);
  await raiseDock(page);
  const code = await showPanel(page, 'Code');
  await expect(code.getByRole('tab', { name: 'trainStep.ts', exact: true })).toHaveAttribute(
    'aria-selected',
    'true',
    { timeout: 60_000 },
  );
  await expect(code.locator('.view-line', { hasText: 'createHistoryPool' }).first()).toBeVisible({
    timeout: 60_000,
  });
  await page.getByRole('button', { name: 'Zoom to fit' }).click();
  await takePictures(page, desktop, 'cyclegan-code');
  const saved = await savedBy(page, desktop, folder, () =>
    code.getByRole('button', { name: 'Save as project…' }).click(),
  );
  expect(strFromU8(await saved('train.ts'))).toContain('createTrainExpert');
  for (const file of ['toDots.ts', 'toStripes.ts', 'judgeDots.ts', 'judgeStripes.ts']) {
    expect(strFromU8(await saved(file))).toContain('conv2d');
  }
  await rm(folder, { recursive: true, force: true });
});
