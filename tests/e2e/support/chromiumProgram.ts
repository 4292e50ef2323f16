import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

/**
 * Keeps Chromium from talking to anybody, and lets it run as root. WebGL is imitated in software; the
 * page itself is not drawn through it, as Chromium does not either where there are no graphics.
 */
export const chromiumFlags: readonly string[] = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-gpu-compositing',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

/** The Chromium to test with: PLAYWRIGHT_CHROMIUM, the system's, or Playwright's own; null if none. */
export function chromiumProgram(): string | null {
  const named = process.env.PLAYWRIGHT_CHROMIUM;
  if (named) return named;
  const usual = [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    chromium.executablePath(),
  ];
  return usual.find((program) => existsSync(program)) ?? null;
}
