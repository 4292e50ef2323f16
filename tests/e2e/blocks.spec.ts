import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/appTest';
import { dragKind, middleOf, node, wire } from './support/canvas';
import { openTemplate } from './support/panels';
import { takePictures } from './support/pictures';

/** ResNet-50 of blocks: `main` has four stages, a `stage` repeated units, a unit is a `bottleneck`. */
async function openResNet(page: Page): Promise<void> {
  const text = await readFile('tests/e2e/projects/resnet50.netloom', 'utf8');
  await page.evaluate((content) => {
    const data = new DataTransfer();
    data.items.add(new File([content], 'resnet50.netloom'));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
  }, text);
  await expect(page.getByLabel('Project name')).toHaveValue('ResNet-50');
  await expect(node(page, 'stage4')).toContainText('7×7×2048');
}

function crumbs(page: Page): Locator {
  return page.getByRole('navigation', { name: 'Way to this block' });
}

function graphTab(page: Page, name: string): Locator {
  return page.getByRole('tablist', { name: 'Graphs' }).getByRole('tab', { name, exact: true });
}

/** Into the second stage, and there into its first unit. */
async function enterUnit(page: Page): Promise<void> {
  await node(page, 'stage2').dblclick();
  await expect(crumbs(page)).toContainText('stage2');
  await node(page, 'unit').click();
  await page.keyboard.press('Enter');
  await expect(crumbs(page)).toContainText('unit 1');
}

test('a block says what it is; it is opened, and shows the shapes of its use', async ({
  page,
  desktop,
}) => {
  await openResNet(page);
  await expect(node(page, 'stage2')).toContainText('stage');
  await expect(node(page, 'stage2')).toContainText('filters 128 · units 4 · stride 2');
  await expect(page.getByText('25.6 M parameters')).toBeVisible();
  await takePictures(page, desktop, 'blocks-network');

  await node(page, 'stage2').dblclick();
  await expect(node(page, 'x')).toContainText('56×56×256');
  await expect(node(page, 'unit')).toContainText('×4');
  await expect(node(page, 'unit')).toContainText('28×28×512');
  await expect(node(page, 'unit')).toHaveAccessibleName(/repeated 4 times in a chain \(=units\)/);
  await expect(graphTab(page, 'stage')).toHaveAttribute('aria-selected', 'true');

  await node(page, 'unit').click();
  await page.keyboard.press('Enter');
  await expect(crumbs(page).getByRole('listitem')).toHaveText([
    'main',
    'stage2',
    'unit 1 bottleneck',
  ]);
  await expect(node(page, 'conv2')).toContainText('28×28×128');
  // The first unit projects its shortcut, the others let it through.
  await expect(node(page, 'shortcut')).not.toHaveAccessibleName(/bypassed/);
  const use = page.getByRole('combobox', { name: 'Use of the block that is shown' });
  await expect(use).toContainText('as in stage2, unit 1');
  await takePictures(page, desktop, 'blocks-unit');
  await use.click();
  await page.getByRole('option', { name: /as in stage3, unit 2/ }).click();
  await expect(node(page, 'conv2')).toContainText('14×14×256');
  await expect(node(page, 'shortcut')).toHaveAccessibleName(/bypassed \(=!project\)/);
  await expect(crumbs(page)).toContainText('unit 2');
  await takePictures(page, desktop, 'blocks-bypassed');

  // Up again, to the nodes that one came through.
  await page.keyboard.press('Shift+Enter');
  await expect(node(page, 'unit')).toHaveAttribute('aria-pressed', 'true');
  await expect(crumbs(page)).toContainText('stage3');
  await crumbs(page).getByRole('button', { name: 'main' }).click();
  await expect(node(page, 'stage3')).toHaveAttribute('aria-pressed', 'true');
  await expect(crumbs(page)).toHaveCount(0);
});

