import type { Locator, Page } from '@playwright/test';
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

const backends = ['CPU', 'WASM', 'WebGL', 'WebGPU'] as const;

async function openTraining(page: Page, search: string, name: string): Promise<Locator> {
  await openTemplate(page, search, name);
  return showPanel(page, 'Training');
}

async function setNumber(training: Locator, label: string, value: number): Promise<void> {
  const field = training.getByLabel(label);
  await field.fill(String(value));
  await field.press('Enter');
}

/** Trains for some epochs on a backend chosen in the panel, until the run is over. */
async function train(
  page: Page,
  training: Locator,
  backend: (typeof backends)[number],
  epochs: number,
): Promise<void> {
  await chooseBackend(page, backend);
  await setNumber(training, 'Epochs', epochs);
  await training.getByRole('button', { name: 'Start' }).click();
  await expect(training.getByTestId('running-backend')).toHaveText(backend, { timeout: 60_000 });
  await expect(training.getByText('Done')).toBeVisible({ timeout: 300_000 });
}

/** A result of the run, with all its figures. */
async function result(training: Locator, name: string): Promise<number> {
  const value = training
    .getByRole('region', { name: 'Results' })
    .locator(`dt:text-is("${name}") + dd`);
  return Number(await value.getAttribute('title'));
}

test.beforeEach(() => test.setTimeout(400_000));

test('every backend learns the circle, and all of them the same way', async ({ page }) => {
  const training = await openTraining(page, 'playground', 'Playground network');
  const losses: number[] = [];
  for (const backend of backends) {
    await test.step(backend, async () => {
      await train(page, training, backend, 6);
      losses.push(await result(training, 'Test loss'));
      expect(await result(training, 'Test accuracy'), backend).toBeGreaterThanOrEqual(0.85);
    });
  }
  const [reference = Number.NaN] = losses;
  for (const [index, loss] of losses.entries()) {
    expect(Math.abs(loss - reference), `${backends[index]} against CPU`).toBeLessThan(1e-3);
  }
});

test('“Automatic” leaves out imitated graphics, and says so', async ({ page }) => {
  const training = await openTraining(page, 'playground', 'Playground network');
  await chooseBackend(page, 'Automatic');
  await training.getByRole('button', { name: 'Start' }).click();
  const running = training.getByTestId('running-backend');
  await expect(running).toHaveText('WASM', { timeout: 60_000 });
  await running.hover();
  const reasons = page.getByRole('tooltip');
  await expect(reasons).toContainText(/WebGPU: Its graphics are imitated in software/);
  await expect(reasons).toContainText(/WebGL: Its graphics are imitated in software/);
  await expect(reasons).toContainText(/WASM (runs|ran) this/);
});

for (const backend of ['WebGL', 'WebGPU'] as const) {
  test(`LeNet-5 begins to learn on ${backend}`, async ({ page }) => {
    const training = await openTraining(page, 'cheques', 'LeNet-5');
    await chooseBackend(page, backend);
    // Imitated graphics take a second a step for the template's own batches.
    await setNumber(training, 'Batch size', 16);
    await training.getByRole('button', { name: 'Start' }).click();
    await expect(training.getByTestId('running-backend')).toHaveText(backend, { timeout: 60_000 });
    const loss = training.locator('figure', { hasText: 'Loss' }).locator('output').first();
    // Ten classes guessed at random lose ln 10 = 2.303.
    await expect
      .poll(async () => Number(await loss.textContent()), { timeout: 200_000 })
      .toBeLessThan(2.25);
    await training.getByRole('button', { name: 'Stop' }).click();
  });
}
