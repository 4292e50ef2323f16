import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/appTest';
import { node } from './support/canvas';
import { chooseOption, openTemplate, raiseDock, showPanel } from './support/panels';
import { takePictures } from './support/pictures';

/** The row of the table with a path, or with a name where it is a group. */
function row(tables: Locator, path: string): Locator {
  return tables.locator('tbody tr').filter({ has: tables.page().locator(`th[title="${path}"]`) });
}

async function choose(page: Page, menu: string, item: string): Promise<void> {
  await page.getByRole('button', { name: menu, exact: true }).click();
  await page.getByRole('menu').getByText(item, { exact: true }).click();
}

/** What is copied by a line of the menu. */
async function copied(page: Page, format: string): Promise<string> {
  await page.evaluate(() => {
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: {
        writeText: async (text: string) => {
          document.body.dataset.copied = text;
        },
      },
    });
  });
  await choose(page, 'Copy', `Copy as ${format}`);
  await expect(page.getByText(new RegExp(`^Copied .* as ${format}\\.$`))).toBeVisible();
  return page.evaluate(() => document.body.dataset.copied ?? '');
}

test('ResNet-50 folds and unfolds, sums at every level; a row leads to its node', async ({
  page,
  desktop,
}) => {
  await openTemplate(page, 'ResNet-50', 'ResNet-50');
  const tables = await showPanel(page, 'Tables');
  await raiseDock(page);
  await expect(tables.locator('tfoot td').first()).toHaveAttribute('title', '25,610,152');
  await expect(row(tables, 'stage3')).toHaveAttribute('aria-expanded', 'false');
  await expect(row(tables, 'stage3/unit5')).toHaveCount(0);
  await takePictures(page, desktop, 'tree-folded');

  await row(tables, 'stage3').getByRole('button', { name: 'Unfold stage3' }).click();
  await expect(row(tables, 'stage3')).toHaveAttribute('aria-expanded', 'true');
  await expect(row(tables, 'stage3/unit5')).toHaveAttribute('aria-level', '2');
  // 1×1 from 1024 to 256, 3×3 there, 1×1 back; four numbers a channel in each normalisation.
  await expect(row(tables, 'stage3/unit5').locator('td').nth(2)).toHaveAttribute(
    'title',
    (1024 * 256 + 9 * 256 * 256 + 256 * 1024 + 4 * (256 + 256 + 1024)).toLocaleString('en-US'),
  );

  // With the keyboard: into the unit, back out, and folded.
  await row(tables, 'stage3/unit1').click();
  await expect(node(page, 'unit')).toHaveAttribute('aria-pressed', 'true');
  const grid = tables.getByRole('region', { name: /^Layers/ });
  await grid.focus();
  await page.keyboard.press('ArrowRight');
  await expect(row(tables, 'stage3/unit1/conv2')).toBeVisible();
  await takePictures(page, desktop, 'tree-unfolded');
  await grid.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(row(tables, 'stage3/unit1/conv2')).toHaveCount(0);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(row(tables, 'stage3')).toHaveAttribute('aria-expanded', 'false');

  await choose(page, 'Levels', 'Unfold all');
  await tables.getByLabel('Filter layers').fill('stage3/unit5/conv2');
  await row(tables, 'stage3/unit5/conv2').click();
  await expect(node(page, 'conv2')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('navigation', { name: 'Way to this block' })).toContainText('unit 5');
  await tables.getByLabel('Filter layers').fill('');

  // What is open stays so while another panel is on show.
  await choose(page, 'Levels', 'Unfold 1 level');
  await showPanel(page, 'History');
  await showPanel(page, 'Tables');
  await expect(row(tables, 'stage1/unit1')).toHaveAttribute('aria-expanded', 'false');
  await choose(page, 'Levels', 'Fold all');
  await expect(row(tables, 'stage1/unit1')).toHaveCount(0);
});

