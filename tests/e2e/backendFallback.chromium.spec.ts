import type { Page } from '@playwright/test';
import { expect, test } from './support/appTest';
import { chooseBackend, openTemplate, showPanel } from './support/panels';

// WebGPU on the main processor, so that no graphics processor is needed.
test.use({
  moreChromiumFlags: [
    '--enable-unsafe-webgpu',
    '--use-webgpu-adapter=swiftshader',
    '--enable-features=Vulkan',
  ],
});

/** What a worker remembers of WebGPU, to take it away later. */
interface Remembering {
  device?: { destroy(): void };
}

/** Lets every worker remember the device that it gets. */
async function rememberDevices(page: Page): Promise<void> {
  const remember = `{
    const { requestDevice } = GPUAdapter.prototype;
    GPUAdapter.prototype.requestDevice = async function (...all) {
      const device = await requestDevice.apply(this, all);
      self.device = device;
      return device;
    };
  }\n`;
  await page.route(/trainingWorker.*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: remember + (await response.text()) });
  });
}

/** Takes the graphics processor away from the worker that trains. */
async function loseDevice(page: Page): Promise<number> {
  const lost = await Promise.all(
    page.workers().map((worker) =>
      worker.evaluate(() => {
        const { device } = globalThis as Remembering;
        device?.destroy();
        return device !== undefined;
      }),
    ),
  );
  return lost.filter(Boolean).length;
}

test('a run goes on on WASM when the graphics processor is lost, and the window says so', async ({
  page,
}) => {
  test.setTimeout(300_000);
  await rememberDevices(page);
  await openTemplate(page, 'playground', 'Playground network');
  const training = await showPanel(page, 'Training');
  await chooseBackend(page, 'WebGPU');
  const epochs = training.getByLabel('Epochs');
  await epochs.fill('12');
  await epochs.press('Enter');
  await training.getByRole('button', { name: 'Start' }).click();
  const running = training.getByTestId('running-backend');
  await expect(running).toHaveText('WebGPU', { timeout: 60_000 });
  await expect(training.getByRole('status').first()).toContainText('Epoch', { timeout: 60_000 });
  expect(await loseDevice(page)).toBe(1);
  await expect(running).toHaveText('WASM', { timeout: 60_000 });
  await expect(
    training.getByText(
      /WebGPU can do no more: The graphics processor was lost \(.+\)\. The run goes on on WASM from/,
    ),
  ).toBeVisible();
  await expect(training.getByText('Done')).toBeVisible({ timeout: 120_000 });
  await running.hover();
  await expect(page.getByRole('tooltip')).toContainText('WebGPU: The graphics processor was lost');
});
