import { expect, test } from '@jest/globals';
import { CatalogProcess } from './testing/catalog-process.js';
import { describeInBrowser } from './testing/page-in-browser.js';
import { result, rows } from './testing/page-parts.js';

const MOVIES = Array.from({ length: 100_000 }, (_, index) => ({
  id: `m${String(index).padStart(6, '0')}`,
  title: `Movie ${index} of ${['rivers', 'winters', 'machines', 'mirrors'][index % 4]}`,
  rating: (index * 7) % 10,
  director: `Director ${index % 500}`,
  releaseYear: 1900 + (index % 125),
  genres: [`Genre ${index % 20}`],
}));

describeInBrowser('the page with 100,000 movies', ({ open }) => {
  /** When a page that is opened shows its first movies, in milliseconds from its start. */
  async function firstView(url: string): Promise<number> {
    const page = await open('about:blank');
    await page.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (!document.querySelector('[data-row]')) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => performance.mark('first view')));
      }).observe(document, { childList: true, subtree: true });
    });
    await page.goto(url);
    await page.waitForFunction(() => performance.getEntriesByName('first view').length > 0);
    const time = await page.evaluate(() => performance.getEntriesByName('first view')[0]?.startTime ?? Infinity);
    await page.close();
    return time;
  }

  test('is there about as fast as with ten, and stays quick while a person scrolls and searches', async () => {
    await using server = await CatalogProcess.start(MOVIES);
    await using small = await CatalogProcess.start(MOVIES.slice(0, 10));
    const url = `http://${server.address}/`;
    const firstViews = { large: Infinity, small: Infinity };
    // In turns, and the fastest of each: a busy machine slows both.
    for (let visit = 0; visit < 5; visit++) {
      firstViews.small = Math.min(firstViews.small, await firstView(`http://${small.address}/`));
      firstViews.large = Math.min(firstViews.large, await firstView(url));
    }
    expect(firstViews.large / firstViews.small).toBeLessThan(2);

    const page = await open(url);
    await result(page, '100,000 movies').waitFor();
    await page.waitForFunction(() => {
      scrollTo(0, document.documentElement.scrollHeight);
      return Number([...document.querySelectorAll<HTMLElement>('[data-row]')].at(-1)?.dataset['row']) > 20_000;
    });
    expect(await rows(page).count()).toBeLessThan(60);
    const search = page.getByRole('searchbox');
    await search.fill('mirors');
    await result(page, 'The 100 best matches for “mirors”').waitFor();
    expect(await rows(page).first().innerText()).toContain('of mirrors');
  });
});
