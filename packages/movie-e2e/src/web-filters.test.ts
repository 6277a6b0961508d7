import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { CatalogServer } from './testing/catalog-server.js';
import { describeInBrowser } from './testing/page-in-browser.js';
import { result, row } from './testing/page-parts.js';

// In the order in which they were added.
const MOVIES = [
  { id: 'm5', title: 'Rocky 10', rating: 6, director: 'ágnes Varda', releaseYear: 1999, genres: ['Drama'] },
  { id: 'm1', title: 'Rocky 2', rating: 7, director: 'Zoe Smith', releaseYear: 1979, genres: ['Drama', 'Sport'] },
  { id: 'm4', title: 'Élan', director: 'Steven Spielberg', releaseYear: 1980, labels: { shelf: 'A, left', seen: '' } },
  { id: 'm2', title: 'zebra', rating: 2, director: 'Bob Spielberger', genres: ['Melodrama', 'Comedy'] },
  { id: 'm3', title: 'Eland', rating: 9, director: '', releaseYear: 1980, labels: { shelf: 'B' } },
];

describeInBrowser('the filters and orders on the page', ({ open }) => {
  let server: CatalogServer;
  let url: string;

  beforeAll(async () => {
    server = await CatalogServer.start(MOVIES);
    url = `http://${server.address}/`;
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** Waits until the list has exactly these movies, in this order. */
  async function shows(page: Page, titles: readonly string[]): Promise<void> {
    await result(page, titles.length === 1 ? /^1 movie|^One match/ : new RegExp(`\\b${titles.length} `)).waitFor();
    await page.waitForFunction(
      (expected) =>
        [...document.querySelectorAll('[data-row] a')].map(({ textContent }) => textContent).join('|') === expected,
      titles.join('|'),
    );
  }

  async function filters(page: Page): Promise<void> {
    await result(page, '5 movies').waitFor();
  }

  test('movies that are not rated are a filter, and say so', async () => {
    const page = await open(`${url}?min-rating=5`);
    await shows(page, ['Rocky 2', 'Eland', 'Rocky 10']);
    await page.getByRole('checkbox', { name: 'Not rated' }).check();
    await shows(page, ['Élan']);
    expect(page.url()).toBe(`${url}?unrated=`);
    expect(await page.getByLabel('Rating from').isDisabled()).toBe(true);
    await page.reload();
    await shows(page, ['Élan']);
    await row(page, 'Élan').getByText('not rated').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await filters(page);
    expect(await page.getByRole('checkbox', { name: 'Not rated' }).isChecked()).toBe(false);
  });

  test('labels are a filter by their name, or by their name and value', async () => {
    const page = await open(url);
    await filters(page);
    const input = page.getByRole('combobox', { name: 'Labels', exact: true });
    await input.fill('shelf');
    await input.press('Enter');
    await shows(page, ['Eland', 'Élan']);
    expect(page.url()).toBe(`${url}?label=shelf`);
    await input.pressSequentially('shelf=A, left');
    await input.press('Enter');
    await shows(page, ['Élan']);
    await page.reload();
    await shows(page, ['Élan']);
    await page.getByRole('button', { name: 'Remove shelf=A, left' }).click();
    await shows(page, ['Eland', 'Élan']);
  });

  test('a part of a director’s name suffices', async () => {
    const page = await open(url);
    await filters(page);
    await page.getByRole('combobox', { name: 'Director', exact: true }).fill('spielberg');
    await page.keyboard.press('Tab');
    await shows(page, ['zebra', 'Élan']);
  });

  test('of several genres, a movie has all or one, as the person says', async () => {
    const page = await open(`${url}?genre=drama&genre=comedy`);
    await shows(page, ['zebra']);
    const choice = page.getByLabel('Genres match');
    await choice.selectOption('any of these');
    await shows(page, ['Rocky 2', 'zebra', 'Rocky 10']);
    expect(page.url()).toBe(`${url}?genre=drama&genre=comedy&any-genre=`);
    await page.reload();
    await shows(page, ['Rocky 2', 'zebra', 'Rocky 10']);
    await choice.selectOption('all of these');
    await shows(page, ['zebra']);
  });

  test('one year is from it to it', async () => {
    const page = await open(url);
    await filters(page);
    for (const bound of ['Year from', 'Year to']) await page.getByLabel(bound).fill('1980');
    await page.keyboard.press('Tab');
    await shows(page, ['Eland', 'Élan']);
  });

  test('filters suggest what there is, with how many movies have it', async () => {
    const page = await open(url);
    await filters(page);
    await page.getByRole('combobox', { name: 'Director', exact: true }).focus();
    const options = (id: string) =>
      page
        .locator(`datalist[id="${id}"] option`)
        .evaluateAll((found) =>
          found.map((option) => `${option.getAttribute('value')} ${option.getAttribute('label')}`),
        );
    await page.locator('datalist option').first().waitFor({ state: 'attached' });
    expect(await options('genres')).toEqual(['Drama 2', 'Comedy 1', 'Melodrama 1', 'Sport 1']);
    expect((await options('directors')).sort()).toEqual([
      'Bob Spielberger 1',
      'Steven Spielberg 1',
      'Zoe Smith 1',
      'ágnes Varda 1',
    ]);
    expect(await options('label-keys')).toEqual(['shelf 2', 'seen 1']);
    for (const [name, list] of [
      ['Director', 'directors'],
      ['Genres', 'genres'],
      ['Labels', 'label-keys'],
    ] as const) {
      expect(await page.getByRole('combobox', { name, exact: true }).getAttribute('list')).toBe(list);
    }
  });

  test('a filter that nothing has leads to one like it', async () => {
    const page = await open(`${url}?director=Speilberg&genre=drama&genre=Sprot&any-genre=&from=1980`);
    await page.getByText('No director contains “Speilberg”.').waitFor();
    await page.getByText('No genre contains “Sprot”.').waitFor();
    expect(await page.getByText('“drama”').count()).toBe(0);
    await page.getByRole('button', { name: 'Steven Spielberg (1)' }).click();
    await page.getByText('No director contains').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Sport (1)' }).click();
    expect(page.url()).toContain('director=Steven+Spielberg&genre=drama&genre=Sport');
    await page.goto(`${url}?label=sehlf=B`);
    await page.getByText('No label is called “sehlf”.').waitFor();
    await page.getByRole('button', { name: 'shelf (2)' }).click();
    await shows(page, ['Eland']);
    expect(page.url()).toBe(`${url}?label=shelf%3DB`);
  });

  test.each([
    ['Title', ['Élan', 'Eland', 'Rocky 2', 'Rocky 10', 'zebra'], ['zebra', 'Rocky 10', 'Rocky 2', 'Eland', 'Élan']],
    ['Director', ['Rocky 10', 'zebra', 'Élan', 'Rocky 2', 'Eland'], ['Rocky 2', 'Élan', 'zebra', 'Rocky 10', 'Eland']],
    ['Rating', ['Eland', 'Rocky 2', 'Rocky 10', 'zebra', 'Élan'], ['zebra', 'Rocky 10', 'Rocky 2', 'Eland', 'Élan']],
    ['Year', ['Rocky 10', 'Eland', 'Élan', 'Rocky 2', 'zebra'], ['Rocky 2', 'Eland', 'Élan', 'Rocky 10', 'zebra']],
  ])('the head of %s orders by it, and movies without a value come last either way', async (name, once, twice) => {
    const page = await open(url);
    await filters(page);
    const head = page.getByRole('columnheader', { name });
    const sorts = name === 'Title' || name === 'Director' ? ['ascending', 'descending'] : ['descending', 'ascending'];
    for (const [index, titles] of [once, twice].entries()) {
      await head.getByRole('button').click();
      await shows(page, titles);
      expect(await head.getAttribute('aria-sort')).toBe(sorts[index]);
    }
  });

  test('what was added last is shown first, and what is added then before it', async () => {
    const page = await open(url);
    await filters(page);
    await page.getByRole('combobox', { name: 'Order', exact: true }).selectOption('Newly added first');
    await shows(page, ['Eland', 'zebra', 'Élan', 'Rocky 2', 'Rocky 10']);
    expect(page.url()).toBe(`${url}?order=added&descending=`);
    await page.getByRole('combobox', { name: 'Order', exact: true }).selectOption('Newly added last');
    await shows(page, ['Rocky 10', 'Rocky 2', 'Élan', 'zebra', 'Eland']);
  });

  test('a search keeps to the filters, and says which words no movie has', async () => {
    const page = await open(`${url}?q=roky+qqxx&max-rating=6.5`);
    await shows(page, ['Rocky 10']);
    await result(
      page,
      'One match for “roky qqxx” with these filters. Without “qqxx”: no movie with these filters has it.',
    ).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await result(page, 'The 2 best matches for “roky qqxx”. Without “qqxx”: no movie has it.').waitFor();
    await page.getByRole('searchbox').fill('roky');
    await result(page, /The 2 best matches for “roky”\.$/).waitFor();
  });

  test('words in an order of their own are found as they are, in any field', async () => {
    const page = await open(`${url}?q=spielberg&order=title`);
    await shows(page, ['Élan', 'zebra']);
    await result(page, '2 movies that contain “spielberg”').waitFor();
    await page.getByRole('searchbox').fill('A, left');
    await shows(page, ['Élan']);
    await page.getByRole('searchbox').fill('speilberg');
    await result(page, '0 movies').waitFor();
    await page.getByRole('button', { name: 'Search for words like these' }).click();
    await row(page, 'Élan').waitFor();
  });
});
