import type { Page } from '@playwright/test';
import { expect, test } from './support/appTest';
import { connectByMouse, dragKind, inspector, middleOf, node, wire } from './support/canvas';
import { chooseBackend, openTemplate, raiseDock, showPanel } from './support/panels';
import { takePictures } from './support/pictures';

async function showGraph(page: Page, name: string): Promise<void> {
  await page.getByRole('tablist', { name: 'Graphs' }).getByRole('tab', { name }).click();
}

test('a step of two networks is looked into, refuses wires with reasons, and trains with its views', async ({
  page,
  desktop,
}) => {
  test.setTimeout(240_000);
  await openTemplate(page, 'generative adversarial', 'Generative adversarial networks');
  await showGraph(page, 'train');
  const library = page.getByRole('navigation', { name: 'Library' });
  for (const shelf of ['Data', 'Networks', 'Losses', 'Metrics', 'Updates', 'Views']) {
    await expect(library.getByRole('region', { name: shelf, exact: true })).toBeAttached();
  }
  await expect(library.getByRole('button', { name: 'Dense', exact: true })).toHaveCount(0);
  await expect(node(page, 'generator')).toContainText('2');

  // A loss wants to be made smaller; points are no loss.
  await connectByMouse(page, 'generator', 'updateGenerator');
  await expect(page.getByText(/takes one number for the whole batch/).first()).toBeVisible();

  // A called network opens with the way back.
  await node(page, 'generator').dblclick();
  await expect(page.getByRole('navigation', { name: 'Way to this block' })).toContainText('train');
  await expect(node(page, 'hidden')).toBeVisible();
  await page.keyboard.press('Shift+Enter');
  await expect(node(page, 'generator')).toHaveClass(/selected/);
  await expect(inspector(page).getByRole('button', { name: 'Open network' })).toBeVisible();

  const tables = await showPanel(page, 'Tables');
  await expect(tables.getByRole('row', { name: /discriminator/ })).toHaveCount(1);
  const training = await showPanel(page, 'Training');
  await takePictures(page, desktop, 'training-step');
  await raiseDock(page);
  await chooseBackend(page, 'CPU');
  await training.getByRole('button', { name: 'Start' }).click();
  const points = training.getByRole('region', { name: 'Scatter' }).getByRole('img');
  await expect(points).toBeVisible({ timeout: 60_000 });
  const pixels = (): Promise<string> =>
    points.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
  const first = await pixels();
  await expect.poll(pixels, { timeout: 30_000 }).not.toBe(first);
  const chart = training.locator('figure', { hasText: 'Loss' });
  await expect(chart).toContainText('discriminatorLoss');
  await expect(chart).toContainText('generatorLoss');

  await training.getByRole('button', { name: 'Pause' }).click();
  await expect(training.getByRole('button', { name: 'Resume' })).toBeVisible();
  const where = training.getByText(/Epoch \d+ of \d+ · step [\d,]+ of [\d,]+/);
  const paused = await where.textContent();
  await training.getByRole('button', { name: 'Step', exact: true }).click();
  await expect.poll(() => where.textContent()).not.toBe(paused);
  const stepped = Number(/step ([\d,]+)/.exec((await where.textContent()) ?? '')?.[1]);
  expect(stepped).toBe(Number(/step ([\d,]+)/.exec(paused ?? '')?.[1]) + 1);
  await takePictures(page, desktop, 'adversarial-run');
  await training.getByRole('button', { name: 'Resume' }).click();
  await expect.poll(() => where.textContent()).not.toContain('Paused');
  await training.getByRole('button', { name: 'Stop' }).click();
  await expect(training.getByText(/^Stopped · /)).toBeVisible();

  // Runs are kept with their curves.
  await training.getByText('All runs').click();
  const runs = training.getByRole('list', { name: 'Runs' });
  await expect(runs.getByRole('listitem').first()).toContainText('stopped');
  await runs.getByRole('checkbox').first().click();
  await expect(training.locator('figure', { hasText: 'Generator loss' }).first()).toBeVisible();
  await takePictures(page, desktop, 'kept-runs');
});

