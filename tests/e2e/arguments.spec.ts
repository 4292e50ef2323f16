import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './support/appTest';
import { inspector, node, type } from './support/canvas';
import { chooseOption } from './support/panels';
import { takePictures } from './support/pictures';

/** Opens ResNet-50, drawn of stages of bottleneck blocks, as a file that is dropped on the window. */
async function openResnet(page: Page): Promise<void> {
  const text = await readFile('tests/e2e/fixtures/resnet50.netloom', 'utf8');
  await page.evaluate((content) => {
    const data = new DataTransfer();
    data.items.add(new File([content], 'resnet50.netloom'));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
  }, text);
  await expect(page.getByLabel('Project name')).toHaveValue('ResNet-50');
}

/** Selects nothing, so that the inspector shows the graph. */
async function selectNothing(page: Page): Promise<void> {
  await page.locator('.react-flow__pane').click({ position: { x: 10, y: 200 } });
  await expect(inspector(page).getByRole('region', { name: 'Arguments' })).toBeVisible();
}

/** A number of the inspector: what stands beside its name. */
function number(page: Page, label: string) {
  return inspector(page)
    .locator('dl > div')
    .filter({ has: page.locator('dt', { hasText: new RegExp(`^${label}$`) }) })
    .locator('dd');
}

/** Takes everything back, step by step, and sees that nothing is left to save. */
async function undoAll(page: Page): Promise<void> {
  await page.locator('.react-flow__pane').click({ position: { x: 10, y: 200 } });
  const edited = page.getByText('Edited', { exact: true });
  for (let press = 0; press < 40 && (await edited.isVisible()); press++) {
    await page.keyboard.press('Control+z');
  }
  await expect(edited).toBeHidden();
}

test('a block is set by its arguments, repeated and bypassed, and everything after it follows', async ({
  page,
  desktop,
}) => {
  await openResnet(page);
  await node(page, 'stage2').click();
  await expect(number(page, 'Output')).toHaveText('28×28×512 float32');
  await expect(number(page, 'Layers inside')).toBeVisible();
  await expect(number(page, 'Receptive field')).toHaveText('91×91');
  await type(page, 'filters', '96');
  await expect(node(page, 'stage2')).toContainText('28×28×384');
  await expect(node(page, 'stage3')).toContainText('14×14×1024');

  await type(page, 'Repeat', '2');
  await expect(node(page, 'stage2')).toContainText('14×14×384');
  await expect(number(page, 'Receptive field')).not.toHaveText('91×91');
  const repetitions = inspector(page).getByRole('region', { name: 'Repetitions of stage2' });
  await expect(repetitions.getByRole('row')).toHaveCount(3);
  await type(page, 'stride', '=index == 1 ? 2 : 1');
  await expect(inspector(page).getByText('→ 2 · 1')).toBeVisible();
  await expect(node(page, 'stage2')).toContainText('28×28×384');
  await takePictures(page, desktop, 'arguments-block');

  await inspector(page).getByLabel('Bypass', { exact: true }).click();
  await expect(number(page, 'Bypassed')).toBeVisible();
  await expect(node(page, 'stage3')).toContainText('28×28×1024');
  await undoAll(page);
  await node(page, 'stage2').click();
  await expect(number(page, 'Output')).toHaveText('28×28×512 float32');
});

