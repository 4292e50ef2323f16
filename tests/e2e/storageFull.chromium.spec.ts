import { expect, test } from './support/appTest';
import { chooseBackend, openTemplate, showPanel } from './support/panels';

test('a run that the browser has no room for goes on, and it is said that it is not kept', async ({
  page,
}) => {
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1000 });
  await openTemplate(page, 'playground', 'Playground network');
  const training = await showPanel(page, 'Training');
  await chooseBackend(page, 'CPU');
  await training.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByTestId('notice')).toContainText(/could not be kept.*storage is full/, {
    timeout: 60_000,
  });
  const where = training.getByText(/Epoch \d+ of \d+ · step [\d,]+ of [\d,]+/);
  const then = await where.textContent();
  await expect.poll(() => where.textContent()).not.toBe(then);
  await training.getByRole('button', { name: 'Stop' }).click();
  await expect(training.getByText(/^Stopped · /)).toBeVisible();
});
