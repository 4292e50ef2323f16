import type { Locator, Page } from '@playwright/test';
import { expect } from './appTest';

/** Opens a template that the gallery's search finds. */
export async function openTemplate(page: Page, search: string, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Templates' }).click();
  await page.getByLabel('Search templates').fill(search);
  await page.getByRole('dialog').getByRole('button', { name }).click();
  await expect(page.getByLabel('Project name')).toHaveValue(name);
}

/** Shows one of the panels below the canvas. */
export async function showPanel(page: Page, name: string): Promise<Locator> {
  await page.getByRole('tab', { name, exact: true }).click();
  return page.getByRole('tabpanel', { name });
}

/** Makes the dock higher with the keyboard. */
export async function raiseDock(page: Page): Promise<void> {
  const splitter = page.getByRole('separator', { name: 'Height of the lower panel' });
  await splitter.focus();
  for (let press = 0; press < 14; press++) await page.keyboard.press('ArrowUp');
}

/** Chooses in the panel what the next run is computed by: `WebGPU`, `Automatic`… */
export async function chooseBackend(page: Page, name: string): Promise<void> {
  await chooseOption(page.getByRole('combobox', { name: 'Backend of the next run' }), name);
}

/**
 * Chooses from a list and waits until it is closed and its button has the focus back: a key pressed
 * sooner, faster than any person, would go to the button.
 */
export async function chooseOption(list: Locator, option: string | RegExp): Promise<void> {
  await list.click();
  const exact = typeof option === 'string' ? { exact: true } : {};
  await list
    .page()
    .getByRole('option', { name: option, ...exact })
    .click();
  await expect(list.page().getByRole('listbox')).toHaveCount(0);
  await expect(list).toBeFocused();
}
