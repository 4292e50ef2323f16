import type { ElectronApplication, Page } from '@playwright/test';
import { expect } from './appTest';
import { layoutFaults } from './layoutChecks';

/** The width and height of the window's content, in pixels. */
export type Size = readonly [width: number, height: number];

/** The smallest window that everything must fit. */
export const small: Size = [1280, 800];
/** An ordinary screen, filled. */
export const large: Size = [1920, 1080];

/** Gives the window a size, in the browser or on the desktop. */
export async function setSize(
  page: Page,
  desktop: ElectronApplication | null,
  [width, height]: Size,
): Promise<void> {
  if (desktop === null) await page.setViewportSize({ width, height });
  else {
    await desktop.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(...size),
      [width, height] as const,
    );
    await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(width);
  }
}

/**
 * Pictures of the window, large and dark, then small and light, in which nothing may be cut off or
 * covered: a theme changes colours alone, so that both sizes are looked at once.
 */
export async function takePictures(
  page: Page,
  desktop: ElectronApplication | null,
  name: string,
  show: () => Promise<void> = async () => undefined,
  hide: () => Promise<void> = async () => undefined,
): Promise<void> {
  const on = desktop === null ? 'chromium' : 'electron';
  for (const [theme, size] of [
    ['dark', large],
    ['light', small],
  ] as const) {
    const button = page.getByRole('button', { name: /^Theme:/ });
    for (let press = 0; press < 3; press++) {
      if ((await button.getAttribute('aria-label'))?.startsWith(`Theme: ${theme}`)) break;
      await button.click();
    }
    await setSize(page, desktop, size);
    // Away from everything that would show a tooltip.
    await page.mouse.move(size[0] / 2, 4);
    await show();
    await page.screenshot({ path: `artefacts/${name}-${on}-${size[0]}-${theme}.png` });
    const faults = await layoutFaults(page);
    expect.soft(faults, `${name}, ${size.join('×')}, ${theme}`).toEqual([]);
    await hide();
  }
}
