import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createMovieClient, type MovieClient } from 'movie-client';
import type { Page } from 'playwright-core';
import { CatalogServer } from './testing/catalog-server.js';
import { describeInBrowser } from './testing/page-in-browser.js';
import { downloaded, row } from './testing/page-parts.js';

const FILE = 'id,title,rating\nup,Up,9\nb,Brave,7.1\nbad,Bad,11\ntext,Text,many\n';

describeInBrowser('importing on the page', ({ open }) => {
  let server: CatalogServer;
  let client: MovieClient;

  beforeAll(async () => {
    server = await CatalogServer.start([]);
    client = createMovieClient({ address: server.address });
  });
  beforeEach(async () => {
    for await (const { id } of client.list()) await client.delete(id);
    await client.create({ id: 'up', title: 'Up', rating: 8.3 });
  });
  afterAll(async () => {
    client.close();
    await server[Symbol.asyncDispose]();
  });

  async function openPage(): Promise<Page> {
    const page = await open(`http://${server.address}/`);
    await row(page, 'Up').waitFor();
    return page;
  }

  /** Drops a file on the page, as a browser does. */
  async function drop(page: Page, name: string, content: string): Promise<void> {
    await page.evaluate(
      ([name, content]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([content], name));
        for (const type of ['dragover', 'drop'])
          document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
      },
      [name, content] as const,
    );
  }

  async function counts(page: Page): Promise<string> {
    const texts = await page.getByRole('dialog').locator('dl > div').allInnerTexts();
    return texts.map((text) => text.replace(/\s+/g, ' ').trim()).join(', ');
  }

  /** The items of a list of the preview. */
  async function items(
    page: Page,
    title: 'Problems' | 'Perhaps twice' | 'Perhaps several genres' | 'Changes',
  ): Promise<string[]> {
    const texts = await page.getByRole('region', { name: title }).getByRole('listitem').allInnerTexts();
    return texts.map((text) => text.replace(/\s+/g, ' ').trim());
  }

  async function changeThoseThere(page: Page): Promise<void> {
    await page.getByRole('checkbox', { name: /Change movies/ }).check();
  }

  test('a genre with a comma is named by its line, and a workbook is told from CSV', async () => {
    const page = await openPage();
    await drop(page, 'genres.csv', 'title,genre\nA,"Drama, Romance"\n');
    await page.getByRole('button', { name: 'Import 1 movie' }).waitFor();
    expect(await items(page, 'Perhaps several genres')).toEqual([
      'line 2 has the one genre “Drama, Romance”; semicolons separate genres',
    ]);
    await drop(page, 'movies.xlsx', 'PK');
    await page.getByText('movies.xlsx is a workbook. Save or export its sheet as CSV.').waitFor();
    await drop(page, 'movies.csv', 'PK\x03\x04');
    await page.getByText(/The file is a workbook, .*as CSV/).waitFor();
  });

  test('a dropped file shows what will happen, with its problems by line, before anything does', async () => {
    const page = await openPage();
    await drop(page, 'movies.csv', FILE);
    await page.getByRole('button', { name: 'Import 1 movie' }).waitFor();
    expect(await counts(page)).toBe('new 1, changed 0, unchanged 0, left out 3');
    expect((await items(page, 'Problems')).sort()).toEqual([
      'line 2 id is taken: "up"',
      'line 4 rating must be from 0 to 10, and is 11',
      'line 5 has the rating "many", which must be a number',
    ]);
    expect((await client.listPage()).totalSize).toBe(1);

    await changeThoseThere(page);
    await page.getByRole('button', { name: 'Import 2 movies' }).click();
    await page.getByText('Imported: 1 new, 1 changed, 2 left out.').waitFor();
    await row(page, 'Brave').waitFor();
    expect(await client.get('up')).toMatchObject({ rating: 9 });
    expect((await client.listPage()).totalSize).toBe(2);
  });

  test('a chosen file is imported, too, and a cancelled import changes nothing', async () => {
    const page = await openPage();
    const file = { name: 'more.ndjson', mimeType: '', buffer: Buffer.from('{"id":"c","title":"Coco"}\n') };
    await page.getByLabel('File of movies').setInputFiles(file);
    await page.getByRole('button', { name: 'Import 1 movie' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect((await client.listPage()).totalSize).toBe(1);
    await page.getByLabel('File of movies').setInputFiles(file);
    await page.getByRole('button', { name: 'Import 1 movie' }).click();
    await row(page, 'Coco').waitFor();
  });

  test('an import changes only what the file has, and each change is shown before', async () => {
    await client.update('up', { director: 'Pete', genres: ['Animation'], labels: { shelf: 'A', 'my notes': 'x' } });
    const page = await openPage();
    const header = 'id,title,rating,director,labels.shelf,labels.my notes';
    await drop(page, 'movies.csv', `${header}\nup,Up,,Bob,B,\nb,Brave,7,,,\n`);
    await page.getByRole('button', { name: 'Import 1 movie' }).waitFor();
    expect(await items(page, 'Changes')).toEqual(['Brave new Rating: 7']);
    await changeThoseThere(page);
    await page.getByRole('button', { name: 'Import 2 movies' }).waitFor();
    expect(await counts(page)).toBe('new 1, changed 1, unchanged 0, left out 0');
    expect(await items(page, 'Changes')).toEqual([
      'Up Director: Pete → Bob Rating: 8.3 → not rated Label my notes: x → no such label Label shelf: A → B',
      'Brave new Rating: 7',
    ]);
    await page.getByRole('button', { name: 'Import 2 movies' }).click();
    await page.getByText('Imported: 1 new, 1 changed.').waitFor();
    const { rating, director, genres, labels } = await client.get('up');
    expect({ rating, director, genres, labels }).toEqual({
      rating: undefined,
      director: 'Bob',
      genres: ['Animation'],
      labels: { shelf: 'B' },
    });
  });

  test('a movie that has changed since its record was exported is a problem of its line', async () => {
    const { etag } = await client.get('up');
    await client.update('up', { rating: 9 });
    const { etag: current } = await client.get('up');
    const page = await openPage();
    const records = [
      { id: 'b', title: 'Brave' },
      { id: 'up', title: 'Up!', etag },
    ];
    const lines = (movies: readonly object[]) => movies.map((movie) => `${JSON.stringify(movie)}\n`).join('');
    await drop(page, 'movies.ndjson', lines(records));
    await changeThoseThere(page);
    await page.getByRole('button', { name: 'Import 1 movie' }).waitFor();
    expect(await items(page, 'Problems')).toEqual(['line 2 etag is outdated: the movie has changed']);
    await page.keyboard.press('Escape');
    await drop(page, 'movies.ndjson', lines([{ id: 'up', title: 'Up!', etag: current }]));
    await changeThoseThere(page);
    await page.getByRole('button', { name: 'Import 1 movie' }).click();
    await row(page, 'Up!').waitFor();
    expect((await client.get('up')).rating).toBe(9);
  });

  test('new movies that are like others are said, and imported all the same', async () => {
    const page = await openPage();
    await drop(page, 'movies.csv', 'title,year\nUp,\nBrave,2012\nBRAVE,2012\nBrave,2013\n');
    await page.getByRole('button', { name: 'Import 4 movies' }).waitFor();
    expect(await items(page, 'Perhaps twice')).toEqual([
      'line 2 “Up” looks like the catalog’s with the id up',
      'line 4 “BRAVE” looks like that of line 3',
    ]);
    await page.getByRole('button', { name: 'Import 4 movies' }).click();
    await page.getByText('Imported: 4 new, 0 changed.').waitFor();
  });

  test.each(['CSV', 'JSON', 'JSON lines'])(
    'what was exported as %s comes back with nothing changed',
    async (format) => {
      const labels = { shelf: 'A', notes: 'two\nlines; "quoted", with, commas', seen: '' };
      await client.create({ id: 'b', title: 'Brave, "new"', genres: ['Drama', 'Sci-Fi'], releaseYear: 2012, labels });
      const page = await openPage();
      await row(page, 'Brave, "new"').waitFor();
      await page.getByRole('button', { name: 'Export' }).click();
      const button = page.getByRole('button', { name: `What is shown, as ${format}`, exact: true });
      const { name, text } = await downloaded(page, button);
      await drop(page, name, text);
      await changeThoseThere(page);
      await page.getByRole('button', { name: 'Nothing to import' }).waitFor();
      expect(await counts(page)).toBe('new 0, changed 0, unchanged 2, left out 0');
    },
  );

  test.each([
    ['movies.txt', '', 'must end with .json, .ndjson or .csv'],
    ['movies.json', '{"movies": [', 'The file is not valid JSON: see line 1, column 13.'],
    ['movies.csv', 'id,titel\n', 'has the column "titel"'],
  ])('a file that is no import is explained: %s %j', async (name, content, explanation) => {
    const page = await openPage();
    await drop(page, name, content);
    await page.getByRole('alert').filter({ hasText: explanation }).waitFor();
  });
});
