import { expect, test } from './support/appTest';
import { inspector, node } from './support/canvas';
import { openTemplate } from './support/panels';
import { takePictures } from './support/pictures';

test('an LSTM drawn from gates is seen to equal the built-in layer, and one drawn wrongly not', async ({
  page,
  desktop,
}) => {
  await openTemplate(page, 'LSTM from gates', 'LSTM from gates');
  await node(page, 'drawn').click();
  const told = page.getByRole('status', { name: 'Comparison' });
  const show = async (): Promise<void> => {
    await inspector(page).getByRole('button', { name: 'Compare with…' }).click();
    await page.getByRole('dialog').getByRole('option', { name: 'layer' }).click();
    await expect(told).toContainText(/Outputs agree to \d(\.\d)?e-\d over 16 random inputs/);
    await expect(told).toContainText('layer: gate f (columns 5–8) = drawn/forgetGate');
  };
  const hide = (): Promise<void> => page.keyboard.press('Escape');
  await takePictures(page, desktop, 'comparison', show, hide);

  // The network as it is while another is chosen for a gate.
  await node(page, 'drawn').dblclick();
  await node(page, 'forgetGate').click();
  await inspector(page).getByRole('combobox', { name: 'Activation' }).click();
  await page.getByRole('option', { name: 'tanh', exact: true }).click();
  await page.getByRole('tab', { name: 'main' }).click();
  await expect(node(page, 'drawn')).toBeVisible();
  await node(page, 'drawn').click();
  await node(page, 'layer').click({ modifiers: ['Shift'] });
  await page.keyboard.press('ControlOrMeta+K');
  await page.keyboard.type('Compare with another');
  await page.keyboard.press('Enter');
  await expect(told).toContainText(/Outputs differ by up to 0\.\d+ over 16 random inputs/);
});

test('the first steps of a scanned block stand side by side', async ({ page, desktop }) => {
  await openTemplate(page, 'LSTM from gates', 'LSTM from gates');
  await node(page, 'drawn').click();
  const picture = page.getByRole('img', { name: 'The first 3 steps of drawn' });
  const show = async (): Promise<void> => {
    await inspector(page).getByRole('button', { name: 'First steps' }).click();
    await expect(picture).toBeVisible();
    await expect(picture.getByText('forgetGate')).toHaveCount(3);
    await expect(page.getByRole('dialog')).toContainText('3 of 6 steps; all use the same weights');
    await expect(page.getByRole('dialog')).toContainText('h, c are 0 at first.');
  };
  await takePictures(page, desktop, 'first-steps', show, () => page.keyboard.press('Escape'));
});
