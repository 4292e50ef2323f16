import { expect, test } from './support/appTest';
import { openTemplate, showPanel } from './support/panels';

test('columns that were chosen are there after a reload', async ({ page }) => {
  await openTemplate(page, 'LSTM from gates', 'LSTM from gates');
  const tables = await showPanel(page, 'Tables');
  const heading = tables.locator('thead').getByText('Gradients', { exact: true });
  await expect(heading).toHaveCount(0);
  await page.getByRole('button', { name: 'Columns', exact: true }).click();
  await page.getByRole('menu').getByText('Gradient bytes', { exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(heading).toBeVisible();
  await page.reload();
  await openTemplate(page, 'LSTM from gates', 'LSTM from gates');
  await showPanel(page, 'Tables');
  await expect(heading).toBeVisible();
});