test('for a network without training one is proposed; opening it draws the step, and undo takes it away', async ({
  page,
}) => {
  await dragKind(page, 'input', 300, 60);
  await inspector(page).getByLabel('Shape', { exact: true }).fill('2');
  await dragKind(page, 'dense', 300, 180);
  await connectByMouse(page, 'input1', 'dense1');
  const training = await showPanel(page, 'Training');
  await expect(training.getByText(/^Proposed:/)).toBeVisible();
  await expect(training.getByRole('combobox', { name: 'Data' })).toContainText('Playground');
  await training.getByRole('button', { name: 'Open the step' }).click();
  await expect(node(page, 'network')).toContainText('main');
  await expect(wire(page, 'network', 'loss')).toBeAttached();
  await expect(page.getByRole('tablist', { name: 'Graphs' }).getByRole('tab')).toHaveCount(2);
  const places = await Promise.all(
    ['data', 'network', 'loss', 'update'].map((id) => middleOf(node(page, id))),
  );
  const heights = places.map(({ y }) => y);
  expect(heights).toEqual([...heights].sort((a, b) => a - b));
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('tablist', { name: 'Graphs' }).getByRole('tab')).toHaveCount(1);
  await expect(training.getByText(/^Proposed:/)).toBeVisible();
});

test('phases are added, renamed, ordered and deleted, and a run goes through them', async ({
  page,
}) => {
  await openTemplate(page, 'playground', 'Playground network');
  const training = await showPanel(page, 'Training');
  await raiseDock(page);
  const epochs = training.getByLabel('Epochs');
  await epochs.fill('2');
  await epochs.press('Enter');
  await training.getByRole('button', { name: 'Add a phase' }).click();
  const name = training.getByRole('textbox', { name: 'New name of Phase 2' });
  await name.fill('Fine-tune');
  await name.press('Enter');
  const phases = training.getByRole('region', { name: 'Phases' }).getByRole('listitem');
  await expect(phases).toHaveCount(2);
  await expect(phases.nth(1)).toContainText('Fine-tune');
  await epochs.fill('3');
  await epochs.press('Enter');
  await expect(phases.nth(1)).toContainText('3 epochs');
  await expect(phases.nth(0)).toContainText('2 epochs');
  await chooseBackend(page, 'CPU');
  await training.getByRole('button', { name: 'Start' }).click();
  await expect(training.getByText('Done')).toBeVisible({ timeout: 60_000 });
  const change = phases.nth(1).getByRole('button', { name: 'Change the phase Fine-tune' });

  // One phase by itself goes on with what was learned.
  const learned = training.locator('figure', { hasText: 'Loss' }).locator('output').first();
  const before = Number(await learned.textContent());
  await change.click();
  await page.getByRole('menuitem', { name: 'Run only this phase' }).click();
  await expect(page.getByTestId('notice')).toContainText('what the last run learned');
  await expect(training.getByText('Done')).toBeVisible({ timeout: 60_000 });
  expect(Number(await learned.textContent())).toBeLessThan(before * 1.1);
  await change.click();
  await page.getByRole('menuitem', { name: 'Move up' }).click();
  await expect(phases.nth(0)).toContainText('Fine-tune');
  await phases.nth(0).getByRole('button', { name: 'Change the phase Fine-tune' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(phases).toHaveCount(1);
  await expect(phases.nth(0)).toContainText('Train');
});

test('a run broken off by a reload is gone on with where it was paused', async ({ page }) => {
  await openTemplate(page, 'generative adversarial', 'Generative adversarial networks');
  const training = await showPanel(page, 'Training');
  await chooseBackend(page, 'CPU');
  await training.getByRole('button', { name: 'Start' }).click();
  await expect(training.getByText(/Epoch \d+ of/)).toBeVisible({ timeout: 60_000 });
  await training.getByRole('button', { name: 'Pause' }).click();
  await expect(training.getByRole('button', { name: 'Resume' })).toBeVisible();
  const kept = (): Promise<boolean> =>
    page.evaluate(async () => {
      const known = await indexedDB.databases();
      if (!known.some(({ name }) => name === 'netloom-checkpoints')) return false;
      return new Promise<boolean>((resolve) => {
        const opening = indexedDB.open('netloom-checkpoints', 1);
        opening.onsuccess = () => {
          const request = opening.result
            .transaction('checkpoints')
            .objectStore('checkpoints')
            .count();
          request.onsuccess = () => {
            opening.result.close();
            resolve(request.result > 0);
          };
        };
      });
    });
  await expect.poll(kept, { intervals: [500] }).toBe(true);
  await page.reload();
  await openTemplate(page, 'generative adversarial', 'Generative adversarial networks');
  await showPanel(page, 'Training');
  await expect(training.getByText(/was broken off/)).toBeVisible();
  await training.getByRole('button', { name: 'Continue the run' }).click();
  const where = training.getByText(/Epoch \d+ of \d+ · step [\d,]+ of [\d,]+/);
  await expect(where).toBeVisible({ timeout: 60_000 });
  // It does not begin again.
  await expect(training.locator('figure', { hasText: 'Loss' })).toBeVisible();
  await expect(where).not.toContainText('Epoch 1 of 10 · step 1 ');
  await training.getByRole('button', { name: 'Stop' }).click();
  await expect(training.getByText(/^Stopped · /)).toBeVisible();
});
