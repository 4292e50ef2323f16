import { expect, test } from './support/appTest';

test('the window is sandboxed, isolated, and served by app://netloom/ alone', async ({
  page,
  desktop,
}) => {
  expect(page.url()).toBe('app://netloom/');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  const seen = await page.evaluate(() => {
    const { require: required, process: node } = globalThis as Record<string, unknown>;
    return [typeof required, typeof node];
  });
  expect(seen).toEqual(['undefined', 'undefined']);
  const preferences = await desktop!.evaluate(({ BrowserWindow }) => {
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

test('nothing outside the app is served, and no text is run', async ({ page, pageErrors }) => {
  const statuses = await page.evaluate(() =>
    Promise.all(
      ['index.html', '%2e%2e/electron/main.js', '..%2felectron%2fmain.js', 'electron/main.js'].map(
        async (name) => (await fetch(`app://netloom/${name}`)).status,
      ),
    ),
  );
  expect(statuses).toEqual([200, 404, 404, 404]);
  const refused = await page.evaluate(() =>
    Promise.all([
      fetch('app://other/index.html').catch(() => 'refused'),
      fetch('https://example.org/').catch(() => 'refused'),
    ]),
  );
  expect(refused).toEqual(['refused', 'refused']);
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
    return 'ran' in window;
  });
  expect(ran).toBe(false);
  // What the policy refuses is told as an error, here the wanted one.
  await expect.poll(() => pageErrors.splice(0).length).toBeGreaterThan(0);
  await page.waitForTimeout(200);
  pageErrors.length = 0;
});

test('the page cannot leave or open windows', async ({ page, desktop }) => {
  await desktop!.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    Object.assign(shell, { openExternal: async (address: string) => void opened.push(address) });
  });
  await page.evaluate(() => {
    location.href = 'https://example.org/';
  });
  const windows = await page.evaluate(() => [
    window.open('https://example.org/') === null,
    window.open('https://keras.io/api/') === null,
    window.open('file:///etc/passwd') === null,
  ]);
  expect(windows).toEqual([true, true, true]);
  expect(page.url()).toBe('app://netloom/');
  expect(desktop!.windows()).toHaveLength(1);
  const opened = () =>
    desktop!.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
  await expect.poll(opened).toEqual(['https://keras.io/api/']);
});

test('permissions are denied', async ({ page }) => {
  const answers = await page.evaluate(() =>
    Promise.all([
      navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'granted',
        () => 'denied',
      ),
      Notification.requestPermission(),
    ]),
  );
  expect(answers).toEqual(['denied', 'denied']);
});
