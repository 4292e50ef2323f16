import { shell } from 'electron';
import type { Result } from '../src/base/result';
import { mayOpenPage } from './allowedPages';

/** Opens a link in the system's browser, or says why it does not. */
export async function openOutsidePage(address: string): Promise<Result<null>> {
  if (!mayOpenPage(address)) {
    return {
      ok: false,
      error: `Netloom does not open ${address}: it is not a site that it knows.`,
    };
  }
  await shell.openExternal(address);
  return { ok: true, value: null };
}
