import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ElectronApplication, Locator, Page } from '@playwright/test';
import { strFromU8 } from 'fflate';
import { expect, test } from './support/appTest';
import { inspector, node, type } from './support/canvas';
import { chooseBackend, openTemplate, showPanel } from './support/panels';
import { savedBy } from './support/savedFiles';

let folder = '';
test.beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'netloom-results-'));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

/** What the menu of metrics saves under a label. */
async function savedMetrics(
  page: Page,
  desktop: ElectronApplication | null,
  training: Locator,
  format: RegExp,
): Promise<Uint8Array> {
  const saved = await savedBy(page, desktop, folder, async () => {
    await training.getByRole('button', { name: 'Export metrics' }).click();
    await page.getByRole('menuitem', { name: format }).click();
  });
  // The next one is waited for by its own notice.
  await page.getByTestId('notice').getByRole('button', { name: 'Dismiss' }).click();
  return saved('saved.safetensors');
}

test('what a run measured is exported as a table and for TensorBoard', async ({
  page,
  desktop,
}) => {
  await openTemplate(page, 'playground', 'Playground network');
  const training = await showPanel(page, 'Training');
  await chooseBackend(page, 'CPU');
  const epochs = training.getByLabel('Epochs');
  // Steps are told of ten times a second at most.
  await epochs.fill('60');
  await epochs.press('Enter');
  await training.getByRole('button', { name: 'Start' }).click();
  await expect(training.getByText('Done')).toBeVisible({ timeout: 60_000 });

  const table = strFromU8(await savedMetrics(page, desktop, training, /CSV/));
  const [header = '', ...lines] = table.trim().split(/\r?\n/);
  const columns = header.split(',');
  expect(columns).toEqual(expect.arrayContaining(['step', 'loss', 'accuracy']));
  const losses = lines.map((line) => line.split(',')[columns.indexOf('loss')]).filter(Boolean);
  expect(losses.length).toBeGreaterThan(1);
  for (const loss of losses) expect(Number(loss)).toBeGreaterThan(0);

  const events = await savedMetrics(page, desktop, training, /TensorBoard/);
  // A record says how long it is, in 8 bytes and a checksum of 4; the first names the format.
  const length = new DataView(events.buffer, events.byteOffset).getUint32(0, true);
  expect(strFromU8(events.subarray(12, 12 + length))).toContain('brain.Event:2');
  expect(strFromU8(events, true)).toContain('accuracy');
});

test('a run that gives no numbers any more names the node, and leads to it', async ({ page }) => {
  await openTemplate(page, 'playground', 'Playground network');
  const training = await showPanel(page, 'Training');
  await training.getByRole('button', { name: 'Open the step' }).click();
  // Beyond what a 32-bit number can hold.
  await node(page, 'loss').click();
  await type(page, 'Weight', '1e39');
  await chooseBackend(page, 'CPU');
  await training.getByRole('button', { name: 'Start' }).click();
  const failure = training.getByRole('alert');
  await expect(failure).toContainText(/grown beyond all bounds|no finite number/, {
    timeout: 60_000,
  });
  const link = failure.getByRole('button', { name: /^Show / });
  const place = ((await link.textContent()) ?? '').replace('Show ', '');
  await link.click();
  const shown = place.split('/').at(-1) ?? '';
  await expect(node(page, shown)).toHaveClass(/selected/);
  await expect(inspector(page).getByLabel('Name', { exact: true })).toHaveValue(shown);
});
