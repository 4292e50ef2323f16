import type { ElectronApplication } from '@playwright/test';
import { expect, test } from './support/appTest';
import { drawTwoLayers, node, wire } from './support/canvas';

/** Chooses an item of the native Edit menu. */
function chooseEdit(desktop: ElectronApplication, label: string): Promise<void> {
  return desktop.evaluate(({ Menu }, name) => {
    const edit = Menu.getApplicationMenu()!.items.find((item) => item.label === '&Edit')!;
    edit.submenu!.items.find((item) => item.label === name)!.click();
  }, label);
}

test('the native menu pastes nodes that another window copied', async ({ page, desktop }) => {
  await drawTwoLayers(page);
  await node(page, 'conv2d1').click();
  await page.keyboard.press('Control+a');
  await chooseEdit(desktop!, 'Copy');
  const copied = () => desktop!.evaluate(({ clipboard }) => clipboard.readText());
  await expect.poll(copied).toContain('conv2d1');
  // Another window's copy: the same nodes by other names.
  await desktop!.evaluate(({ clipboard }) => {
    clipboard.writeText(clipboard.readText().replaceAll('conv2d1', 'filters'));
  });
  await chooseEdit(desktop!, 'Paste');
  await expect(wire(page, 'input2', 'filters')).toBeAttached();
  await expect(page.locator('.react-flow__node')).toHaveCount(4);

  await desktop!.evaluate(({ clipboard }) => clipboard.writeText('Ten filters'));
  await page.locator('.react-flow__pane').click({ position: { x: 20, y: 200 } });
  await chooseEdit(desktop!, 'Paste');
  await expect(page.getByTestId('notice')).toContainText('holds no nodes');
  await expect(page.locator('.react-flow__node')).toHaveCount(4);
  // In a text field it is text.
  await page.getByLabel('Search layers').focus();
  await chooseEdit(desktop!, 'Paste');
  await expect(page.getByLabel('Search layers')).toHaveValue('Ten filters');
});

test('the keys of the menu paste once', async ({ page, desktop }) => {
  await drawTwoLayers(page);
  await node(page, 'conv2d1').click();
  await page.keyboard.press('Control+c');
  await desktop!.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    for (const type of ['keyDown', 'keyUp'] as const) {
      window!.webContents.sendInputEvent({ type, keyCode: 'V', modifiers: ['control'] });
    }
  });
  await expect(node(page, 'conv2d2')).toBeVisible();
  // A second paste would come by way of the main process.
  await page.waitForTimeout(500);
  await expect(page.locator('.react-flow__node')).toHaveCount(3);
});
