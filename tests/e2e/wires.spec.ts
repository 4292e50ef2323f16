import type { Page } from '@playwright/test';
import { expect, test } from './support/appTest';
import { drawTwoLayers, middleOf, node, wire } from './support/canvas';

type Place = { x: number; y: number };

/** Takes hold of the end of a wire at an input and moves it, without letting go. */
async function pullEnd(page: Page, from: string, to: string, place: Place): Promise<void> {
  const port = await middleOf(node(page, to).locator('.react-flow__handle.target'));
  await expect(wire(page, from, to)).toBeAttached();
  await page.mouse.move(port.x, port.y);
  await page.mouse.down();
  await page.mouse.move(place.x - 8, place.y - 8, { steps: 6 });
  await page.mouse.move(place.x, place.y, { steps: 3 });
}

async function emptyPlace(page: Page): Promise<Place> {
  const canvas = (await page.locator('.react-flow').boundingBox())!;
  return { x: canvas.x + 60, y: canvas.y + 120 };
}

test('the end of a wire is led to another node, in one step', async ({ page }) => {
  await drawTwoLayers(page);
  await page.getByRole('button', { name: 'Flatten', exact: true }).dblclick();
  await expect(wire(page, 'conv2d1', 'flatten1')).toBeAttached();
  await page.locator('.react-flow__pane').click({ position: { x: 20, y: 200 } });

  // From the convolution to what follows it: the convolution stands aside.
  await pullEnd(page, 'input1', 'conv2d1', await middleOf(node(page, 'flatten1')));
  await expect(page.getByText('Connect to flatten1 instead of conv2d1')).toBeVisible();
  await page.mouse.up();
  await expect(wire(page, 'input1', 'flatten1')).toBeAttached();
  await expect(page.locator('.react-flow__edge')).toHaveCount(1);
  await expect(node(page, 'flatten1')).toContainText('3072');
  await page.keyboard.press('Control+z');
  await expect(wire(page, 'input1', 'conv2d1')).toBeAttached();
  await expect(wire(page, 'conv2d1', 'flatten1')).toBeAttached();

  // The end at the output, taken beside the port, where pulling would start a new wire.
  const output = await middleOf(node(page, 'conv2d1').locator('.react-flow__handle.source'));
  const input = await middleOf(node(page, 'input1'));
  await page.mouse.move(output.x, output.y + 17);
  await page.mouse.down();
  await page.mouse.move(input.x - 8, input.y - 8, { steps: 6 });
  await page.mouse.move(input.x, input.y, { steps: 3 });
  await page.mouse.up();
  await expect(wire(page, 'input1', 'flatten1')).toBeAttached();
  await expect(wire(page, 'input1', 'conv2d1')).toBeAttached();
  await expect(page.locator('.react-flow__edge')).toHaveCount(2);
});

test('the end of a wire dropped beside removes it; where it cannot go, it says why', async ({
  page,
}) => {
  await drawTwoLayers(page);
  await page.getByRole('button', { name: 'Dense', exact: true }).dblclick();
  await expect(wire(page, 'conv2d1', 'dense1')).toBeAttached();
  await pullEnd(page, 'conv2d1', 'dense1', await middleOf(node(page, 'input1')));
  await expect(page.getByText('input1 takes no wire')).toBeVisible();
  await page.mouse.up();
  await expect(wire(page, 'conv2d1', 'dense1')).toBeAttached();

  // A click on the port is no drag.
  const port = node(page, 'dense1').locator('.react-flow__handle.target');
  const { x, y } = await middleOf(port);
  await page.mouse.click(x, y);
  await expect(wire(page, 'conv2d1', 'dense1')).toBeAttached();

  await pullEnd(page, 'conv2d1', 'dense1', await emptyPlace(page));
  await expect(page.getByText('Drop to remove the wire')).toBeVisible();
  await page.mouse.up();
  await expect(wire(page, 'conv2d1', 'dense1')).toHaveCount(0);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(wire(page, 'conv2d1', 'dense1')).toBeAttached();
});
