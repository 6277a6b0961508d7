import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createMovieClient, type MovieClient } from 'movie-client';
import type { Page } from 'playwright-core';
import { CatalogServer } from './testing/catalog-server.js';
import { describeInBrowser } from './testing/page-in-browser.js';
import { live, openMovie, row } from './testing/page-parts.js';

const UP = { id: 'up', title: 'Up', rating: 8.3, director: 'Pete Docter', labels: { shelf: 'A' } };

describeInBrowser('undoing on the page', ({ open }) => {
  let server: CatalogServer;
  let client: MovieClient;

  beforeAll(async () => {
    server = await CatalogServer.start([], { flags: ['--watch-history', '10'] });
    client = createMovieClient({ address: server.address });
  });
  beforeEach(async () => {
    for await (const { id } of client.list()) await client.delete(id);
    await client.create(UP);
  });
  afterAll(async () => {
    client.close();
    await server[Symbol.asyncDispose]();
  });

  async function openPage(): Promise<Page> {
    const page = await open(`http://${server.address}/`);
    await live(page);
    await row(page, 'Up').waitFor();
    return page;
  }

  async function importMovies(page: Page): Promise<void> {
    const buffer = Buffer.from('id,title,rating\nup,Up,1\nb,Brave,7\n');
    await page.getByLabel('File of movies').setInputFiles({ name: 'a.csv', mimeType: '', buffer });
    await page.getByRole('checkbox', { name: /Change movies/ }).check();
    await page.getByRole('button', { name: 'Import 2 movies' }).click();
    await row(page, 'Brave').waitFor();
  }

  const undo = (page: Page) => page.getByRole('button', { name: 'Undo' });

  /** More changes than the server keeps. */
  async function forget(): Promise<void> {
    for (let index = 0; index < 12; index++) await client.create({ id: `m${index}`, title: `Movie ${index}` });
  }

  test('an import is undone as a whole: the file is as it was, byte for byte', async () => {
    const file = () => readFileSync(join(server.folder.path, 'movies.json'), 'utf8');
    const before = file();
    const page = await openPage();
    await importMovies(page);
    expect(file()).not.toBe(before);
    await undo(page).click();
    await page.getByText('The import is undone.').waitFor();
    await row(page, 'Brave').waitFor({ state: 'detached' });
    await row(page, 'Up').getByText('8.3').waitFor();
    expect(file()).toBe(before);
  });

  test('an import is not undone over later changes: they are said by movie', async () => {
    const page = await openPage();
    await importMovies(page);
    await client.delete('up');
    await client.update('b', { title: 'Braver' });
    await undo(page).click();
    const text = 'Nothing was undone: “up” was deleted after the write, “Braver” was changed after the write.';
    await page.getByText(text).waitFor();
    expect((await client.listPage()).movies.map(({ title }) => title)).toEqual(['Braver']);
  });

  test('what the server has forgotten is said, and a deleted movie is brought back all the same', async () => {
    const before = await client.get('up');
    const page = await openPage();
    await importMovies(page);
    await forget();
    await undo(page).click();
    await page.getByText('This can’t be undone any more: the server keeps only the latest changes.').waitFor();

    await client.update('up', { rating: UP.rating });
    await openMovie(page, 'Up');
    await page.getByRole('button', { name: 'Delete' }).click();
    await row(page, 'Up').waitFor({ state: 'detached' });
    for (let index = 0; index < 12; index++) await client.delete(`m${index}`);
    await undo(page).click();
    await row(page, 'Up').waitFor();
    expect(await client.get('up')).toEqual(before);
  });

  test('a deletion is not undone over a movie that has taken its id', async () => {
    const page = await openPage();
    await openMovie(page, 'Up');
    await page.getByRole('button', { name: 'Delete' }).click();
    await row(page, 'Up').waitFor({ state: 'detached' });
    await client.create({ id: 'up', title: 'Another' });
    await undo(page).click();
    await page.getByText('Nothing was undone: “Another” was changed after the write.').waitFor();
    expect((await client.get('up')).title).toBe('Another');
  });
});
