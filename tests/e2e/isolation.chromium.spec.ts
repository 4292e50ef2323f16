import { expect, test } from './support/appTest';
import { chooseBackend, openTemplate, showPanel } from './support/panels';
import { trainAWhile, wasmOn } from './support/trainAWhile';

// Electron always isolates the page.
test('where a server does not isolate the page, one thread learns', async ({ page }) => {
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
