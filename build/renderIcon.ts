/** Draws `build/icons/netloom.svg` as the PNGs that packages need; run after changing the drawing. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import { chromiumFlags, chromiumProgram } from '../tests/e2e/support/chromiumProgram';

const drawing = await readFile('build/icons/netloom.svg', 'utf8');
const executablePath = chromiumProgram();
if (executablePath === null) throw new Error('Drawing the icon needs Chromium.');
const browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
const page = await browser.newPage();
await mkdir('build/icons/png', { recursive: true });
for (const size of [16, 32, 48, 64, 128, 256, 512]) {
  await page.setViewportSize({ width: size, height: size });
  const style = 'html,body{margin:0}svg{display:block;width:100vw;height:100vh}';
  await page.setContent(`<style>${style}</style>${drawing}`);
  const png = await page.screenshot({ omitBackground: true });
  await writeFile(`build/icons/png/${size}x${size}.png`, png);
}
await browser.close();
