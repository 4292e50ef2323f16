import { copyFile, mkdir, stat } from 'node:fs/promises';
import { expect, test } from './support/appTest';
import { inspector, node } from './support/drawing';
import { layoutFaults } from './support/layoutChecks';
import { openTemplate, showPanel } from './support/panels';

const picture = 'artefacts/readme.png';
const committed = 'docs/images/netloom.png';

test.use({ deviceScaleFactor: 1.5 });

/** With UPDATE_PICTURES=1 it becomes the picture that the README shows. */
test('the picture of the README is of the app as it is', async ({ page }) => {
  await openTemplate(page, 'cheques', 'LeNet-5');
  await node(page, 'conv1').click();
  await expect(inspector(page).locator('.katex').first()).toBeVisible();
  const tables = await showPanel(page, 'Tables');
  await expect(tables.locator('tfoot td').first()).toHaveAttribute('title', '61,706');
  await page.mouse.move(640, 4);
  await page.screenshot({ path: picture });
  expect(await layoutFaults(page)).toEqual([]);
  expect((await stat(picture)).size).toBeLessThan(400_000);
  if (process.env.UPDATE_PICTURES === '1') {
    await mkdir('docs/images', { recursive: true });
    await copyFile(picture, committed);
  }
  expect((await stat(committed)).size, 'the README has its picture').toBeGreaterThan(10_000);
});
