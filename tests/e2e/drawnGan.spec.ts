import type { Page } from '@playwright/test';
import { expect, test } from './support/appTest';
import { connectByMouse, dragKind, inspector, middleOf, node, type, wire } from './support/canvas';
import { chooseBackend, raiseDock, showPanel } from './support/panels';
import { large, setSize } from './support/pictures';

/** Draws a wire between ports that are named, as all are where a node has several. */
async function connectPorts(page: Page, from: string, to: string): Promise<void> {
  const [source = '', output = ''] = from.split(':');
  const [target = '', input = ''] = to.split(':');
  const start = await middleOf(page.getByLabel(`Output ${output} of ${source}`, { exact: true }));
  const end = await middleOf(page.getByLabel(`Input ${input} of ${target}`, { exact: true }));
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(end.x - 10, end.y - 10, { steps: 6 });
  await page.mouse.move(end.x, end.y, { steps: 3 });
  await page.mouse.up();
  await expect(wire(page, source, target)).toBeAttached();
}

/** Adds a graph from the menu of graphs and names it, as the app asks. */
async function addGraph(page: Page, command: string, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Graphs of the project' }).click();
  await page.getByRole('menuitem', { name: command }).click();
  const field = page.getByRole('textbox', { name: /^New name of the graph/ });
  await field.fill(name);
  await field.press('Enter');
}

/** A network of two dense layers below its input. */
async function drawNetwork(page: Page, inputs: number, hidden: number, outputs: number) {
  await node(page, 'input').click();
  await type(page, 'Shape', String(inputs));
  const dense = page.getByRole('button', { name: 'Dense', exact: true });
  await dense.dblclick();
  await type(page, 'Units', String(hidden));
  await dense.dblclick();
  await type(page, 'Units', String(outputs));
  await expect(wire(page, 'dense1', 'dense2')).toBeAttached();
}

test('a GAN is drawn from nothing: two networks, one step, two updates; and it trains', async ({
  page,
  desktop,
}) => {
  await setSize(page, desktop, large);
  await addGraph(page, 'New network', 'generator');
  await drawNetwork(page, 8, 16, 2);
  await addGraph(page, 'New network', 'discriminator');
  await drawNetwork(page, 2, 16, 1);
  await addGraph(page, 'New training step', 'play');

  const place = (kind: string, column: number, row: number): Promise<void> =>
    dragKind(page, kind, 240 + 300 * column, 60 + 90 * row);
  await place('ring', 0, 0);
  await place('noise', 1, 0);
  await type(page, 'Shape', '8');
  await place('call:generator', 1, 1);
  await connectByMouse(page, 'noise1', 'generator1');
  await place('call:discriminator', 0, 2);
  await connectPorts(page, 'ring1:point', 'discriminator1:x');
  await place('call:discriminator', 1, 2);
  await connectByMouse(page, 'generator1', 'discriminator2');
  await place('discriminatorLoss', 0, 3);
  await connectPorts(page, 'discriminator1:y', 'discriminatorLoss1:real');
  await connectPorts(page, 'discriminator2:y', 'discriminatorLoss1:fake');
  await place('generatorLoss', 1, 3);
  await connectPorts(page, 'discriminator2:y', 'generatorLoss1:fake');
  await place('adam', 0, 4);
  await connectByMouse(page, 'discriminatorLoss1', 'adam1');
  await inspector(page).getByRole('checkbox', { name: 'discriminator' }).click();
  await place('adam', 1, 4);
  await connectByMouse(page, 'generatorLoss1', 'adam2');
  await inspector(page).getByRole('checkbox', { name: 'generator' }).click();
  await place('scatter', 2, 2);
  await connectByMouse(page, 'generator1', 'scatter1');
  await expect(page.getByRole('button', { name: 'Problems: 0 errors, 0 warnings' })).toBeVisible();

  const training = await showPanel(page, 'Training');
  await raiseDock(page);
  await chooseBackend(page, 'CPU');
  await training.getByRole('button', { name: 'Start' }).click();
  const chart = training.locator('figure', { hasText: 'Loss' }).first();
  for (const loss of ['discriminatorLoss1', 'generatorLoss1']) {
    const value = chart.getByText(loss).locator('output');
    await expect(value).toHaveText(/^\d/, { timeout: 60_000 });
  }
  const points = training.getByRole('region', { name: 'Scatter' }).getByRole('img');
  await expect(points).toBeVisible({ timeout: 30_000 });
  await training.getByRole('button', { name: 'Stop' }).click();
  await expect(training.getByText(/^Stopped · /)).toBeVisible();
});
