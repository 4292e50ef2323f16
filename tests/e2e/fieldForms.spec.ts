import { expect, test } from './support/appTest';
import { dragKind, inspector, node, type } from './support/canvas';

test('the numbers of a volume are typed axis by axis, together or one by one', async ({ page }) => {
  await dragKind(page, 'input', 300, 60);
  await type(page, 'Shape', '16, 32, 48, 3');
  await page.getByRole('button', { name: 'Conv 3D', exact: true }).dblclick();
  await expect(node(page, 'conv3d1')).toContainText('14×30×46×32');
  await type(page, 'Kernel, depth', '5');
  await expect(node(page, 'conv3d1')).toContainText('12×28×44×32');
  await inspector(page)
    .getByRole('button', { name: 'Change depth, height, and width together' })
    .first()
    .click();
  await type(page, 'Kernel, width', '3');
  await expect(node(page, 'conv3d1')).toContainText('12×28×46×32');
  await inspector(page).getByRole('radio', { name: 'A number for each side' }).click();
  await type(page, 'Padding, front', '1');
  await type(page, 'Padding, back', '3');
  await expect(node(page, 'conv3d1')).toContainText('16×28×46×32');
  await page.screenshot({ path: 'artefacts/fieldForms-volume.png' });
});

test('a sequence is padded causally, and only a sequence', async ({ page }) => {
  await dragKind(page, 'input', 300, 60);
  await type(page, 'Shape', '100, 8');
  await page.getByRole('button', { name: 'Conv 1D', exact: true }).dblclick();
  await expect(node(page, 'conv1d1')).toContainText('98×32');
  await inspector(page).getByRole('radio', { name: 'causal' }).click();
  await expect(node(page, 'conv1d1')).toContainText('100×32');
  await page.screenshot({ path: 'artefacts/fieldForms-sequence.png' });
  await page.getByRole('button', { name: 'Conv 2D', exact: true }).dblclick();
  await expect(inspector(page).getByRole('radio', { name: 'same' }).first()).toBeVisible();
  await expect(inspector(page).getByRole('radio', { name: 'causal' })).toHaveCount(0);
});
