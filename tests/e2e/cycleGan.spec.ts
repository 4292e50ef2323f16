import type { Page } from '@playwright/test';
import { expect, test } from './support/appTest';
import { middleOf, node, pullWire } from './support/canvas';
import { chooseBackend, openTemplate, raiseDock, showPanel } from './support/panels';
import { large, setSize, takePictures } from './support/pictures';

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