test('rows are filtered, sorted among their neighbours, grouped, and copied with chosen columns', async ({
  page,
  desktop,
}) => {
  await openTemplate(page, 'ResNet-50', 'ResNet-50');
  const tables = await showPanel(page, 'Tables');
  await raiseDock(page);
  const names = (): Promise<string[]> => tables.locator('tbody th').allInnerTexts();

  await tables.getByRole('button', { name: 'Parameters' }).click();
  await choose(page, 'Levels', 'Unfold 1 level');
  await expect
    .poll(async () => (await names()).slice(0, 4))
    .toEqual(['stage4', 'unit1', 'unit2', 'unit3']);
  await choose(page, 'Levels', 'Fold all');

  await chooseOption(tables.getByRole('combobox', { name: 'Arrangement' }), 'By family');
  await expect(row(tables, 'Convolution')).toContainText('53 layers');
  await row(tables, 'Dense').click();
  await expect(row(tables, 'classify')).toContainText('2.0 M');
  await takePictures(page, desktop, 'tree-grouped');

  await chooseOption(tables.getByRole('combobox', { name: 'Arrangement' }), 'Flat');
  await expect.poll(async () => (await names())[0]).toBe('stage4/unit1/conv2');
  await chooseOption(tables.getByRole('combobox', { name: 'Kind shown' }), 'Max pooling 2D');
  await expect.poll(names).toEqual(['pool1']);

  await tables.getByRole('button', { name: 'Columns', exact: true }).click();
  for (const column of ['Receptive field', 'Jump', 'FLOPs forward', 'Trainable parameters']) {
    await page.getByRole('menuitemcheckbox', { name: column }).click();
  }
  await page.keyboard.press('Escape');
  await expect(row(tables, 'pool1')).toContainText('11×11');
  await tables.getByRole('button', { name: 'Sees' }).hover();
  await expect(page.getByRole('tooltip')).toContainText('r grows by (k − 1)·j');
  const latex = await copied(page, 'LaTeX');
  expect(latex).toContain('\\begin{tabular}{llllrrrrrr}');
  expect(latex).toContain('pool1 & Max pooling 2D & 56$\\times$56$\\times$64 & float32 & 0 &');
  expect(latex).toContain('\\textbf{25,610,152}');
  expect(latex).toContain('Receptive field: Input positions');
  expect(await copied(page, 'Markdown')).toMatch(/^\| Layer \| Kind \| Output \| Type \|/);
  expect((await copied(page, 'CSV')).split('\r\n')).toHaveLength(3);
  await chooseOption(tables.getByRole('combobox', { name: 'Kind shown' }), 'All kinds');
  await takePictures(page, desktop, 'tree-columns');
});

test('VGG-16 is written as on the slide, with a note where that is wrong', async ({
  page,
  desktop,
}) => {
  await openTemplate(page, 'Sixteen layers', 'VGG-16');
  const tables = await showPanel(page, 'Tables');
  await raiseDock(page);
  await tables.getByRole('radio', { name: 'As on the slide' }).click();
  const second = tables.locator('tbody tr').nth(1);
  await expect(second).toContainText('CONV3-64');
  await expect(second).toContainText('224×224×64 = 3.2M');
  await expect(second).toContainText('(3×3×3)×64 = 1,728');
  await expect(tables.locator('tfoot')).toContainText('15.2M × 4 bytes = 60.95 MB / image');
  await expect(tables.locator('tfoot')).toContainText('138,344,128');
  await takePictures(page, desktop, 'slide');
  await expect(tables.getByText(/the rows really make 15\.2 M/)).toBeVisible();
  await tables.getByLabel('Count biases').click();
  await expect(tables.locator('tfoot')).toContainText('138,357,544');
  expect(await copied(page, 'LaTeX')).toContain('(3$\\times$3$\\times$3)$\\times$64 + 64 = 1,792');
  await tables.getByRole('radio', { name: 'Layers' }).click();
  await expect(tables.locator('tfoot td').first()).toHaveAttribute('title', '138,357,544');
});
