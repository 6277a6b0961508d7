import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createMovieClient, type MovieClient } from 'movie-client';
import { CatalogServer } from './testing/catalog-server.js';
import { describeInBrowser } from './testing/page-in-browser.js';
import { field, labelRow, openMovie, row } from './testing/page-parts.js';

describeInBrowser('editing on the page', ({ open }) => {
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

  test('a movie is added, after the server’s violations are shown beside their fields', async () => {
    const page = await open(url);
    await page.getByRole('button', { name: 'Add' }).click();
    const form = page.getByRole('dialog', { name: 'Add a movie' });
    await field(form, 'Rating').fill('11');
    await field(form, 'Year').fill('1066');
    await field(form, 'Genres').pressSequentially(`${'x'.repeat(65)},Drama`);
    await form.getByRole('button', { name: 'Add' }).click();
    const problemOf = async (label: Parameters<typeof field>[1]) => {
      const input = field(form, label);
      expect(await input.getAttribute('aria-invalid')).toBe('true');
      return form.locator(`[id="${await input.getAttribute('aria-describedby')}"]`).innerText();
    };
    await form.getByText('must be from 0 to 10, and is 11').waitFor();
    expect(await problemOf('Title')).toBe('is required');
    expect(await problemOf('Rating')).toContain('must be from 0 to 10');
    expect(await problemOf('Year')).toContain('must be a year');
    expect(await problemOf('Genres')).toContain('must be at most 64 bytes');
    await field(form, 'Title').fill('Brave');
    await field(form, 'Rating').fill('7,1');
    await field(form, 'Year').fill('2012');
    await form.getByRole('button', { name: /Remove x/ }).click();
    await form.getByRole('button', { name: 'Add' }).click();
    await row(page, 'Brave').waitFor();
    await form.waitFor({ state: 'detached' });
    const [added] = (await client.listPage({ titleContains: 'Brave' })).movies;
    expect(added).toMatchObject({ title: 'Brave', rating: 7.1, releaseYear: 2012, genres: ['Drama'] });
  });

  test('a movie needn’t be rated: an empty rating is none, in the form and in the row', async () => {
    const page = await open(url);
    const rating = row(page, 'Up').getByRole('cell').last();
    await row(page, 'Up').waitFor();
    expect(await rating.innerText()).toBe('8.3');
    const form = await openMovie(page, 'Up');
    await field(form, 'Rating').fill('');
    await form.getByRole('button', { name: 'Save' }).click();
    await row(page, 'Up').getByText('not rated').waitFor();
    expect(await rating.ariaSnapshot()).toBe('- cell "not rated"');
    expect(await rating.getByText('–').isVisible()).toBe(true);
    expect((await client.get('up')).rating).toBeUndefined();
    await openMovie(page, 'Up');
    expect(await field(form, 'Rating').inputValue()).toBe('');
    await field(form, 'Rating').fill('0');
    await form.getByRole('button', { name: 'Save' }).click();
    await row(page, 'Up').getByText('0.0').waitFor();
    expect((await client.get('up')).rating).toBe(0);

    await page.getByRole('button', { name: 'Add' }).click();
    await field(page.getByRole('dialog'), 'Title').fill('Brave');
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
    await row(page, 'Brave').getByText('not rated').waitFor();
    const [brave] = (await client.listPage({ titleContains: 'Brave' })).movies;
    expect(brave?.rating).toBeUndefined();
  });

  test('labels are added, changed and removed', async () => {
    await client.update('up', { labels: { shelf: 'A', watched: '' } });
    const page = await open(url);
    const labels = row(page, 'Up').locator('.row-labels');
    await row(page, 'Up').waitFor();
    expect(await labels.innerText()).toBe('shelf: A · watched');
    const form = await openMovie(page, 'Up');
    await labelRow(form, 1).value.fill('B');
    await form.getByRole('button', { name: 'Remove label watched' }).click();
    await form.getByRole('button', { name: 'New label' }).click();
    // The new row has the focus once the page has drawn it.
    await labelRow(form, 2).name.and(page.locator(':focus')).waitFor();
    await page.keyboard.type('notes');
    await labelRow(form, 2).value.fill('two\nlines');
    // A row that nothing is typed into is no label.
    await form.getByRole('button', { name: 'New label' }).click();
    await form.getByRole('button', { name: 'Save' }).click();
    await row(page, 'Up').getByText('notes: two lines · shelf: B').waitFor();
    expect((await client.get('up')).labels).toEqual({ notes: 'two\nlines', shelf: 'B' });
  });

  test('what is wrong with a label is said beside it', async () => {
    await client.update('up', { labels: { shelf: 'A' } });
    const page = await open(url);
    const form = await openMovie(page, 'Up');
    const add = async (number: number, name: string, value: string) => {
      await form.getByRole('button', { name: 'New label' }).click();
      await labelRow(form, number).name.fill(name);
      await labelRow(form, number).value.fill(value);
    };
    const problemOf = async (number: number) => {
      const { name, value } = labelRow(form, number);
      const [id, sameId] = [await name.getAttribute('aria-describedby'), await value.getAttribute('aria-describedby')];
      expect(sameId).toBe(id);
      expect(await value.getAttribute('aria-invalid')).toBe(await name.getAttribute('aria-invalid'));
      return form.locator(`[id="${id}"]`).innerText();
    };
    await add(2, 'shelf', 'B');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('is there twice').first().waitFor();
    await labelRow(form, 2).name.fill('a "b" [c]=');
    await add(3, 'long', 'x'.repeat(1_025));
    await add(4, '', 'no name');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('must be at most 1024 bytes').waitFor();
    expect(await problemOf(1)).toBe('');
    expect(await problemOf(2)).toContain('must begin with a letter');
    expect(await problemOf(3)).toContain('must be at most 1024 bytes, and is 1025');
    expect(await problemOf(4)).toContain('must begin with a letter');
    expect(await labelRow(form, 1).name.getAttribute('aria-invalid')).toBe('false');
    expect(await labelRow(form, 2).name.getAttribute('aria-invalid')).toBe('true');
    expect((await client.get('up')).labels).toEqual({ shelf: 'A' });
  });

  test('what is typed is suggested from what other movies have', async () => {
    await client.update('up', { labels: { shelf: 'A' } });
    const page = await open(url);
    const form = await openMovie(page, 'Up');
    for (const [input, suggested] of [
      [field(form, 'Director'), 'Pete Docter'],
      [field(form, 'Genres'), 'Animation'],
      [labelRow(form, 1).name, 'shelf'],
    ] as const) {
      const list = page.locator(`datalist[id="${await input.getAttribute('list')}"]`);
      await list.locator(`option[value="${suggested}"][label="1"]`).waitFor({ state: 'attached' });
    }
  });

  test('texts that are too long for a phone are cut', async () => {
    const page = await open(url, { viewport: { width: 320, height: 640 } });
    const form = await openMovie(page, 'Up');
    await field(form, 'Title').fill('W'.repeat(500));
    await field(form, 'Genres').pressSequentially(`${'x'.repeat(60)},`);
    await form.getByRole('button', { name: /Remove x/ }).click({ position: { x: 12, y: 12 } });
    await field(form, 'Genres').fill('Drama');
    await form.getByRole('button', { name: 'Save' }).click();
    const notice = page.getByRole('status', { name: 'Notices' }).getByText('Saved');
    expect((await notice.boundingBox())?.height).toBeLessThan(120);
    expect(await client.get('up')).toMatchObject({ genres: ['Animation', 'Drama'] });
  });

  test('an edit that was left is gone on with, unless it was cancelled', async () => {
    const page = await open(url);
    const notices = page.getByRole('status', { name: 'Notices' });
    const leave = async (name: string, key: 'Escape' | 'Back') => {
      await field(page.getByRole('dialog'), 'Title').fill(name);
      await (key === 'Escape' ? page.keyboard.press(key) : page.goBack());
      await page.waitForFunction(() => document.activeElement?.textContent === 'Go on');
      await page.keyboard.press('Enter');
      expect(await field(page.getByRole('dialog'), 'Title').inputValue()).toBe(name);
    };
    await openMovie(page, 'Up');
    await leave('Up!', 'Escape');
    await leave('Up!!', 'Back');
    await page.getByRole('button', { name: 'Save' }).click();
    await notices.getByText('Saved “Up!!”.').waitFor();
    await page.getByRole('button', { name: 'Add' }).click();
    await leave('Brave', 'Escape');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await notices.innerText()).toBe('');
    expect((await client.listPage()).movies.map(({ title }) => title)).toEqual(['Up!!']);
  });

  test('a form that is left while it is saved ends no other', async () => {
    const page = await open(url);
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/UpdateMovie', (route) => released.then(() => route.continue()));
    await field(await openMovie(page, 'Up'), 'Title').fill('Up!');
    const saving = page.waitForRequest('**/UpdateMovie');
    await page.getByRole('button', { name: 'Save' }).click();
    await saving;
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Add' }).click();
    await field(page.getByRole('dialog'), 'Title').fill('Brave');
    release();
    const notices = page.getByRole('status', { name: 'Notices' });
    await notices.getByText('Saved “Up!”.').waitFor();
    expect(await field(page.getByRole('dialog'), 'Title').inputValue()).toBe('Brave');
    expect(await notices.innerText()).not.toContain('not saved');
  });

  test('a deletion can be undone', async () => {
    const page = await open(url);
    const before = await client.get('up');
    await openMovie(page, 'Up');
    await page.getByRole('button', { name: 'Delete' }).click();
    await row(page, 'Up').waitFor({ state: 'detached' });
    expect((await client.listPage()).totalSize).toBe(0);
    const undo = page.getByRole('button', { name: 'Undo' });
    await page.waitForFunction(() => document.activeElement?.textContent === 'Undo');
    await undo.press('Enter');
    await row(page, 'Up').waitFor();
    expect(await client.get('up')).toEqual(before);
  });

  test('the keyboard alone suffices', async () => {
    const page = await open(url);
    await row(page, 'Up').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Title' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Pete');
    await page.keyboard.press('Enter');
    await row(page, 'Up').getByText('Pete', { exact: true }).waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Up');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(page.url()).toBe(url);
  });
});
