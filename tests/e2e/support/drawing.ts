import type { Locator, Page } from '@playwright/test';

/** A node of the canvas by its name. */
export function node(page: Page, id: string): Locator {
  return page.locator(`.react-flow__node[data-id="${id}"]`);
}

/** The wire between two nodes. */
export function wire(page: Page, from: string, to: string): Locator {
  return page.locator(`.react-flow__edge[data-id^="${from}:"][data-id*="→${to}:"]`);
}

/** The form of what is selected. */
export function inspector(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Inspector' });
}

/** Drags a kind from the library to a place of the canvas, in pixels from its corner. */
export async function dragKind(page: Page, kind: string, x: number, y: number): Promise<void> {
  const item = page.locator(`[data-kind="${kind}"]`);
  await item.scrollIntoViewIfNeeded();
  await item.dragTo(page.locator('.react-flow'), { targetPosition: { x, y } });
}

/** Drags a wire from the output of one node onto another, by its port. */
export async function connectByMouse(page: Page, from: string, to: string): Promise<void> {
  // Hovering waits until the node stands still: where it has just been put, others make room.
  await node(page, from).locator('.react-flow__handle.source').hover();
  const end = await middleOf(node(page, to).locator('.react-flow__handle.target'));
  await page.mouse.down();
  await page.mouse.move(end.x - 10, end.y - 10, { steps: 6 });
  await page.mouse.move(end.x, end.y, { steps: 3 });
  await page.mouse.up();
}

/** Types into a field of the inspector, and confirms. */
export async function type(page: Page, label: string, text: string): Promise<void> {
  const field = inspector(page).getByLabel(label, { exact: true });
  await field.fill(text);
  await field.press('Enter');
}

async function middleOf(target: Locator): Promise<{ x: number; y: number }> {
  const box = (await target.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
