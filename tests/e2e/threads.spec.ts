import type { Page } from '@playwright/test';
import { expect, test } from './support/appTest';
import { chooseBackend, openTemplate, showPanel } from './support/panels';

/** Starts LeNet-5 on WASM, waits until it learns, and stops it; what ran it, as the window says. */
async function trainAWhile(page: Page): Promise<string | null> {
  const training = await showPanel(page, 'Training');
  await training.getByRole('button', { name: 'Start' }).click();
  const loss = training.locator('figure', { hasText: 'Loss' }).locator('output').first();
  // Ten classes guessed at random lose ln 10 = 2.303.
  await expect
    .poll(async () => Number(await loss.textContent()) || 9, { timeout: 90_000 })
    .toBeLessThan(2);
  const backend = training.getByTestId('running-backend');
  const told = await backend.getAttribute('aria-label');
  await training.getByRole('button', { name: 'Stop' }).click();
  await expect(training.getByText(/^Stopped · /)).toBeVisible();
  return told;
}

/** What the window says of the backend where it has so many threads. */
function wasmOn(threads: number): string {
  return threads > 1 ? `Backend: WASM on ${threads} threads.` : 'Backend: WASM.';
}

test('LeNet-5 learns on all processors, is stopped, and learns again', async ({ page }) => {
  test.setTimeout(240_000);
  await openTemplate(page, 'cheques', 'LeNet-5');
  await showPanel(page, 'Training');
  await chooseBackend(page, 'WASM');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  const threads = Math.min(8, await page.evaluate(() => navigator.hardwareConcurrency));
  expect(await trainAWhile(page)).toBe(wasmOn(threads));
  expect(await trainAWhile(page)).toBe(wasmOn(threads));
});

test('where a server does not isolate the page, one thread learns', async ({ page, runtime }) => {
  test.skip(runtime === 'electron', 'Electron always isolates it.');
  await page.route('**/*', async (route) => {
    const response = await route.fetch();
    const headers = Object.entries(response.headers()).filter(
      ([name]) => !name.startsWith('cross-origin-'),
    );
    await route.fulfill({ response, headers: Object.fromEntries(headers) });
  });
  await page.reload();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await openTemplate(page, 'cheques', 'LeNet-5');
  await showPanel(page, 'Training');
  await chooseBackend(page, 'WASM');
  expect(await trainAWhile(page)).toBe(wasmOn(1));
});
