import { mkdtemp, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { readProject } from '../../src/files/readProject';
import { expect, test } from './support/appTest';
import {
  dragKind,
  drawTwoLayers,
  inspector,
  middleOf,
  node,
  pullWire,
  type,
  wire,
} from './support/canvas';

test('a network is drawn by dragging, connecting and typing, and its numbers follow', async ({
  page,
}) => {
  await drawTwoLayers(page);
  await expect(node(page, 'conv2d1')).toContainText('28×28×10');
  await expect(wire(page, 'input1', 'conv2d1')).toContainText('32×32×3');
  await expect(inspector(page).locator('dl')).toContainText('760');

  // A wire dropped on the empty canvas searches for a layer that fits, and connects it.
  const canvas = (await page.locator('.react-flow').boundingBox())!;
  await pullWire(page, 'conv2d1', { x: canvas.x + 300, y: canvas.y + 330 });
  await page.mouse.up();
  const search = page.getByRole('dialog', { name: 'Add a node' });
  await expect(search.getByRole('option', { name: 'Embedding', exact: true })).toHaveCount(0);
  await page.keyboard.type('flatten');
  await page.keyboard.press('Enter');
  await expect(node(page, 'flatten1')).toContainText('7840');
  await expect(wire(page, 'conv2d1', 'flatten1')).toBeVisible();
  await page.screenshot({ path: 'artefacts/editing.png' });
});

test('a wire that cannot be is refused, with the reason at the pointer', async ({ page }) => {
  await drawTwoLayers(page);
  await page.getByRole('button', { name: 'Dense', exact: true }).dblclick();
  await expect(wire(page, 'conv2d1', 'dense1')).toBeVisible();
  await pullWire(page, 'dense1', await middleOf(node(page, 'input1')));
  await expect(page.getByText('input1 takes no wire')).toBeVisible();
  await page.screenshot({ path: 'artefacts/editing-refusal.png' });
  const count = await page.locator('.react-flow__edge').count();
  await page.mouse.up();
  await expect(page.locator('.react-flow__edge')).toHaveCount(count);

  await pullWire(page, 'dense1', await middleOf(node(page, 'conv2d1')));
  await expect(page.getByText('the wire would close a circle')).toBeVisible();
  await page.mouse.up();
  await expect(page.locator('.react-flow__edge')).toHaveCount(count);
});

test('a kernel that is too large is told about and put right with a click', async ({ page }) => {
  await drawTwoLayers(page);
  await type(page, 'Kernel, height', '64');
  await expect(node(page, 'conv2d1')).toHaveAccessibleName(/has an error/);
  await expect(page.getByRole('button', { name: /^Problems: 1 error/ })).toBeVisible();
  const problem = page.getByRole('list', { name: 'Problems' }).getByRole('listitem').first();
  await expect(problem).toContainText('64×64');
  // From the problem to the field.
  await page.locator('.react-flow__pane').click({ position: { x: 20, y: 200 } });
  await problem.getByRole('button').first().click();
  await expect(inspector(page).getByLabel('Kernel, height')).toBeFocused();
  await page.screenshot({ path: 'artefacts/editing-problem.png' });
  await problem.getByRole('button').nth(1).click();
  await expect(node(page, 'conv2d1')).not.toHaveAccessibleName(/has an error/);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(node(page, 'conv2d1')).toHaveAccessibleName(/has an error/);
});

test('everything can be undone and done again, step by step', async ({ page }) => {
  await drawTwoLayers(page);
  const undo = page.getByRole('button', { name: 'Undo' });
  const redo = page.getByRole('button', { name: 'Redo' });
  await page.getByRole('tab', { name: 'History' }).click();
  const steps = page.getByRole('list', { name: 'History' }).getByRole('button');
  const count = await steps.count();
  while (await undo.isEnabled()) await undo.click();
  await expect(page.locator('.react-flow__node')).toHaveCount(0);
  while (await redo.isEnabled()) await redo.click();
  await expect(node(page, 'conv2d1')).toContainText('28×28×10');
  await expect(steps).toHaveCount(count);
  await steps.nth(1).click();
  await expect(page.locator('.react-flow__node')).toHaveCount(1);
  await steps.last().click();
  await expect(wire(page, 'input1', 'conv2d1')).toBeVisible();

  // A drag is one step.
  const before = await middleOf(node(page, 'conv2d1'));
  await page.mouse.move(before.x, before.y);
  await page.mouse.down();
  await page.mouse.move(before.x + 80, before.y + 40, { steps: 8 });
  await page.mouse.up();
  await expect(steps).toHaveCount(count + 1);
  await page.keyboard.press('Control+z');
  expect(Math.abs((await middleOf(node(page, 'conv2d1'))).x - before.x)).toBeLessThan(2);
});

test('nodes are copied, pasted, duplicated and deleted with the keyboard', async ({ page }) => {
  await drawTwoLayers(page);
  await node(page, 'conv2d1').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+v');
  await expect(page.locator('.react-flow__node')).toHaveCount(4);
  await expect(wire(page, 'input2', 'conv2d2')).toBeAttached();
  await expect(node(page, 'conv2d2')).toContainText('28×28×10');
  await page.keyboard.press('Control+d');
  await expect(page.locator('.react-flow__node')).toHaveCount(6);
  await page.keyboard.press('Delete');
  await expect(page.locator('.react-flow__node')).toHaveCount(4);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect(page.locator('.react-flow__node')).toHaveCount(2);
});

test('a network is drawn with the keyboard alone', async ({ page }) => {
  await page.locator('.react-flow__pane').click({ position: { x: 300, y: 60 } });
  await page.keyboard.press('Shift+A');
  await page.keyboard.type('input');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Shift+A');
  await page.keyboard.type('flatten');
  await page.keyboard.press('Enter');
  await expect(node(page, 'flatten1')).toBeVisible();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(inspector(page).getByLabel('Name')).toHaveValue('input1');
  await page.keyboard.press('c');
  await page.keyboard.type('flatten');
  await page.keyboard.press('Enter');
  await expect(wire(page, 'input1', 'flatten1')).toBeAttached();
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('F2');
  await page.keyboard.type('rows');
  await page.keyboard.press('Enter');
  await expect(node(page, 'rows')).toContainText('784');
});

/** Saves through whatever the runtime asks with, and returns where the text went. */
async function save(page: Page, desktop: ElectronApplication | null): Promise<string> {
  if (desktop) {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'netloom-editing-'));
    const filePath = path.join(folder, 'drawn.netloom');
    await desktop.evaluate(({ dialog }, chosen) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
    }, filePath);
    await page.keyboard.press('Control+s');
    await expect(page.getByText('Saved drawn.netloom')).toBeVisible();
    return filePath;
  }
  await page.evaluate(() => {
    Object.assign(window, { showOpenFilePicker: undefined, showSaveFilePicker: undefined });
  });
  const downloading = page.waitForEvent('download');
  await page.keyboard.press('Control+s');
  return (await downloading).path();
}