test('changing a block changes every use of it, and everything downstream follows', async ({
  page,
}) => {
  await openResNet(page);
  await enterUnit(page);
  await page.getByRole('button', { name: 'Zoom to fit' }).click();
  // Twice as many channels at the end of every unit: all that comes after follows.
  for (const id of ['conv3', 'shortcut']) {
    await node(page, id).click();
    await expect(node(page, id)).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('Delete');
    await expect(node(page, id)).toBeHidden();
  }
  await expect(page.locator('.react-flow__node')).toHaveCount(11);
  await crumbs(page).getByRole('button', { name: 'main' }).click();
  await expect(node(page, 'stage4')).not.toContainText('7×7×2048');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect(node(page, 'stage4')).toContainText('7×7×2048');

  // A layer put into the block stands in all sixteen units.
  await graphTab(page, 'bottleneck').click();
  await node(page, 'relu3').click();
  await page.getByRole('searchbox', { name: 'Search layers' }).fill('average pooling 2d');
  await page.keyboard.press('Enter');
  await expect(wire(page, 'relu3', 'averagePooling2d1')).toBeAttached();
  await expect(node(page, 'averagePooling2d1')).toContainText('28×28×256');
  await graphTab(page, 'main').click();
  await expect(node(page, 'stage1')).toContainText('7×7×256');
  await page.keyboard.press('Control+z');
  await expect(node(page, 'stage1')).toContainText('56×56×256');
});

test('nodes are grouped into a block, ungrouped, and all of it undone', async ({ page }) => {
  await openResNet(page);
  await node(page, 'conv1').click();
  await node(page, 'bn1').click({ modifiers: ['Control'] });
  await page.keyboard.press('Control+g');
  await expect(node(page, 'conv1')).toHaveCount(0);
  await expect(node(page, 'block1')).toContainText('112×112×64');
  await expect(wire(page, 'image', 'block1')).toBeAttached();
  await expect(wire(page, 'block1', 'relu')).toBeAttached();
  await expect(graphTab(page, 'block')).toBeVisible();
  await expect(node(page, 'stage4')).toContainText('7×7×2048');

  // Its name is given in its tab, and stands everywhere.
  await graphTab(page, 'block').dblclick();
  await page.keyboard.type('stem');
  await page.keyboard.press('Enter');
  await expect(graphTab(page, 'stem')).toHaveAttribute('aria-selected', 'true');
  await expect(wire(page, 'input1', 'conv1')).toBeAttached();
  await expect(wire(page, 'bn1', 'output1')).toBeAttached();
  await page.keyboard.press('Shift+Enter');
  await expect(node(page, 'block1')).toContainText('stem');
  await expect(node(page, 'block1')).toHaveAttribute('aria-pressed', 'true');

  await page.keyboard.press('Control+Shift+g');
  await expect(node(page, 'block1')).toHaveCount(0);
  await expect(wire(page, 'conv1', 'bn1')).toBeAttached();
  await expect(wire(page, 'bn1', 'relu')).toBeAttached();
  await expect(node(page, 'stage4')).toContainText('7×7×2048');
  await page.keyboard.press('Control+b');
  await expect(node(page, 'conv1')).toHaveAccessibleName(/bypassed/);
  const undo = page.getByRole('button', { name: 'Undo' });
  while (await undo.isEnabled()) await undo.click();
  await expect(graphTab(page, 'stem')).toHaveCount(0);
  await expect(node(page, 'conv1')).not.toHaveAccessibleName(/bypassed/);
  await expect(page.locator('.react-flow__node')).toHaveCount(11);
});

