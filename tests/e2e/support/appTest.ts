import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  _electron,
  type Browser,
  type BrowserContext,
  test as base,
  chromium,
  type ElectronApplication,
  expect,
  type Page,
} from '@playwright/test';
import { type ServedApp, serve } from '../../../build/serve';
import { testElectron } from '../../../build/testElectron';
import { chromiumFlags, chromiumProgram } from './chromiumProgram';
import { type Display, openDisplay } from './virtualDisplay';

export { expect } from '@playwright/test';

/** What a Playwright project chooses. */
export interface RuntimeOptions {
  /** Where the app runs. */
  runtime: 'chromium' | 'electron';
}

/** What a test is given besides Playwright's own fixtures. */
interface AppFixtures {
  /** The Electron application, to script its dialogs with `evaluate`; null in Chromium. */
  desktop: ElectronApplication | null;
  /** Uncaught errors and refusals by the content security policy; the test fails when there are any. */
  pageErrors: string[];
  /** The window, as Chromium or Electron opened it. */
  shown: Shown;
  /** Arguments for the application (Electron alone), such as a project to open. */
  appArguments: readonly string[];
  /** Starts the application once more (Electron alone), with arguments; null in Chromium. */
  startAgain: ((appArguments: readonly string[]) => Promise<Shown>) | null;
}

interface WorkerFixtures extends RuntimeOptions {
  /** More flags for Chromium, such as those that switch WebGPU on. */
  moreChromiumFlags: readonly string[];
  /** What the window is opened with, made once for all tests. */
  runtimeParts: RuntimeParts;
}

type RuntimeParts =
  | { readonly kind: 'missing'; readonly why: string }
  | { readonly kind: 'chromium'; readonly browser: Browser; readonly served: ServedApp }
  | { readonly kind: 'electron'; readonly display: Display };

/** A window of the app. */
export interface Shown {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly desktop: ElectronApplication | null;
}

/**
 * Playwright's `test`, its `page` showing the built app (dist/) in Chromium or in Electron as the
 * project says. Where the runtime is missing, the test is skipped and says why.
 */
export const test = base.extend<AppFixtures, WorkerFixtures>({
  runtime: ['chromium', { option: true, scope: 'worker' }],
  moreChromiumFlags: [[], { option: true, scope: 'worker' }],
  appArguments: [[], { option: true }],

  runtimeParts: [
    async ({ runtime, moreChromiumFlags }, use) => {
      const parts =
        runtime === 'chromium' ? await chromiumParts(moreChromiumFlags) : await electronParts();
      await use(parts);
      if (parts.kind === 'chromium') {
        await parts.browser.close();
        await parts.served.close();
      } else if (parts.kind === 'electron') parts.display.close();
    },
    // A runtime may have to be fetched first.
    { scope: 'worker', timeout: 600_000 },
  ],

  shown: async ({ runtimeParts, viewport, deviceScaleFactor, appArguments }, use, testInfo) => {
    if (runtimeParts.kind === 'missing') {
      testInfo.skip(true, runtimeParts.why);
    } else if (runtimeParts.kind === 'chromium') {
      const context = await runtimeParts.browser.newContext({
        viewport,
        ...(deviceScaleFactor === undefined ? {} : { deviceScaleFactor }),
      });
      const page = await context.newPage();
      // Playwright holds file choosers back while anybody listens, and begins in its own time: a test
      // that listens only before it opens one is at times too late.
      page.on('filechooser', () => undefined);
      await use({ page, context, desktop: null });
      await context.close();
    } else {
      await withDesktop(runtimeParts, appArguments, use);
    }
  },

  startAgain: async ({ runtimeParts }, use) => {
    if (runtimeParts.kind !== 'electron') return use(null);
    const endings: (() => void)[] = [];
    const running: Promise<void>[] = [];
    await use(
      (appArguments) =>
        new Promise((resolve, reject) => {
          const ended = new Promise<void>((end) => endings.push(end));
          const run = withDesktop(runtimeParts, appArguments, async (shown) => {
            resolve(shown);
            await ended;
          });
          running.push(run.catch(reject));
        }),
    );
    for (const end of endings) end();
    await Promise.all(running);
  },

  desktop: async ({ shown }, use) => use(shown.desktop),

  pageErrors: async ({ shown }, use) => {
    const errors: string[] = [];
    shown.page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
    shown.page.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' && text.includes('Content Security Policy')) errors.push(text);
    });
    await use(errors);
    expect(errors, 'uncaught errors in the window').toEqual([]);
  },

  page: async ({ shown, runtimeParts, pageErrors: _watched }, use, testInfo) => {
    const { page } = shown;
    if (runtimeParts.kind === 'chromium') {
      await page.goto(runtimeParts.served.address);
      await untilReady(page);
    }
    await use(page);
    if (testInfo.status !== testInfo.expectedStatus && !page.isClosed()) {
      const body = await page.screenshot().catch(() => null);
      if (body !== null) await testInfo.attach('window', { body, contentType: 'image/png' });
    }
  },
});

