import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { build, type Rolldown } from 'vite';
import type { Platform } from '../../renderer/platform/platform';
import { expect, test } from './support/appTest';

declare global {
  interface Window {
    testedPlatform: Platform;
  }
}

let script: string;

test.beforeAll(async () => {
  const built = (await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: { entry: 'renderer/platform/browserPlatform.ts', formats: ['es'] },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })) as Rolldown.RolldownOutput[];
  script = built[0]!.output[0].code;
});

/** Puts a platform of its own beside the app's, with or without the File System Access API. */
async function load(page: Page, hasPickers: boolean): Promise<void> {
  await page.route('**/tested-platform.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  await page.evaluate(async (keepsPickers) => {
    const names = ['showOpenFilePicker', 'showSaveFilePicker', 'showDirectoryPicker'];
    if (!keepsPickers) {
      for (const name of names) Object.assign(window, { [name]: undefined });
    }
    const address = './tested-platform.js';
    const module = (await import(address)) as { createBrowserPlatform(): Platform };
    window.testedPlatform = module.createBrowserPlatform();
  }, hasPickers);
}

test.describe('without the File System Access API', () => {
  test('a project is saved as a download', async ({ page }) => {
    await load(page, false);
    const waiting = page.waitForEvent('download');
    const saved = await page.evaluate(() =>
      window.testedPlatform.saveProject(null, '{"netloom":1}\n', 'Ten filters.netloom'),
    );
    expect(saved).toMatchObject({ ok: true, value: { name: 'Ten filters.netloom' } });
    const download = await waiting;
    expect(download.suggestedFilename()).toBe('Ten filters.netloom');
    expect(await readFile(await download.path(), 'utf8')).toBe('{"netloom":1}\n');
  });

  test('a project is opened by uploading it', async ({ page }) => {
    await load(page, false);
    const open = () => page.evaluate(() => window.testedPlatform.openProject(null));
    const [chooser, opened] = await Promise.all([
      page.waitForEvent('filechooser'),
      startOf(open()),
    ]);
    await chooser.setFiles({ name: 'a.netloom', mimeType: '', buffer: Buffer.from('{"a":1}') });
    expect(await opened.outcome).toMatchObject({
      ok: true,
      value: { location: { name: 'a.netloom' }, text: '{"a":1}' },
    });
  });

  test('several files are saved as one zip', async ({ page }) => {
    await load(page, false);
    const waiting = page.waitForEvent('download');
    await page.evaluate(() =>
      window.testedPlatform.exportFiles(
        [
          { path: 'README.md', content: 'Größe' },
          { path: 'src/weights.bin', content: new Uint8Array([0, 255]) },
        ],
        'lenet5',
      ),
    );
    const download = await waiting;
    expect(download.suggestedFilename()).toBe('lenet5.zip');
    const files = unzipSync(await readFile(await download.path()));
    expect(new TextDecoder().decode(files['README.md'])).toBe('Größe');
    expect(files['src/weights.bin']).toEqual(new Uint8Array([0, 255]));
  });
});

test('with it, saving goes back to the file that was chosen', async ({ page }) => {
  await load(page, true);
  const outcome = await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle('mine.netloom', { create: true });
    Object.assign(window, { showSaveFilePicker: async () => handle });
    const first = await window.testedPlatform.saveProject(null, 'first, longer', 'x.netloom');
    Object.assign(window, { showSaveFilePicker: () => Promise.reject(new Error('asked again')) });
    if (!first.ok || first.value === null) return first;
    await window.testedPlatform.saveProject(first.value, 'second', 'x.netloom');
    return window.testedPlatform.openProject(first.value);
  });
  expect(outcome).toMatchObject({
    ok: true,
    value: { location: { name: 'mine.netloom' }, text: 'second' },
  });
});

