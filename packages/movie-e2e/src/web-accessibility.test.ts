import { afterAll, beforeAll, expect, test } from '@jest/globals';
import axe from 'axe-core';
import { createMovieClient } from 'movie-client';
import { byToken } from 'movie-server';
import type { Page } from 'playwright-core';
import { CatalogProcess } from './testing/catalog-process.js';
import { CatalogServer } from './testing/catalog-server.js';
import { describeInBrowser } from './testing/page-in-browser.js';
import { openMovie, row } from './testing/page-parts.js';

const MOVIES = Array.from({ length: 30 }, (_, index) => ({
  id: `m${index}`,
  title: `Movie ${index}`,
  ...(index % 10 > 0 && { rating: index % 10 }),
  director: index % 2 ? 'Somebody' : '',
  genres: ['Drama'],
  labels: { shelf: 'A' },
}));
// In the dark and on a phone, colours and sizes differ; the rest is the same.
const SCREENS = [
  { width: 1280, height: 800, colorScheme: 'light', rules: undefined },
  {
    width: 390,
    height: 844,
    colorScheme: 'dark',
    rules: ['color-contrast', 'target-size', 'scrollable-region-focusable'],
  },
] as const;

describeInBrowser('the page is for everyone', ({ open }) => {
  let server: CatalogServer;

  beforeAll(async () => {
    server = await CatalogServer.start(MOVIES);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** What axe finds, as `rule: where`. */
  async function findings(page: Page, rules: readonly string[] | undefined): Promise<string[]> {
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
    // All else that axe would describe, for each element of the page, takes longer than to find the violations.
    const { violations } = await page.evaluate(
      async (options): Promise<axe.AxeResults> => Object(globalThis).axe.run(options),
      { resultTypes: ['violations'], ...(rules && { runOnly: [...rules] }) } satisfies axe.RunOptions,
    );
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  }

  test.each(SCREENS)('axe finds nothing on any view, %j', async ({ colorScheme, rules, ...viewport }) => {
    const page = await open(`http://${server.address}/?label=shelf`, {
      viewport,
      colorScheme,
      reducedMotion: 'reduce',
    });
    await row(page, 'Movie 1').waitFor();
    if (viewport.width < 700) await page.getByRole('button', { name: 'Filters (on)' }).click();
    expect(await findings(page, rules)).toEqual([]);
    await page.getByRole('button', { name: 'Export' }).click();
    expect(await findings(page, rules)).toEqual([]);
    await page.keyboard.press('Escape');

    const form = await openMovie(page, 'Movie 1');
    await form.getByRole('textbox', { name: 'Rating' }).fill('11');
    await form.getByRole('button', { name: 'New label' }).click();
    await form.getByLabel('Value of label 2').fill('without a name');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('must be from 0 to 10').waitFor();
    expect(await findings(page, rules)).toEqual([]);
    await page.keyboard.press('Escape');

    const buffer = Buffer.from('title,rating,director\nMovie 1,1,Somebody\nBad,11,\n');
    await page.getByLabel('File of movies').setInputFiles({ name: 'a.csv', mimeType: '', buffer });
    await page.getByRole('button', { name: 'Import 1 movie' }).waitFor();
    expect(await findings(page, rules)).toEqual([]);
    await page.keyboard.press('Escape');

    await openMovie(page, 'Movie 2');
    await form.getByRole('textbox', { name: 'Rating' }).fill(colorScheme === 'light' ? '3' : '4');
    using client = createMovieClient({ address: server.address });
    const { director } = await client.get('m2');
    await client.update('m2', { director: `${director}!` });
    await form.getByText('Someone has just changed this movie.').waitFor();
    expect(await findings(page, rules)).toEqual([]);
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByRole('button', { name: 'Save this version' }).waitFor();
    expect(await findings(page, rules)).toEqual([]);
    await form.getByRole('button', { name: 'Save this version' }).click();
    await page.getByText('Saved “Movie 2”.').waitFor();
    expect(await findings(page, rules)).toEqual([]);

    await page.goto(`http://${server.address}/?genre=darma&unrated=`);
    await page.getByText('No genre contains “darma”.').waitFor();
    expect(await findings(page, rules)).toEqual([]);
    await page.goto(`http://${server.address}/?q=nothing+of+the+kind`);
    await page.getByRole('button', { name: 'Show all movies' }).waitFor();
    expect(await findings(page, rules)).toEqual([]);
  });

  test('axe finds nothing where the page asks for a token, and where it only reads', async () => {
    const writeAccess = byToken(() => [{ name: 'ann', token: 'secret' }]);
    await using signedIn = await CatalogServer.start([], { writeAccess });
    const page = await open(`http://${signedIn.address}/`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Write token').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('The server doesn’t know this token.').waitFor();
    expect(await findings(page, undefined)).toEqual([]);

    await using readOnly = await CatalogProcess.start(MOVIES, ['--read-only']);
    await page.goto(`http://${readOnly.address}/`);
    await page.getByText('Read-only').waitFor();
    await openMovie(page, 'Movie 1');
    expect(await findings(page, undefined)).toEqual([]);
  });

  test('nothing moves for those who asked for that', async () => {
    const page = await open(`http://${server.address}/`, { reducedMotion: 'reduce' });
    await openMovie(page, 'Movie 1');
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    const durations = await page.evaluate(() =>
      [...document.querySelectorAll('*')].map((element) => getComputedStyle(element).transitionDuration),
    );
    expect([...new Set(durations)]).toEqual(['0s']);
  });
});
