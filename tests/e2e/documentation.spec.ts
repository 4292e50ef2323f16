import { expect, test } from './support/appTest';
import { drawTwoLayers, inspector, node } from './support/canvas';

test('notes are written as Markdown and read as a page', async ({ page }) => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.getByRole('button', { name: /Markdown is understood/ }).click();
  const field = page.getByLabel('Notes about the project');
  await expect(field).toBeFocused();
  await field.pressSequentially('# Digits\n\nThree **epochs**, see ');
  await field.pressSequentially(
    '[the paper](https://arxiv.org/abs/1) or [this](javascript:alert(1)).',
  );
  await field.pressSequentially('\n\n$$ y = x^2 $$\n\n<img src="https://example.org/a.png">');
  await field.pressSequentially('\n\n![a picture](https://example.org/b.png)');
  await page.keyboard.press('Escape');
  const notes = page.getByTestId('notes');
  await expect(notes.getByRole('heading', { name: 'Digits' })).toBeVisible();
  await expect(notes.locator('strong')).toHaveText('epochs');
  await expect(notes.locator('.katex-display')).toHaveCount(1);
  await expect(notes.getByRole('link')).toHaveText('the paper');
  // HTML is text, and nothing is loaded from elsewhere.
  await expect(notes).toContainText('<img src=');
  await expect(notes).toContainText('Image: a picture');
  await expect(notes.locator('img')).toHaveCount(0);
  expect(requests.filter((address) => address.includes('example.org'))).toEqual([]);

  // The keyboard is back at Edit; typing was one step.
  await expect(page.getByRole('button', { name: 'Edit the notes' })).toBeFocused();
  await notes.dblclick({ position: { x: 20, y: 10 } });
  await page.getByRole('button', { name: 'Done' }).click();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: /Markdown is understood/ })).toBeVisible();
  await expect(page.getByText('Edited', { exact: true })).toBeHidden();
});

test('every kind of layer has a page, reached from the keyboard, the inspector and the library', async ({
  page,
}) => {
  await drawTwoLayers(page);
  await node(page, 'conv2d1').click();
  await page.keyboard.press('Shift+F1');
  const dialog = page.getByRole('dialog', { name: 'Documentation' });
  await expect(dialog.getByRole('tab', { name: 'Conv 2D', exact: true })).toBeFocused();
  const shown = dialog.getByRole('tabpanel');
  await expect(shown.getByRole('heading', { name: 'Conv 2D', exact: true })).toBeVisible();
  await expect(shown.getByRole('cell', { name: 'kernelSize', exact: true })).toBeVisible();
  await expect(shown.locator('.katex-display').first()).toBeAttached();
  await expect(shown.locator('.katex-error')).toHaveCount(0);
  await page.keyboard.press('ArrowDown');
  await expect(shown.getByRole('heading', { name: 'Conv 2D transpose' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await inspector(page).getByRole('button', { name: 'Documentation' }).click();
  await expect(shown.getByRole('heading', { name: 'Conv 2D', exact: true })).toBeVisible();
  await page.keyboard.press('Escape');

  await page.locator('[data-kind="lstm"]').scrollIntoViewIfNeeded();
  await page.locator('[data-kind="lstm"]').hover();
  await page.getByRole('button', { name: /^Documentation of LSTM/ }).click();
  await expect(shown.getByRole('heading', { name: 'LSTM' })).toBeVisible();
});
