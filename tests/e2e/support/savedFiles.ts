import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { expect } from './appTest';
import { answerDialogs } from './scriptedDialogs';

/** What was saved, by path: unpacked from the browser's download, or from the desktop's folder. */
export async function savedBy(
  page: Page,
  desktop: ElectronApplication | null,
  folder: string,
  act: () => Promise<void>,
): Promise<(name: string) => Promise<Uint8Array>> {
  if (desktop !== null) {
    await answerDialogs(desktop, { open: [folder], save: path.join(folder, 'saved.safetensors') });
    await act();
    await expect(page.getByText(/^Saved /)).toBeVisible();
    return (name) => readFile(path.join(folder, name));
  }
  // Without these a browser downloads, as those without the File System Access API do.
  await page.evaluate(() => {
    Object.assign(window, { showDirectoryPicker: undefined, showSaveFilePicker: undefined });
  });
  const downloading = page.waitForEvent('download');
  await act();
  const download = await downloading;
  const bytes = await readFile((await download.path())!);
  if (!download.suggestedFilename().endsWith('.zip')) return async () => bytes;
  const files = unzipSync(bytes);
  return async (name) => files[name] ?? new Uint8Array();
}
