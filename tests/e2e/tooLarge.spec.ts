import { expect, test } from './support/appTest';
import { chooseBackend, openTemplate, showPanel } from './support/panels';

test('a batch that the backend can’t hold is refused at once, with the one that fits', async ({
  page,
}) => {
  await openTemplate(page, 'cheques', 'LeNet-5');
  const training = await showPanel(page, 'Training');
  await chooseBackend(page, 'WASM');
  const batch = training.getByLabel('Batch size');
  await batch.fill('1000000');
  await batch.press('Enter');
  await training.getByRole('button', { name: 'Start' }).click();
  const alert = training.getByRole('alert');
  await expect(alert).toContainText(
    /needs about [\d.]+ GB with batches of 1000000, and the wasm backend holds at most [\d.]+ GB/,
    { timeout: 60_000 },
  );
  await expect(alert).toContainText(/takes the most, [\d.]+ GB of activations/);
  const fitting = /Batches of (\d+) fit/.exec((await alert.textContent()) ?? '')?.[1];
  expect(Number(fitting)).toBeGreaterThan(1000);
  await expect(alert.getByRole('button', { name: /^Show network\// })).toBeVisible();
});
