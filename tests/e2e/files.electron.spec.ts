import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import type { AppCommand, Bridge } from '../../electron/bridge';
import { expect, test } from './support/appTest';
import { answerDialogs, questionsAsked } from './support/scriptedDialogs';

declare global {
  interface Window {
    commands: AppCommand[];
    saveCalls: number;
  }
}

let folder: string;
const at = (name: string) => path.join(folder, name);

test.beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'netloom-e2e-files-'));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

/** Calls the bridge as the app does. */
function call<Name extends keyof Bridge>(
  page: Page,
  name: Name,
  ...given: Parameters<Bridge[Name]>
): Promise<Awaited<ReturnType<Bridge[Name]>>> {
  return page.evaluate(
    ([called, passed]) =>
      Reflect.apply(window.netloomBridge![called] as () => unknown, null, passed) as never,
    [name, given] as const,
  );
}

test('a project is saved where the user says, read again, and listed', async ({
  page,
  desktop,
}) => {
  await answerDialogs(desktop!, { save: at('first') });
  const saved = await call(page, 'saveProject', null, '{"a":1}\n', 'first.netloom');
  expect(saved).toEqual({ ok: true, value: at('first.netloom') });
  expect(await readFile(at('first.netloom'), 'utf8')).toBe('{"a":1}\n');
  await call(page, 'saveProject', at('first.netloom'), '{"a":2}\n', '');
  const opened = await call(page, 'openProject', at('first.netloom'));
  expect(opened).toEqual({ ok: true, value: { path: at('first.netloom'), text: '{"a":2}\n' } });
  expect(await call(page, 'recentProjects')).toEqual([
    { path: at('first.netloom'), name: 'first.netloom' },
  ]);
});

test('cancelling is a value; files that the user did not choose stay closed', async ({
  page,
  desktop,
}) => {
  await answerDialogs(desktop!, {});
  await writeFile(at('secret.netloom'), 'secret');
  expect(await call(page, 'openProject', null)).toEqual({ ok: true, value: null });
  expect(await call(page, 'saveProject', null, '', 'a')).toEqual({ ok: true, value: null });
  expect(await call(page, 'openProject', at('secret.netloom'))).toMatchObject({ ok: false });
  expect(await call(page, 'saveProject', at('secret.netloom'), '', '')).toMatchObject({
    ok: false,
  });
  expect(await call(page, 'readDataFile', null, at('secret.netloom'))).toMatchObject({ ok: false });
  expect(await readFile(at('secret.netloom'), 'utf8')).toBe('secret');
});

test('wrong arguments and unknown files give errors, not crashes', async ({ page, desktop }) => {
  await answerDialogs(desktop!, { open: [folder] });
  expect(await call(page, 'openProject', null)).toMatchObject({
    ok: false,
    error: expect.stringContaining('it is a folder'),
  });
  await expect(call(page, 'writeRecovery', '../escape', 'x')).rejects.toThrow('called wrongly');
  await expect(call(page, 'openProject', 7 as never)).rejects.toThrow('called wrongly');
});

test('a project reads the data beside it and what the user chose, nothing else', async ({
  page,
  desktop,
}) => {
  await mkdir(at('project/data'), { recursive: true });
  await writeFile(at('project/a.netloom'), '{}');
  await writeFile(at('project/data/x.csv'), '1,2');
  await writeFile(at('chosen.csv'), '3,4');
  await writeFile(at('secret'), 'secret');
  await symlink(at('secret'), at('project/data/link'));
  await answerDialogs(desktop!, { open: [at('project/a.netloom')] });
  await call(page, 'openProject', null);
  await answerDialogs(desktop!, { open: [at('chosen.csv')] });
  await call(page, 'pickData', { choose: 'files', extensions: ['csv'] });
  const text = (name: string) =>
    page.evaluate(
      async ([project, asked]) => {
        const read = await window.netloomBridge!.readDataFile(project!, asked!);
        return read.ok ? new TextDecoder().decode(read.value) : null;
      },
      [at('project/a.netloom'), name],
    );
  expect(await text('data/x.csv')).toBe('1,2');
  expect(await text(at('chosen.csv'))).toBe('3,4');
  expect(await text('data/link')).toBe(null);
  expect(await text('../secret')).toBe(null);
  expect(await text(at('secret'))).toBe(null);
});

test('exporting asks before it replaces files', async ({ page, desktop }) => {
  await writeFile(at('README.md'), 'mine');
  const files = [
    { path: 'README.md', content: 'theirs' },
    { path: 'src/weights.bin', content: 'bytes' },
  ];
  await answerDialogs(desktop!, { open: [folder] });
  expect(await call(page, 'exportFiles', files)).toEqual({ ok: true, value: null });
  expect(await questionsAsked(desktop!)).toEqual(['Replace 1 file?']);
  expect(await readFile(at('README.md'), 'utf8')).toBe('mine');
  await answerDialogs(desktop!, { open: [folder], button: 'Replace' });
  expect(await call(page, 'exportFiles', files)).toEqual({ ok: true, value: folder });
  expect(await readFile(at('README.md'), 'utf8')).toBe('theirs');
  expect(await readFile(at('src/weights.bin'), 'utf8')).toBe('bytes');
});

test.describe('closing over unsaved work', () => {
  const close = (desktop: ElectronApplication) =>
    desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.close());
  const windowCount = (desktop: ElectronApplication) =>
    desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

  test.beforeEach(async ({ page }) => {
    await page.evaluate(() => {
      window.saveCalls = 0;
      window.netloomBridge!.onSaveBeforeClosing(async () => {
        window.saveCalls += 1;
        return false;
      });
      return window.netloomBridge!.setDocumentState({ title: 'Ten filters', edited: true });
    });
  });

  test('asks, and cancelling keeps the window', async ({ desktop }) => {
    await answerDialogs(desktop!, { button: 'Cancel' });
    await close(desktop!);
    const asked = () => questionsAsked(desktop!);
    await expect.poll(asked).toEqual(['Save the changes to “Ten filters”?']);
    expect(await windowCount(desktop!)).toBe(1);
  });

  test('has the app save, and stays when that fails', async ({ page, desktop }) => {
    await answerDialogs(desktop!, { button: 'Save' });
    await close(desktop!);
    await expect.poll(() => page.evaluate(() => window.saveCalls)).toBe(1);
    expect(await windowCount(desktop!)).toBe(1);
  });

  test('closes when the work is not wanted', async ({ desktop }) => {
    await answerDialogs(desktop!, { button: 'Don’t Save' });
    const closed = desktop!.waitForEvent('close');
    await close(desktop!).catch(() => undefined);
    await closed;
  });
});

test('menu items reach the app as commands', async ({ page, desktop }) => {
  await page.evaluate(() => {
    window.commands = [];
    window.netloomBridge!.onCommand((command) => window.commands.push(command));
    return window.netloomBridge!.setDocumentState({ title: 'a', edited: false });
  });
  await desktop!.evaluate(({ Menu }) => {
    const submenu = (label: string) =>
      Menu.getApplicationMenu()!.items.find((item) => item.label === label)!.submenu!.items;
    submenu('&Edit')
      .find((item) => item.label === 'Undo')!
      .click();
    submenu('&Run')
      .find((item) => item.label === 'Start Training')!
      .click();
  });
  const received = () => page.evaluate(() => window.commands);
  await expect.poll(received).toEqual([{ name: 'undo' }, { name: 'startTraining' }]);
});
