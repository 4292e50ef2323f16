import { expect, test } from './support/appTest';

test('the window is sandboxed, isolated, and served by app://netloom/ alone', async ({
  page,
  desktop,
}) => {
  expect(page.url()).toBe('app://netloom/');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await page.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe(
    'undefined',
  );
  const preferences = await desktop?.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    return (
      window!.webContents as unknown as { getLastWebPreferences(): object }
    ).getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webSecurity: true,
  });
});