test('a project is saved, and opened again as it was', async ({ page, desktop }) => {
  await drawTwoLayers(page);
  await page.getByLabel('Project name').fill('Ten filters');
  await page.getByLabel('Project name').press('Enter');
  await expect(page.getByText('Edited', { exact: true })).toBeVisible();
  const file = await save(page, desktop);
  await expect(page.getByText('Edited', { exact: true })).toBeHidden();
  const read = readProject(await readFile(file, 'utf8'));
  expect(read).toMatchObject({
    ok: true,
    value: {
      name: 'Ten filters',
      graphs: { main: { nodes: { conv2d1: { fields: { filters: 10, kernelSize: [5, 5] } } } } },
    },
  });

  // What is not saved is asked about.
  await node(page, 'conv2d1').click();
  await type(page, 'Filters', '11');
  await expect(page.getByText('Edited', { exact: true })).toBeVisible();
  await page.keyboard.press('Control+n');
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText('Ten filters');
  await question.getByRole('button', { name: 'Don’t save' }).click();
  await expect(page.locator('.react-flow__node')).toHaveCount(0);
  await expect(question).toBeHidden();

  const choosing = desktop ? null : page.waitForEvent('filechooser');
  await page.keyboard.press('Control+o');
  await (await choosing)?.setFiles(file);
  await expect(node(page, 'conv2d1')).toContainText('28×28×10');
  await expect(page.getByLabel('Project name')).toHaveValue('Ten filters');
  await expect(page.getByText('Edited', { exact: true })).toBeHidden();
});

test('a file that is wrong is told about and leaves the project as it was', async ({ page }) => {
  await drawTwoLayers(page);
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['{ "netloom": 1, "nam'], 'broken.netloom'));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
  });
  await expect(page.getByTestId('notice')).toContainText(/Cannot open broken\.netloom.*Line 1/);
  await expect(node(page, 'conv2d1')).toContainText('28×28×10');
});

async function resize(
  page: Page,
  desktop: ElectronApplication | null,
  width: number,
  height: number,
): Promise<void> {
  if (!desktop) return page.setViewportSize({ width, height });
  await desktop.evaluate(
    ({ BrowserWindow }, size) =>
      BrowserWindow.getAllWindows()[0]!.setContentSize(size.width, size.height),
    { width, height },
  );
}

/** Drops a template's file onto the window. */
async function dropTemplate(page: Page, name: string): Promise<void> {
  const text = await readFile(`templates/${name}.netloom`, 'utf8');
  await page.evaluate((content) => {
    const data = new DataTransfer();
    data.items.add(new File([content], 'template.netloom'));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
  }, text);
}