test('the library offers the blocks of the project, but none inside itself', async ({ page }) => {
  await openResNet(page);
  const blocks = page.getByRole('region', { name: 'Blocks' });
  await expect(blocks.getByRole('button')).toHaveText(['stage', 'bottleneck', 'New block']);
  await dragKind(page, 'block:bottleneck', 60, 60);
  await expect(node(page, 'bottleneck1')).toBeVisible();
  await page.keyboard.press('Control+z');

  await graphTab(page, 'bottleneck').click();
  const stage = blocks.locator('[data-kind="block:stage"]');
  await expect(stage).toHaveAttribute('aria-disabled', 'true');
  await expect(stage).toHaveAccessibleName(/contains bottleneck, which would so contain itself/);
  await stage.focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.react-flow__node')).toHaveCount(13);

  // A new block is opened, and its name typed.
  await blocks.getByRole('button', { name: 'New block' }).click();
  await page.keyboard.type('tail');
  await page.keyboard.press('Enter');
  await expect(graphTab(page, 'tail')).toHaveAttribute('aria-selected', 'true');
  await expect(wire(page, 'input', 'output')).toBeAttached();
  await page.getByRole('button', { name: 'Graphs of the project' }).click();
  await page.getByRole('menuitem', { name: 'Duplicate this graph' }).click();
  await expect(page.getByLabel('New name of the graph tail2')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(graphTab(page, 'tail2')).toHaveAttribute('aria-selected', 'true');
  await graphTab(page, 'tail2').focus();
  await page.keyboard.press('Delete');
  await expect(graphTab(page, 'tail2')).toHaveCount(0);
  await graphTab(page, 'stage').click();
  await graphTab(page, 'stage').press('Delete');
  await expect(page.getByTestId('notice')).toContainText('stage is used in main');
});

test('blocks are copied into another project with the graphs that they need', async ({ page }) => {
  await openResNet(page);
  await node(page, 'stage2').click();
  await page.keyboard.press('Control+c');
  await page.getByRole('button', { name: 'New project' }).click();
  await expect(page.locator('.react-flow__node')).toHaveCount(0);
  await page.keyboard.press('Control+v');
  await expect(node(page, 'stage2')).toContainText('stage');
  await expect(graphTab(page, 'bottleneck')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(graphTab(page, 'bottleneck')).toHaveCount(0);
});

test('a problem inside a block is found there', async ({ page }) => {
  await openResNet(page);
  await graphTab(page, 'bottleneck').click();
  await node(page, 'conv2').click();
  await page.keyboard.press('Control+b');
  await expect(page.getByRole('button', { name: /^Problems: [1-9]/ })).toBeVisible();
  await graphTab(page, 'main').click();
  const inside = page
    .getByRole('list', { name: 'Problems' })
    .getByRole('listitem')
    .filter({ hasText: 'main / stage2' });
  await inside.getByRole('button').first().click();
  await expect(graphTab(page, 'bottleneck')).toHaveAttribute('aria-selected', 'true');
  await expect(crumbs(page)).toContainText('stage2');
  await expect(node(page, 'sum')).toHaveAttribute('aria-pressed', 'true');
});

test('many graphs keep their tabs in reach', async ({ page, desktop }) => {
  await openResNet(page);
  for (let count = 0; count < 12; count++) {
    await page.getByRole('button', { name: 'New block' }).first().click();
    await page.keyboard.press('Enter');
  }
  await expect(graphTab(page, 'block12')).toBeInViewport();
  if (desktop === null) {
    await page.setViewportSize({ width: 1000, height: 800 });
    await expect(graphTab(page, 'block12')).toBeInViewport({ ratio: 0.9 });
    await page.setViewportSize({ width: 1280, height: 800 });
  }
  await page.getByRole('button', { name: 'Graphs of the project' }).click();
  await page.getByRole('menuitemradio', { name: /^main/ }).click();
  await expect(graphTab(page, 'main')).toBeInViewport();
  await graphTab(page, 'main').focus();
  await page.keyboard.press('ArrowRight');
  await expect(graphTab(page, 'stage')).toBeFocused();
  await takePictures(page, desktop, 'blocks-tabs');
});

test('the gallery draws its templates as they come into view', async ({ page, desktop }) => {
  await page.getByRole('button', { name: 'Templates' }).click();
  const gallery = page.getByRole('dialog', { name: 'Templates' });
  const pictures = gallery.getByRole('region').getByRole('button').locator('svg');
  await expect(pictures.nth(4)).toBeVisible();
  await gallery.getByRole('navigation', { name: 'Shelves' }).getByRole('button').last().click();
  await expect(gallery.getByRole('heading', { name: 'Worked examples' })).toBeInViewport();
  await page.keyboard.press('Escape');
  await takePictures(
    page,
    desktop,
    'blocks-gallery',
    async () => {
      await page.getByRole('button', { name: 'Templates' }).click();
      await expect(pictures.nth(4)).toBeVisible();
    },
    () => page.keyboard.press('Escape'),
  );
  await openTemplate(page, 'cheques', 'LeNet-5');
  expect((await middleOf(node(page, 'conv1'))).x).toBeGreaterThan(240);
});