/** Waits until the app is drawn and listens: a page that is loaded may not have come so far yet. */
async function untilReady(page: Page): Promise<void> {
  await page.getByLabel('Project name').waitFor();
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
}

async function chromiumParts(moreFlags: readonly string[]): Promise<RuntimeParts> {
  const executablePath = chromiumProgram();
  if (executablePath === null) {
    return {
      kind: 'missing',
      why: 'There is no Chromium: install it, name it in PLAYWRIGHT_CHROMIUM, or run `npx playwright install chromium`.',
    };
  }
  const browser = await chromium.launch({ executablePath, args: [...chromiumFlags, ...moreFlags] });
  const served = await serve({ root: 'dist/renderer', port: 0, anyPortIfTaken: true });
  return { kind: 'chromium', browser, served };
}

async function electronParts(): Promise<RuntimeParts> {
  const folder = await testElectron();
  if (!folder.ok) return { kind: 'missing', why: folder.error };
  const display = await openDisplay();
  if (!display.ok) return { kind: 'missing', why: display.error };
  // Electron's package names the program by this. Were Playwright given the program itself, it would
  // leave out what holds the application back until Playwright listens, and at times miss its window.
  process.env.ELECTRON_OVERRIDE_DIST_PATH = path.resolve(folder.value);
  return { kind: 'electron', display: display.value };
}

/** Runs the application, its settings in a folder of its own, for as long as `use` takes. */
async function withDesktop(
  parts: Extract<RuntimeParts, { kind: 'electron' }>,
  appArguments: readonly string[],
  use: (shown: Shown) => Promise<void>,
): Promise<void> {
  const userData = await mkdtemp(path.join(os.tmpdir(), 'netloom-e2e-'));
  const desktop = await launchDesktop(parts, userData, appArguments);
  const page = await desktop.firstWindow();
  await untilReady(page);
  await use({ page, context: desktop.context(), desktop });
  await closeDesktop(desktop);
  await rm(userData, { recursive: true, force: true });
}

function launchDesktop(
  { display }: Extract<RuntimeParts, { kind: 'electron' }>,
  userData: string,
  appArguments: readonly string[],
): Promise<ElectronApplication> {
  const env = Object.fromEntries(
    Object.entries({ ...process.env, DISPLAY: display.name }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
  return _electron.launch({
    args: ['.', `--user-data-dir=${userData}`, ...chromiumFlags, ...appArguments],
    env,
    timeout: 60_000,
  });
}

/** Ends the application without asking about unsaved work, also when it has ended already. */
async function closeDesktop(desktop: ElectronApplication): Promise<void> {
  await desktop.evaluate(({ app }) => app.exit(0)).catch(() => undefined);
  await desktop.close().catch(() => undefined);
}
