import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CatalogServer } from './testing/catalog-server.js';
import { describeInBrowser } from './testing/page-in-browser.js';
import { downloaded, result, row, rows } from './testing/page-parts.js';

const NOT_A_TAG = '<img src=x onerror="document.title=1">';
const FILLERS = Array.from({ length: 3_000 }, (_, index) => {
  const number = String(index).padStart(4, '0');
  return { id: `n${number}`, title: `Filler ${number}`, rating: index % 8, director: 'Nobody', releaseYear: 1950 };
});
const MOVIES = [
  {
    id: 'a1',
    title: 'The Martian',
    rating: 8.2,
    director: 'Ridley Scott',
    releaseYear: 2015,
    genres: ['Drama', 'Sci-Fi'],
  },
  { id: 'a2', title: 'Alien', rating: 8.5, director: 'Ridley Scott', releaseYear: 1979, genres: ['Sci-Fi'] },
  { id: 'a3', title: 'Brave', rating: 7.1, director: 'Mark Andrews', releaseYear: 2012 },
  { id: 'a4', title: NOT_A_TAG, rating: 9, director: '', releaseYear: 0 },
  ...FILLERS,
];

describeInBrowser('the list on the page', ({ open }) => {
  let server: CatalogServer;
  let url: string;

  beforeAll(async () => {
    server = await CatalogServer.start(MOVIES);
    url = `http://${server.address}/`;
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('loads as a person scrolls, and draws only what is in view', async () => {
    const page = await open(url);
    await result(page, '3,004 movies').waitFor();
    await rows(page).first().waitFor();
    expect(await rows(page).count()).toBeLessThan(60);
    const height = () => page.evaluate(() => document.documentElement.scrollHeight);
    const first = await height();
    expect(first).toBeLessThan(3_004 * 40);
    await page.waitForFunction(() => {
      scrollTo(0, document.documentElement.scrollHeight);
      return [...document.querySelectorAll('[data-row] a')].at(-1)?.textContent === 'Filler 2999';
    });
    expect(await height()).toBeGreaterThan(3_004 * 40);
    expect(await rows(page).count()).toBeLessThan(60);
  });

  test('is searched as a person types, and forgives misspelt words', async () => {
    const page = await open(url);
    await result(page, '3,004 movies').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('marsian rid');
    await result(page, 'for “marsian rid”').waitFor();
    await row(page, 'The Martian').waitFor();
    expect(page.url()).toBe(`${url}?q=marsian+rid`);
    await page.goBack();
    await result(page, '3,004 movies').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
  });

  test('has its filters and its order in the address: back, reload and share work', async () => {
    const page = await open(url);
    await page.getByLabel('Rating from').fill('8');
    await page.keyboard.press('Tab');
    await result(page, '3 movies with these filters').waitFor();
    await page.getByRole('button', { name: 'Year' }).click();
    const titles = ['The Martian', 'Alien', NOT_A_TAG];
    await page.waitForFunction((title) => document.querySelector('[data-row="0"] a')?.textContent === title, titles[0]);
    expect(await rows(page).locator('a').allInnerTexts()).toEqual(titles);
    expect(page.url()).toBe(`${url}?min-rating=8&order=year&descending=`);

    const shared = await open(`${page.url()}&genre=Sci-Fi`);
    await result(shared, '2 movies with these filters').waitFor();
    await shared.getByRole('button', { name: 'Remove Sci-Fi' }).click();
    await result(shared, '3 movies with these filters').waitFor();

    await page.reload();
    await result(page, '3 movies with these filters').waitFor();
    await page.goBack();
    await page.goBack();
    await result(page, '3,004 movies').waitFor();
    expect(await page.getByLabel('Rating from').inputValue()).toBe('');
  });

  test('has nothing in a range that ends before it begins, until it is put right', async () => {
    const page = await open(`${url}?min-rating=8`);
    await result(page, '3 movies').waitFor();
    const to = page.getByLabel('Rating to');
    await to.fill('7');
    await page.keyboard.press('Tab');
    await result(page, '0 movies with these filters').waitFor();
    expect(await to.getAttribute('aria-invalid')).toBe('true');
    await to.fill('8.5');
    await page.keyboard.press('Tab');
    await result(page, '2 movies with these filters').waitFor();
    expect(await to.getAttribute('aria-invalid')).toBe('false');
  });

  test('says when nothing is found, and how to go on', async () => {
    const page = await open(`${url}?q=martian&min-rating=9.5`);
    await result(page, 'No movie with these filters matches “martian”.').waitFor();
    await page.getByRole('button', { name: 'Search without filters' }).click();
    await row(page, 'The Martian').waitFor();
  });

  test('is searched for as many bytes as the server takes, in whole characters', async () => {
    const page = await open(url);
    const search = page.getByRole('searchbox');
    const refused: string[] = [];
    page.on('response', (response) => {
      if (!response.ok()) refused.push(response.url());
    });
    for (const [text, taken] of [
      ['三'.repeat(100), '三'.repeat(85)],
      [`a${'🎬'.repeat(70)}`, `a${'🎬'.repeat(63)}`],
      ['a'.repeat(256), 'a'.repeat(256)],
    ] as const) {
      // The second time, the query stays as it is.
      for (const _ of ['once', 'again']) {
        await search.fill(text);
        expect(await search.inputValue()).toBe(taken);
        await result(page, `“${taken}”`).waitFor();
      }
    }
    await search.fill('alien');
    await row(page, 'Alien').waitFor();
    expect(refused).toEqual([]);
  });

  test('says what the server refuses, and leads out of it', async () => {
    const page = await open(`${url}?q=${'三'.repeat(100)}`);
    await page.getByRole('alert').filter({ hasText: 'at most 256 bytes' }).waitFor();
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Show all movies' }).click();
    await result(page, '3,004 movies').waitFor();
  });

  test('asks again once it is live, while the way out of a refusal stays where it is', async () => {
    const page = await open(url);
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/WatchMovies', (route) => released.then(() => route.continue()));
    await page.goto(`${url}?q=${'三'.repeat(100)}`);
    const button = await page.getByRole('button', { name: 'Show all movies' }).elementHandle();
    const again = page.waitForResponse((response) => response.status() === 400);
    release();
    await (await again).finished();
    await page.getByRole('status', { name: 'Connection' }).filter({ hasText: 'Live' }).waitFor();
    await button?.click();
    await result(page, '3,004 movies').waitFor();
  });

  test('is exported as it is filtered, in the formats of the command line', async () => {
    const page = await open(`${url}?director=Ridley+Scott`);
    await result(page, '2 movies').waitFor();
    const text = async (format: string) => {
      await page.getByRole('button', { name: 'Export' }).click();
      const button = page.getByRole('button', { name: `What is shown, as ${format}`, exact: true });
      return (await downloaded(page, button)).text;
    };
    expect(await text('CSV')).toBe(
      'id,title,rating,director,releaseYear,genres,labels\n' +
        'a1,The Martian,8.2,Ridley Scott,2015,Drama;Sci-Fi,\na2,Alien,8.5,Ridley Scott,1979,Sci-Fi,\n',
    );
    expect(JSON.parse(await text('JSON'))).toMatchObject({ movies: [{ id: 'a1' }, { id: 'a2' }] });
    expect((await text('JSON lines')).split('\n')).toHaveLength(3);
  });

  test('is exported whole, although only its start is loaded', async () => {
    const page = await open(url);
    await page.getByRole('button', { name: 'Export' }).click();
    const { text } = await downloaded(page, page.getByRole('button', { name: 'JSON lines' }));
    expect(text.trim().split('\n')).toHaveLength(3_004);
  });

  test('shows titles with markup as text', async () => {
    const page = await open(`${url}?order=rating&descending=`);
    await row(page, NOT_A_TAG).getByRole('link').click();
    expect(await page.getByRole('textbox', { name: 'Title' }).inputValue()).toBe(NOT_A_TAG);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe('Movies');
  });

  test.each([320, 390, 3_840])('fits into %d pixels', async (width) => {
    const page = await open(url, { viewport: { width, height: 800 } });
    await row(page, 'The Martian').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    const title = await row(page, 'The Martian').getByRole('link').boundingBox();
    const director = await row(page, 'The Martian').getByText('Ridley Scott').boundingBox();
    // On a phone, the director is below the title: a card.
    expect((director?.y ?? 0) > (title?.y ?? 0) + 10).toBe(width < 700);
  });

  test('comes from this server alone, in at most 60 KB of script, and says nothing on the console', async () => {
    const page = await open('about:blank');
    const said: string[] = [];
    const scripts: number[] = [];
    const hosts = new Set<string>();
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
    page.on('response', async (response) => {
      if (response.url().endsWith('.js')) scripts.push(Number(response.headers()['content-length']));
    });
    await page.goto(url);
    await row(page, 'The Martian').waitFor();
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('button', { name: 'CSV' }).click();
    await page.getByText('Exported 3,004 movies.').waitFor();
    expect([...hosts]).toEqual([server.address]);
    expect(said).toEqual([]);
    expect(scripts).toHaveLength(2);
    expect(scripts.reduce((sum, size) => sum + size, 0)).toBeLessThan(60 * 1024);
  });
});