test('cancelling a picker is a value, a refused permission an error in words', async ({ page }) => {
  await load(page, true);
  const outcomes = await page.evaluate(async () => {
    const rejecting = (name: string) => () => Promise.reject(new DOMException('no right', name));
    Object.assign(window, { showSaveFilePicker: rejecting('AbortError') });
    const cancelled = await window.testedPlatform.saveProject(null, '', 'a.netloom');
    Object.assign(window, { showSaveFilePicker: rejecting('NotAllowedError') });
    return [cancelled, await window.testedPlatform.saveProject(null, '', 'a.netloom')];
  });
  expect(outcomes).toEqual([
    { ok: true, value: null },
    { ok: false, error: 'Cannot save the project: no right' },
  ]);
});

test('exporting into a folder asks before it replaces files', async ({ page }) => {
  await load(page, true);
  await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    Object.assign(window, { showDirectoryPicker: async () => folder });
    await window.testedPlatform.exportFiles([{ path: 'src/a.ts', content: 'old' }], '');
  });
  const exportNew = () =>
    page.evaluate(() =>
      window.testedPlatform.exportFiles([{ path: 'src/a.ts', content: 'new' }], ''),
    );
  const content = () =>
    page.evaluate(async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('src');
      return (await (await folder.getFileHandle('a.ts')).getFile()).text();
    });
  page.once('dialog', (dialog) => dialog.dismiss());
  expect(await exportNew()).toEqual({ ok: true, value: null });
  expect(await content()).toBe('old');
  page.once('dialog', (dialog) => dialog.accept());
  expect(await exportNew()).toMatchObject({ ok: true });
  expect(await content()).toBe('new');
});

test('chosen data is read by its name; other names are refused in words', async ({ page }) => {
  await load(page, true);
  const pick = () =>
    page.evaluate(() =>
      window.testedPlatform.pickData(null, { choose: 'files', extensions: ['csv'] }),
    );
  const [chooser, picked] = await Promise.all([page.waitForEvent('filechooser'), startOf(pick())]);
  await chooser.setFiles({ name: 'x.csv', mimeType: '', buffer: Buffer.from('1,2') });
  expect(await picked.outcome).toEqual({ ok: true, value: [{ path: 'x.csv', name: 'x.csv' }] });
  const read = (name: string) =>
    page.evaluate(async (asked) => {
      const found = await window.testedPlatform.dataFiles(null).read(asked);
      return found.ok ? new TextDecoder().decode(found.value) : found.error;
    }, name);
  expect(await read('x.csv')).toBe('1,2');
  expect(await read('y.csv')).toContain('y.csv is not at hand');
});

test('unsaved work survives a reload', async ({ page }) => {
  await load(page, true);
  await page.evaluate(async () => {
    await window.testedPlatform.writeRecovery('e2e-one', 'first');
    await window.testedPlatform.writeRecovery('e2e-one', 'second');
    await window.testedPlatform.writeRecovery('e2e-two', 'forgotten');
    await window.testedPlatform.writeRecovery('e2e-two', null);
  });
  await page.reload();
  await load(page, true);
  const kept = await page.evaluate(() => window.testedPlatform.readRecovery());
  const ours = kept.filter(({ key }) => key.startsWith('e2e-'));
  expect(ours.map(({ key, text }) => [key, text])).toEqual([['e2e-one', 'second']]);
});

test('the page warns before it is left with unsaved work', async ({ page }) => {
  await load(page, true);
  await page.evaluate(() =>
    window.testedPlatform.setDocumentState({ title: 'Ten filters', edited: true }),
  );
  expect(await page.title()).toBe('• Ten filters — Netloom');
  // Browsers warn only on pages that were touched.
  await page.mouse.click(5, 5);
  const warned = page.waitForEvent('dialog');
  const leaving = page.close({ runBeforeUnload: true });
  const dialog = await warned;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.accept();
  await leaving;
});

/** Lets a promise go on while another is awaited; awaiting it at once would wait for ever. */
async function startOf<Value>(promise: Promise<Value>): Promise<{ outcome: Promise<Value> }> {
  return { outcome: promise };
}
