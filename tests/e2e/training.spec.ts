import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Locator } from '@playwright/test';
import { strFromU8 } from 'fflate';
import { readSafetensors } from '../../src/files/safetensors';
import { expect, test } from './support/appTest';
import { chooseBackend, chooseOption, openTemplate, raiseDock, showPanel } from './support/panels';
import { takePictures } from './support/pictures';
import { savedBy } from './support/savedFiles';

let folder = '';
test.beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'netloom-training-'));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

test('LeNet-5 is opened from the gallery, read in the table, and trained on MNIST', async ({
  page,
  desktop,
}) => {
  test.setTimeout(240_000);
  const gallery = page.getByRole('dialog', { name: 'Templates' });
  const showGallery = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Templates' }).click();
    await expect(gallery.getByText('62.4 M parameters')).toBeVisible();
  };
  const hideGallery = async (): Promise<void> => {
    await page.keyboard.press('Escape');
    await expect(gallery).toHaveCount(0);
  };
  await takePictures(page, desktop, 'gallery', showGallery, hideGallery);
  await openTemplate(page, 'cheques', 'LeNet-5');

  const tables = await showPanel(page, 'Tables');
  await expect(tables.locator('tfoot td').first()).toHaveAttribute('title', '61,706');
  await expect(tables.locator('tfoot td[title="416,520"]')).toBeVisible();
  await tables.getByRole('button', { name: 'Parameters' }).click();
  await expect(tables.locator('tbody tr').first()).toContainText('dense1');
  await tables.locator('tbody tr').first().click();
  await expect(page.locator('.react-flow__node[data-id="dense1"]')).toHaveClass(/selected/);
  await raiseDock(page);
  await takePictures(page, desktop, 'tables');

  const training = await showPanel(page, 'Training');
  await chooseBackend(page, 'WASM');
  await training.getByRole('button', { name: 'Start' }).click();
  await expect(training.getByTestId('running-backend')).toHaveText('WASM', { timeout: 60_000 });
  const tiles = training.getByRole('region', { name: 'Test predictions' }).getByRole('listitem');
  await expect(tiles).not.toHaveCount(0, { timeout: 60_000 });
  await expect(tiles.first().getByRole('img', { name: 'Original' })).toBeVisible();
  await expect(training.getByText(/left$/)).toBeVisible({ timeout: 60_000 });

  // The loss falls while the window is used for something else.
  const loss = training.locator('figure', { hasText: 'Loss' }).locator('output').first();
  await expect(loss).not.toHaveText('–');
  await showPanel(page, 'Tables');
  await page.waitForTimeout(4_000);
  await showPanel(page, 'Training');
  await expect
    .poll(async () => Number(await loss.textContent()), { timeout: 90_000 })
    .toBeLessThan(0.6);
  await takePictures(page, desktop, 'training');

  const where = training.getByText(/Epoch \d+ of \d+ · step [\d,]+ of [\d,]+/);
  await training.getByRole('button', { name: 'Pause' }).click();
  await expect(training.getByRole('button', { name: 'Resume' })).toBeVisible();
  const paused = await where.textContent();
  await page.waitForTimeout(1_000);
  expect(await where.textContent()).toBe(paused);
  await training.getByRole('button', { name: 'Resume' }).click();
  await expect.poll(() => where.textContent()).not.toBe(paused?.replace('Paused · ', ''));
  await training.getByRole('button', { name: 'Stop' }).click();
  await expect(training.getByText(/^Stopped · /)).toBeVisible();

  const saved = await savedBy(page, desktop, folder, () =>
    training.getByRole('button', { name: 'Save weights…' }).click(),
  );
  const weights = readSafetensors('saved', await saved('saved.safetensors'));
  if (!weights.ok) throw new Error(weights.error);
  const sizes = [...weights.value.tensors.values()].map(({ values }) => values.length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(61_706);
});

