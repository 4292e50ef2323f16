import type { Page } from '@playwright/test';
import { expect } from './appTest';
import { showPanel } from './panels';

/** Starts LeNet-5 on WASM, waits until it learns, and stops it; what ran it, as the window says. */
export async function trainAWhile(page: Page): Promise<string | null> {
  const training = await showPanel(page, 'Training');
  await training.getByRole('button', { name: 'Start' }).click();
  const loss = training.locator('figure', { hasText: 'Loss' }).locator('output').first();
  // Ten classes guessed at random lose ln 10 = 2.303.
  await expect
    .poll(async () => Number(await loss.textContent()) || 9, { timeout: 90_000 })
    .toBeLessThan(2);
  const backend = training.getByTestId('running-backend');
  const told = await backend.getAttribute('aria-label');
  await training.getByRole('button', { name: 'Stop' }).click();
  await expect(training.getByText(/^Stopped · /)).toBeVisible();
  return told;
}

/** What the window says of the backend where it has so many threads. */
export function wasmOn(threads: number): string {
  return threads > 1 ? `Backend: WASM on ${threads} threads.` : 'Backend: WASM.';
}