test('any field takes an expression, shows its value and says what is wrong with it', async ({
  page,
  desktop,
}) => {
  await openResnet(page);
  await node(page, 'classes').click();
  const units = inspector(page).getByLabel('Units', { exact: true });
  await units.click();
  await page.keyboard.type('=10*10');
  await expect(inspector(page).getByText('→ 100', { exact: true })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(node(page, 'classes')).toContainText('100');
  await type(page, 'Units', '=10*nothing');
  await expect(inspector(page).getByRole('note')).toContainText(/There is no name "nothing" here/);
  await expect(units).toHaveAttribute('aria-invalid', 'true');
  // A plain value is one again.
  await type(page, 'Units', '12');
  await expect(inspector(page).getByRole('note')).toHaveCount(0);
  await expect(inspector(page).getByRole('spinbutton', { name: 'Units' })).toHaveValue('12');

  // A switch, a choice, and both entries of a pair.
  await inspector(page).getByLabel('Bias', { exact: true }).focus();
  await page.keyboard.press('=');
  await page.keyboard.type('1 > 2');
  await page.keyboard.press('Enter');
  await expect(inspector(page).getByText('→ false', { exact: true })).toBeVisible();
  await node(page, 'pool').click();
  await inspector(page)
    .getByRole('button', { name: 'Change height and width together' })
    .last()
    .click();
  await inspector(page).getByLabel('Strides, width', { exact: true }).click();
  await page.keyboard.type('=1+1');
  await page.keyboard.press('Enter');
  await expect(inspector(page).getByText('→ 2, 2', { exact: true })).toBeVisible();
  await expect(inspector(page).getByLabel('Strides', { exact: true })).toHaveValue('2, =1+1');

  // Inside a block the names are offered, with their values in this use.
  await page.keyboard.press('Escape');
  await node(page, 'stage3').click();
  await inspector(page).getByRole('button', { name: 'Open block' }).click();
  await expect(node(page, 'unit')).toBeVisible();
  await node(page, 'unit').click();
  const repeat = inspector(page).getByLabel('Repeat', { exact: true });
  await expect(repeat).toHaveValue('=units');
  await expect(inspector(page).getByText('→ 6', { exact: true })).toBeVisible();
  await repeat.click();
  await repeat.fill('=un');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(repeat).toHaveValue('=units');
  await page.keyboard.type('+1');
  await page.keyboard.press('Enter');
  await expect(inspector(page).getByText('→ 7', { exact: true })).toBeVisible();
  await undoAll(page);

  // Two blocks deep: what each expression is here, and the names while one writes.
  await node(page, 'unit').click();
  await inspector(page).getByRole('button', { name: 'Open repetition 1', exact: true }).click();
  const strides = inspector(page).getByLabel('Strides', { exact: true });
  await expect(async () => {
    await node(page, 'conv2').click();
    await expect(strides).toHaveValue('=stride, =stride', { timeout: 2_000 });
  }).toPass();
  const filters = inspector(page).getByLabel('Filters', { exact: true });
  await filters.fill('=2*');
  await expect(inspector(page).getByRole('option')).toHaveText([
    /^filters 256$/,
    /^stride 2$/,
    /^project true$/,
  ]);
  await takePictures(page, desktop, 'arguments-expression', async () => {
    await filters.focus();
    await filters.fill('=2*');
  });
});

test('arguments are added, changed, renamed everywhere and deleted, and undone', async ({
  page,
  desktop,
}) => {
  await openResnet(page);
  await selectNothing(page);
  await inspector(page).getByRole('button', { name: 'Add an argument' }).click();
  const name = inspector(page).getByLabel('Name', { exact: true });
  await expect(name).toBeFocused();
  await page.keyboard.type('classCount');
  await page.keyboard.press('Enter');
  const knob = inspector(page).getByLabel('classCount', { exact: true });
  await type(page, 'classCount', '10');
  await type(page, 'Help', 'How many classes there are.');
  await type(page, 'Largest', '5000');
  await takePictures(page, desktop, 'arguments-network');
  await node(page, 'classes').click();
  await type(page, 'Units', '=classCount');
  await expect(node(page, 'classes')).toContainText('10');

  // A knob of the network: first in sight when nothing is selected.
  await selectNothing(page);
  await knob.fill('7');
  await expect(node(page, 'classes')).toContainText('7');
  await knob.press('Enter');
  await inspector(page).getByRole('button', { name: 'Change the argument classCount' }).click();
  await type(page, 'Name', 'labels');
  await expect(inspector(page).getByLabel('labels', { exact: true })).toHaveValue('7');
  await node(page, 'classes').click();
  await expect(inspector(page).getByLabel('Units', { exact: true })).toHaveValue('=labels');

  // What used it says so, until undo brings it back.
  await selectNothing(page);
  await inspector(page).getByRole('button', { name: 'Change the argument labels' }).click();
  await inspector(page).getByRole('button', { name: 'Delete labels' }).click();
  const note = inspector(page).getByRole('note');
  await expect(note).toContainText('There is no name "labels" here');
  await note.getByRole('button', { name: 'Go to classes' }).click();
  await expect(inspector(page).getByLabel('Units', { exact: true })).toBeFocused();
  await page.keyboard.press('Escape');
  await selectNothing(page);
  await page.keyboard.press('Control+z');
  await expect(inspector(page).getByLabel('labels', { exact: true })).toHaveValue('7');
  await expect(note).toHaveCount(0);
  await undoAll(page);
});

test('weights are shared and a block is run along a sequence in the form', async ({
  page,
  desktop,
}) => {
  await openResnet(page);
  await node(page, 'stage4').click();
  await chooseOption(inspector(page).getByLabel('Uses the weights of'), 'those of stage3');
  await expect(number(page, 'Weights')).toHaveText('shared with stage3');
  await expect(inspector(page).getByRole('note').first()).toContainText('must be the same');
  await inspector(page).getByRole('button', { name: 'Take the fields of stage3' }).click();
  await expect(inspector(page).getByLabel('filters', { exact: true })).toHaveValue('256');
  await chooseOption(inspector(page).getByLabel('Uses the weights of'), 'its own');

  await inspector(page).getByLabel('Run along a sequence').click();
  await expect(inspector(page).getByText('Given whole at every step')).toBeVisible();
  await inspector(page).getByRole('button', { name: 'Feed an output back' }).click();
  await expect(inspector(page).getByRole('group', { name: 'Feedback 1' })).toBeVisible();
  await chooseOption(inspector(page).getByLabel('How it begins'), 'starting from a port');
  await type(page, 'Steps', '=2+1');
  await expect(inspector(page).getByText('→ 3', { exact: true })).toBeVisible();
  await takePictures(page, desktop, 'arguments-scan');
  await undoAll(page);
});

test('the documentation is searched, and has the blocks of the project', async ({
  page,
  desktop,
}) => {
  await openResnet(page);
  await page.keyboard.press('Shift+F1');
  const dialog = page.getByRole('dialog', { name: 'Documentation' });
  const search = dialog.getByLabel('Search the documentation');
  await search.fill('bottleneck');
  await search.press('Enter');
  const shown = dialog.getByRole('tabpanel');
  await expect(shown.getByRole('heading', { name: 'bottleneck' })).toBeVisible();
  await expect(shown.getByRole('cell', { name: 'project', exact: true }).first()).toBeVisible();
  await search.fill('multi-head attention');
  await search.press('ArrowDown');
  await expect(shown.getByRole('heading', { name: /attention/i }).first()).toBeVisible();
  await search.fill('');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await takePictures(
    page,
    desktop,
    'arguments-documentation',
    async () => {
      await page.keyboard.press('Shift+F1');
      await expect(search).toBeVisible();
      await search.fill('norm');
    },
    async () => {
      await search.fill('');
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
    },
  );
});