test('a network just opened is centred, also when the window changes its size', async ({
  page,
  desktop,
}) => {
  await resize(page, desktop, 1280, 800);
  await dropTemplate(page, 'neurons/playground');
  const offCentre = async (): Promise<number> => {
    const [first, last] = [node(page, 'point'), node(page, 'output')];
    const [top, bottom] = [await middleOf(first), await middleOf(last)];
    const canvas = await middleOf(page.locator('.react-flow'));
    const middle = { x: (top.x + bottom.x) / 2, y: (top.y + bottom.y) / 2 };
    return Math.hypot(middle.x - canvas.x, middle.y - canvas.y);
  };
  await expect(node(page, 'output')).toBeVisible();
  await expect.poll(offCentre).toBeLessThan(4);
  await resize(page, desktop, 1600, 1000);
  await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(1600);
  await expect.poll(offCentre).toBeLessThan(4);

  // A view that somebody chose stays.
  await page.keyboard.press('Control+-');
  await expect(page.getByText('100 %')).toBeHidden();
  await page.waitForTimeout(300);
  const before = await middleOf(node(page, 'point'));
  await resize(page, desktop, 1280, 800);
  await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(1280);
  await page.waitForTimeout(300);
  expect(Math.abs((await middleOf(node(page, 'point'))).x - before.x)).toBeLessThan(2);
});

test('the tables of VGG-16 show six layers at once, shapes whole', async ({ page, desktop }) => {
  await resize(page, desktop, 1280, 800);
  await dropTemplate(page, 'convolution/vgg16');
  await page.keyboard.press('Control+4');
  const table = page.getByRole('treegrid');
  const foot = (await table.locator('tfoot td').first().boundingBox())!;
  const sixth = (await table.getByRole('row').nth(6).boundingBox())!;
  expect(sixth.y + sixth.height).toBeLessThanOrEqual(foot.y + 1);
  const cut = await table
    .locator('tbody th, tbody td')
    .evaluateAll((cells) => cells.filter((one) => one.scrollWidth > one.clientWidth).length);
  expect(cut).toBe(0);
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [width, height] of [
    [1280, 800],
    [1920, 1080],
  ] as const) {
    test(`nothing overlaps or is cut off at ${width}×${height}, ${colorScheme}`, async ({
      page,
      desktop,
    }) => {
      await page.emulateMedia({ colorScheme });
      await resize(page, desktop, width, height);
      await dropTemplate(page, 'convolution/vgg16');
      await node(page, 'conv1_1').click();
      await expect(inspector(page).locator('.katex').first()).toBeVisible();
      await page.screenshot({
        path: `artefacts/canvas-${desktop ? 'electron' : 'chromium'}-${width}x${height}-${colorScheme}.png`,
      });
      // Laid out on opening, which is no edit.
      await expect(page.getByText('Edited', { exact: true })).toBeHidden();
      expect(await overlappingNodes(page)).toEqual([]);
      expect(await clippedTexts(page)).toEqual([]);
    });
  }
}

/** Pairs of nodes that cover each other. */
function overlappingNodes(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const nodes = [...document.querySelectorAll<HTMLElement>('.react-flow__node')];
    const boxes = nodes.map((one) => ({ id: one.dataset.id, box: one.getBoundingClientRect() }));
    return boxes.flatMap(({ id, box }, index) =>
      boxes
        .slice(index + 1)
        .filter(
          ({ box: other }) =>
            box.left < other.right &&
            other.left < box.right &&
            box.top < other.bottom &&
            other.top < box.bottom,
        )
        .map((other) => `${id} and ${other.id}`),
    );
  });
}

/** Texts of buttons, labels, nodes and headings that do not fit their place. */
function clippedTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const selector = 'button, label, h2, h3, dt, dd, .react-flow__node span';
    return [...document.querySelectorAll<HTMLElement>(selector)]
      .filter((one) => one.offsetParent !== null && one.scrollWidth > one.clientWidth + 1)
      .filter((one) => getComputedStyle(one).display !== 'inline')
      .map((one) => one.textContent ?? '');
  });
}

test('a layer dropped on a wire goes into it; deleting it joins the chain again', async ({
  page,
}) => {
  await drawTwoLayers(page);
  const canvas = (await page.locator('.react-flow').boundingBox())!;
  const middle = await middleOf(wire(page, 'input1', 'conv2d1').locator('.react-flow__edge-path'));
  await dragKind(page, 'relu', middle.x - canvas.x, middle.y - canvas.y);
  await expect(wire(page, 'input1', 'relu1')).toBeAttached();
  await expect(wire(page, 'relu1', 'conv2d1')).toBeAttached();
  expect(await overlappingNodes(page)).toEqual([]);
  await page.keyboard.press('Delete');
  await expect(wire(page, 'input1', 'conv2d1')).toBeAttached();

  const path = wire(page, 'input1', 'conv2d1').locator('.react-flow__edge-path');
  const { x, y } = await middleOf(path);
  await page.keyboard.down('Alt');
  await page.mouse.click(x, y);
  await page.keyboard.up('Alt');
  await expect(page.locator('.react-flow__edge')).toHaveCount(0);
});

test('work that was not saved is offered at the next start', async ({ page }) => {
  await drawTwoLayers(page);
  // Longer than the time after which edits are kept.
  await page.waitForTimeout(2500);
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText('Recover “Untitled”?');
  await question.getByRole('button', { name: 'Recover' }).click();
  await expect(node(page, 'conv2d1')).toContainText('28×28×10');
  await expect(page.getByText('Edited', { exact: true })).toBeVisible();
});
