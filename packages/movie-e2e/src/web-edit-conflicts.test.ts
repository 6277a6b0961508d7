import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createMovieClient, type MovieClient } from 'movie-client';
import type { Page } from 'playwright-core';
import { CatalogServer } from './testing/catalog-server.js';
import { describeInBrowser } from './testing/page-in-browser.js';
import { field, labelRow, live, openMovie, row } from './testing/page-parts.js';

describeInBrowser('an edit of a movie that others change', ({ open }) => {
  let server: CatalogServer;
  let client: MovieClient;
  let url: string;

  beforeAll(async () => {
    server = await CatalogServer.start([]);
    client = createMovieClient({ address: server.address });
    url = `http://${server.address}/`;
  });
  beforeEach(async () => {
    for await (const { id } of client.list()) await client.delete(id);
    await client.create({ id: 'up', title: 'Up', rating: 8.3, director: 'Pete Docter', genres: ['Animation'] });
  });
  afterAll(async () => {
    client.close();
    await server[Symbol.asyncDispose]();
  });

  /** Opens the movie, and saves what was filled in after someone else has changed it, or just then. */
  async function edit(fill: (page: Page) => Promise<void>, meanwhile: () => Promise<unknown>): Promise<Page> {
    const page = await open(url);
    await openMovie(page, 'Up');
    await fill(page);
    await meanwhile();
    await page.getByRole('button', { name: 'Save' }).click();
    return page;
  }

  test('an edit that collided shows both versions, and the person chooses field by field', async () => {
    const page = await edit(
      async (page) => {
        await page.getByRole('textbox', { name: 'Title' }).fill('Up!');
        await page.getByRole('textbox', { name: 'Rating' }).fill('8.5');
      },
      () => client.update('up', { rating: 9, director: 'Bob Peterson' }),
    );
    await page.getByText('Someone else has changed this movie').waitFor();
    const choice = (label: string, side: string) =>
      page.getByRole('dialog').getByRole('group', { name: label }).getByRole('radio', { name: side });
    // What only one of the two changed is chosen already.
    expect(await choice('Title', 'Mine').isChecked()).toBe(true);
    expect(await choice('Director', 'Theirs').isChecked()).toBe(true);
    const rating = page.getByRole('dialog').getByRole('group', { name: 'Rating' });
    expect(await rating.innerText()).toMatch(/Mine\s+8\.5\s+Theirs\s+9/);
    await choice('Rating', 'Theirs').check();
    await page.getByRole('button', { name: 'Save this version' }).click();
    await row(page, 'Up!').getByText('9.0').waitFor();
    expect(await client.get('up')).toMatchObject({ title: 'Up!', rating: 9, director: 'Bob Peterson' });
  });

  test('an edit that collided shows ratings that are none, and labels one by one', async () => {
    await client.update('up', { labels: { shelf: 'A', notes: 'x', lent: '' } });
    const page = await edit(
      async (page) => {
        const form = page.getByRole('dialog');
        await field(form, 'Rating').fill('');
        await form.getByRole('button', { name: 'Remove label lent' }).click();
        await labelRow(form, 2).value.fill('B');
      },
      () => client.update('up', { rating: 9, labels: { shelf: 'C', notes: 'y', watched: '2020' } }),
    );
    await page.getByText('Someone else has changed this movie').waitFor();
    const groups = page.getByRole('dialog').getByRole('group');
    const texts = (await groups.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
    expect(texts).toEqual([
      'Rating Mine not rated Theirs 9',
      'Label notes Mine x Theirs y',
      'Label shelf Mine B Theirs C',
      'Label watched Mine no such label Theirs 2020',
    ]);
    await page.getByRole('button', { name: 'Save this version' }).click();
    await row(page, 'Up').getByText('notes: y · shelf: B · watched: 2020').waitFor();
    const { rating, labels } = await client.get('up');
    expect(rating).toBeUndefined();
    expect(labels).toEqual({ notes: 'y', shelf: 'B', watched: '2020' });
  });

  test('a change from elsewhere leaves the button that is being clicked under the pointer', async () => {
    const page = await open(url);
    const form = await openMovie(page, 'Up');
    await live(page);
    await field(form, 'Title').fill('Up!');
    await form.getByRole('button', { name: 'Save' }).hover();
    await page.mouse.down();
    await client.update('up', { title: 'Up?' });
    await form.getByText('Someone has just changed this movie.').waitFor();
    await page.mouse.up();
    await page.getByText('Someone else has changed this movie').waitFor();
  });

  test('an edit that collided is taken as a whole, too', async () => {
    const page = await edit(
      (page) => page.getByRole('textbox', { name: 'Title' }).fill('Up!'),
      () => client.update('up', { title: 'Down', rating: 1 }),
    );
    await page.getByRole('button', { name: 'All mine' }).click();
    await page.getByRole('button', { name: 'Save this version' }).click();
    await row(page, 'Up!').waitFor();
    expect(await client.get('up')).toMatchObject({ title: 'Up!', rating: 8.3 });
  });

  test('an edit of a movie that was deleted meanwhile can add it again', async () => {
    const page = await edit(
      (page) => page.getByRole('textbox', { name: 'Title' }).fill('Up!'),
      () => client.delete('up'),
    );
    await page.getByRole('button', { name: 'Add it again with my changes' }).click();
    await row(page, 'Up!').waitFor();
    expect(await client.get('up')).toMatchObject({ title: 'Up!', director: 'Pete Docter' });
  });
});