test('training settings are edits, and what is wrong with them is said with a way out', async ({
  page,
}) => {
  await openTemplate(page, 'cheques', 'LeNet-5');
  const training = await showPanel(page, 'Training');
  const epochs = training.getByLabel('Epochs');
  const before = await epochs.inputValue();
  await epochs.fill('77');
  await epochs.press('Enter');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(epochs).toHaveValue(before);

  await chooseOption(training.getByRole('combobox', { name: 'Data' }), 'Playground points');
  await expect(
    training.getByText(/2 arrives at x of network, but image of main takes 28×28×1/),
  ).toBeVisible();
  // It says that it does nothing, and does nothing.
  const start = training.getByRole('button', { name: 'Start' });
  await expect(start).toBeDisabled();
  await start.click({ force: true });
  await expect(training.getByText('Not trained yet')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(training.getByText(/2 arrives at x of network/)).toHaveCount(0);
});

test('the Playground network draws its decision boundary while it trains', async ({
  page,
  desktop,
}) => {
  await openTemplate(page, 'playground', 'Playground network');
  const training = await showPanel(page, 'Training');
  await raiseDock(page);
  await chooseBackend(page, 'CPU');
  await training.getByRole('button', { name: 'Start' }).click();
  const boundary = training.getByRole('region', { name: 'Decision boundary' });
  const canvas = boundary.getByRole('img');
  await expect(canvas).toBeVisible({ timeout: 60_000 });
  const colorAt = (x: number, y: number): Promise<readonly number[]> =>
    canvas.evaluate(
      (element, [left, top]) => {
        const { width, height } = element as HTMLCanvasElement;
        const context = (element as HTMLCanvasElement).getContext('2d')!;
        return [...context.getImageData(left * width, top * height, 1, 1).data];
      },
      [x, y] as const,
    );
  await expect(training.getByText('Done')).toBeVisible({ timeout: 90_000 });
  const [red, , blue] = await colorAt(0.03, 0.03);
  expect(red, 'the corner belongs to the orange class').toBeGreaterThan((blue ?? 0) + 40);
  const test = training.getByRole('region', { name: 'Results' });
  await expect(test).toContainText('Test accuracy');
  await takePictures(page, desktop, 'playground');
  // The axis of the losses is made logarithmic, and stays so for the next run.
  const losses = training.locator('figure', { hasText: 'Loss' });
  const drawn = (): Promise<string> =>
    losses.locator('canvas').evaluate((element) => (element as HTMLCanvasElement).toDataURL());
  const logarithmic = losses.getByRole('button', { name: 'Logarithmic axis' });
  const evenly = await drawn();
  await logarithmic.click();
  await expect(logarithmic).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(drawn).not.toBe(evenly);
  await page.reload();
  await openTemplate(page, 'playground', 'Playground network');
  await showPanel(page, 'Training');
  await training.getByRole('button', { name: 'Start' }).click();
  await expect(logarithmic).toHaveAttribute('aria-pressed', 'true');
  await logarithmic.click();
  await expect(logarithmic).toHaveAttribute('aria-pressed', 'false');
});

test('the code follows the drawing, explains itself on hover, and is saved as a project', async ({
  page,
  desktop,
}) => {
  await openTemplate(page, 'cheques', 'LeNet-5');
  await raiseDock(page);
  const code = await showPanel(page, 'Code');
  const line = (text: string): Locator => code.locator('.view-line', { hasText: text }).first();
  await expect(line('import * as tf')).toBeVisible({ timeout: 60_000 });
  await expect(code.getByRole('tab', { name: 'train.ts' })).toBeVisible({ timeout: 30_000 });

  // Selecting a node brings its lines into view and marks them.
  await page.locator('.react-flow__node[data-id="conv1"]').click();
  await expect(line("name: 'conv1'")).toBeVisible();
  const place = await line('.conv2d({').evaluate((element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const start = text.textContent?.indexOf('conv2d') ?? -1;
      if (start < 0) continue;
      const range = document.createRange();
      range.setStart(text, start);
      range.setEnd(text, start + 6);
      const { x, y, width, height } = range.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    }
    return null;
  });
  expect(place).not.toBeNull();
  await page.mouse.move(place!.x, place!.y);
  await page.mouse.move(place!.x + 2, place!.y);
  await expect(page.locator('.monaco-hover:visible')).toContainText('2D convolution layer', {
    timeout: 60_000,
  });
  const on = desktop === null ? 'chromium' : 'electron';
  await page.screenshot({ path: `artefacts/code-hover-${on}.png` });
  await page.mouse.move(4, 4);
  await takePictures(page, desktop, 'code');

  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  const filters = inspector.getByLabel('Filters', { exact: true });
  await filters.fill('9');
  await expect(line('filters: 9')).toBeVisible();
  await filters.press('Enter');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(line('filters: 6')).toBeVisible();

  const saved = await savedBy(page, desktop, folder, () =>
    code.getByRole('button', { name: 'Save as project…' }).click(),
  );
  expect(strFromU8(await saved('model.ts'))).toContain('export function buildModel()');
  expect(JSON.parse(strFromU8(await saved('package.json')))).toMatchObject({ name: 'lenet-5' });
  expect(strFromU8(await saved('README.md'))).toContain('61,706');
});
