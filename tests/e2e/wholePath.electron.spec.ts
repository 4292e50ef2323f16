import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readProject } from '../../src/files/readProject';
import { expect, test } from './support/appTest';
import { connectByMouse, dragKind, inspector, node, type, wire } from './support/drawing';
import { chooseBackend, chooseOption, raiseDock, showPanel } from './support/panels';
import { setSize, small, takePictures } from './support/pictures';
import { answerDialogs } from './support/scriptedDialogs';

let folder = '';
test.beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'netloom-whole-'));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

test('a network is drawn, put right, trained on MNIST, read, exported, saved and opened again', async ({
  page,
  desktop,
  startAgain,
}) => {
  test.setTimeout(400_000);
  const file = path.join(folder, 'digits.netloom');
  const noProblems = page.getByRole('button', { name: 'Problems: 0 errors, 0 warnings' });

  await test.step('draw', async () => {
    await setSize(page, desktop, small);
    await dragKind(page, 'input', 370, 40);
    await type(page, 'Shape', '28, 28, 1');
    const layers = [
      ['conv2d', 'input1', 'conv2d1'],
      ['maxPooling2d', 'conv2d1', 'maxPooling2d1'],
      ['flatten', 'maxPooling2d1', 'flatten1'],
      ['dense', 'flatten1', 'dense1'],
    ] as const;
    for (const [index, [kind, before, id]] of layers.entries()) {
      await dragKind(page, kind, 370, 125 + 85 * index);
      await expect(node(page, id)).toBeVisible();
      await connectByMouse(page, before, id);
      await expect(wire(page, before, id)).toBeAttached();
    }
    await node(page, 'conv2d1').click();
    await type(page, 'Filters', '8');
    await node(page, 'dense1').click();
    await type(page, 'Units', '10');
    await chooseOption(inspector(page).getByLabel('Activation', { exact: true }), 'softmax');
    await page.getByLabel('Project name').fill('Digits');
    await page.getByLabel('Project name').press('Enter');
    await expect(node(page, 'dense1')).toContainText('10');
    await expect(wire(page, 'maxPooling2d1', 'flatten1')).toContainText('13×13×8');
    await expect(noProblems).toBeVisible();
  });

  await test.step('break it, apply a fix, undo', async () => {
    await node(page, 'conv2d1').click();
    await type(page, 'Kernel, height', '64');
    const problem = page.getByRole('list', { name: 'Problems' }).getByRole('listitem').first();
    await expect(node(page, 'conv2d1')).toHaveAccessibleName(/has an error/);
    await problem.getByRole('button').nth(1).click();
    await expect(node(page, 'conv2d1')).not.toHaveAccessibleName(/has an error/);
    const undo = page.getByRole('button', { name: 'Undo' });
    await undo.click();
    await expect(node(page, 'conv2d1')).toHaveAccessibleName(/has an error/);
    await undo.click();
    await expect(noProblems).toBeVisible();
    await expect(wire(page, 'maxPooling2d1', 'flatten1')).toContainText('13×13×8');
    await takePictures(page, desktop, 'whole-canvas');
  });

  await test.step('train', async () => {
    const training = await showPanel(page, 'Training');
    await raiseDock(page);
    await chooseOption(training.getByRole('combobox', { name: 'Data' }), /MNIST/);
    for (const [label, value] of [
      ['Batch size', '100'],
      ['Epochs', '1'],
    ] as const) {
      await training.getByLabel(label).fill(value);
      await training.getByLabel(label).press('Enter');
    }
    await chooseBackend(page, 'Automatic');
    await training.getByRole('button', { name: 'Start' }).click();
    const accuracy = training.locator('figure', { hasText: 'Accuracy' }).locator('output').first();
    const percent = async () => Number((await accuracy.textContent())?.replace(' %', ''));
    await expect.poll(percent, { timeout: 60_000 }).toBeGreaterThan(0);
    const atFirst = await percent();
    await expect.poll(percent, { timeout: 120_000 }).toBeGreaterThan(Math.min(85, atFirst + 30));
    await takePictures(page, desktop, 'whole-training');
    await expect(training.getByText('Done')).toBeVisible({ timeout: 200_000 });
    const tested = training.locator('dt:text-is("Test accuracy") + dd');
    expect(Number(await tested.getAttribute('title'))).toBeGreaterThan(0.9);
    await takePictures(page, desktop, 'whole-trained');
  });

  await test.step('read the table', async () => {
    const tables = await showPanel(page, 'Tables');
    // 3·3·1·8 + 8 weights of the convolution, 13·13·8·10 + 10 of the dense layer.
    await expect(tables.locator('tbody tr', { hasText: 'conv2d1' })).toContainText('80');
    await expect(tables.locator('tfoot td').first()).toHaveAttribute('title', '13,610');
    await takePictures(page, desktop, 'whole-tables');
  });

  await test.step('take the code away', async () => {
    const code = await showPanel(page, 'Code');
    await expect(code.locator('.view-line', { hasText: 'import * as tf' }).first()).toBeVisible({
      timeout: 60_000,
    });
    // Letters come before their colours.
    const colors = () =>
      code
        .locator('.view-line [class^="mtk"]')
        .evaluateAll((letters) => new Set(letters.map(({ className }) => className)).size);
    await expect.poll(colors, { timeout: 30_000 }).toBeGreaterThan(4);
    await takePictures(page, desktop, 'whole-code');
    const exported = path.join(folder, 'exported');
    await mkdir(exported);
    await answerDialogs(desktop!, { open: [exported] });
    await code.getByRole('button', { name: 'Save as project…' }).click();
    await expect(page.getByText(/^Saved /)).toBeVisible();
    const model = await readFile(path.join(exported, 'model.ts'), 'utf8');
    expect(model).toContain("name: 'maxPooling2d1'");
  });

  await test.step('save, close, open again', async () => {
    await answerDialogs(desktop!, { save: file });
    await page.keyboard.press('Control+s');
    await expect(page.getByText('Saved digits.netloom')).toBeVisible();
    expect(readProject(await readFile(file, 'utf8'))).toMatchObject({
      ok: true,
      value: {
        name: 'Digits',
        graphs: { train: { role: 'trainingStep', nodes: { data: { kind: 'mnist' } } } },
        phases: [{ step: 'train', epochs: 1, batchSize: 100 }],
      },
    });
    // What is saved is not asked about, once the application has heard of it.
    const title = () =>
      desktop!.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle());
    await expect.poll(title).not.toContain('•');
    const places = await page.locator('.react-flow__node').count();
    const closed = desktop!.waitForEvent('close');
    await desktop!
      .evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.close())
      .catch(() => undefined);
    await closed;
    const again = await startAgain!([file]);
    await expect(again.page.getByLabel('Project name')).toHaveValue('Digits');
    await expect(again.page.locator('.react-flow__node')).toHaveCount(places);
    await expect(wire(again.page, 'maxPooling2d1', 'flatten1')).toContainText('13×13×8');
    await expect(again.page.getByText('Edited', { exact: true })).toBeHidden();
  });
});
