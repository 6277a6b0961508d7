import { text } from 'node:stream/consumers';
import type { Locator, Page } from 'playwright-core';

/** The rows that are drawn, by their titles. */
export function rows(page: Page): Locator {
  return page.locator('[data-row]');
}

/** The row of a movie. */
export function row(page: Page, title: string): Locator {
  return rows(page).filter({ has: page.getByRole('link', { name: title, exact: true }) });
}

/** Opens the form of a movie. */
export async function openMovie(page: Page, title: string): Promise<Locator> {
  await row(page, title).getByRole('link').click();
  const form = page.getByRole('dialog', { name: 'Movie' });
  await field(form, 'Title').waitFor();
  return form;
}

/** A field of a form. */
export function field(form: Locator, label: 'Title' | 'Director' | 'Year' | 'Rating' | 'Genres'): Locator {
  return form.getByLabel(label);
}

/** A label of a form: its name and its value. @param number from 1 */
export function labelRow(form: Locator, number: number): { readonly name: Locator; readonly value: Locator } {
  return {
    name: form.getByLabel(`Label ${number}`, { exact: true }),
    value: form.getByLabel(`Value of label ${number}`, { exact: true }),
  };
}

/** Waits until the page follows the catalog's changes. */
export async function live(page: Page): Promise<void> {
  await connection(page, 'Live').waitFor();
}

/** What the page says of its connection. */
export function connection(page: Page, text: string): Locator {
  return page.getByRole('status', { name: 'Connection' }).filter({ hasText: text });
}

/** What the page says it shows. */
export function result(page: Page, text: string | RegExp): Locator {
  return page.getByRole('status', { name: 'Result' }).filter({ hasText: text });
}

/** What the page lets a person download for a click on a button. */
export async function downloaded(
  page: Page,
  button: Locator,
): Promise<{ readonly name: string; readonly text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: download.suggestedFilename(), text: await text(await download.createReadStream()) };
}
