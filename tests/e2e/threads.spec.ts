import { expect, test } from './support/appTest';
import { chooseBackend, openTemplate, showPanel } from './support/panels';
import { trainAWhile, wasmOn } from './support/trainAWhile';

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
