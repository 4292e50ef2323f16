import type { Locator, Page } from '@playwright/test';
import { expect } from './appTest';

/** A node of the canvas by its name. */
export function node(page: Page, id: string): Locator {
  return page.locator(`.react-flow__node[data-id="${id}"]`);
}

/** The wire between two nodes. */
export function wire(page: Page, from: string, to: string): Locator {
  return page.locator(`.react-flow__edge[data-id^="${from}:"][data-id*="→${to}:"]`);
}

/** The inspector. */
export function inspector(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Inspector' });
}

/** Drags a kind from the library to a place of the canvas, in pixels from its corner. */
export async function dragKind(page: Page, kind: string, x: number, y: number): Promise<void> {
  const item = page.locator(`[data-kind="${kind}"]`);
  await item.scrollIntoViewIfNeeded();
  await item.dragTo(page.locator('.react-flow'), { targetPosition: { x, y } });
}

/** Presses the mouse on an output and moves it over a place, without letting go. */
export async function pullWire(
  page: Page,
  from: string,
  to: { x: number; y: number },
): Promise<void> {
  const handle = node(page, from).locator('.react-flow__handle.source');
  const box = (await handle.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x - 10, to.y - 10, { steps: 6 });
  await page.mouse.move(to.x, to.y, { steps: 3 });
}

/** The middle of an element, in pixels of the window. */
export async function middleOf(target: Locator): Promise<{ x: number; y: number }> {
  const box = (await target.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Draws a wire from a node onto another. */
export async function connectByMouse(page: Page, from: string, to: string): Promise<void> {
  await pullWire(page, from, await middleOf(node(page, to)));
  await page.mouse.up();
}

/** Types into a field of the inspector. */
export async function type(page: Page, label: string, text: string): Promise<void> {
  const field = inspector(page).getByLabel(label, { exact: true });
  await field.fill(text);
  await field.press('Enter');
}

/** Input → convolution, as a person draws it. */
export async function drawTwoLayers(page: Page): Promise<void> {
  await dragKind(page, 'input', 300, 60);
  await type(page, 'Shape', '32, 32, 3');
  await dragKind(page, 'conv2d', 300, 180);
  await connectByMouse(page, 'input1', 'conv2d1');
  await expect(wire(page, 'input1', 'conv2d1')).toBeVisible();
  await node(page, 'conv2d1').click();
  await type(page, 'Filters', '10');
  await type(page, 'Kernel, height', '5');
}
