import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createMovieClient, type MovieClient } from 'movie-client';
import { v1 } from 'movie-proto';
import { makeAuthority, makeCertificate, TemporaryFolder, writeCertificate } from 'test-kit';
import { CatalogProcess } from './testing/catalog-process.js';
import { CatalogServer } from './testing/catalog-server.js';
import { startHttpServer } from './testing/http-server.js';
import { describeInBrowser } from './testing/page-in-browser.js';
import { connection, live, openMovie, result, row } from './testing/page-parts.js';

const UP = { id: 'up', title: 'Up', rating: 8.3, director: 'Pete Docter' };

describeInBrowser('the page follows the catalog', ({ open }) => {
  let server: CatalogServer;
  let client: MovieClient;

  beforeAll(async () => {
    server = await CatalogServer.start([]);
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

  test('a change from elsewhere appears at once, in all tabs, by one watch', async () => {
    const url = `http://${server.address}/`;
    const first = await open('about:blank');
    const watches: string[] = [];
    first.context().on('request', (request) => {
      if (request.url().endsWith('/WatchMovies')) watches.push(request.url());
    });
    await first.goto(url);
    await live(first);
    const tabs = [first];
    for (let more = 0; more < 6; more++) {
      const tab = await first.context().newPage();
      await tab.goto(url);
      await live(tab);
      tabs.push(tab);
    }
    await client.create({ title: 'Brave' });
    for (const tab of tabs) await row(tab, 'Brave').waitFor();
    await client.update('up', { title: 'Up again' });
    for (const tab of tabs) await row(tab, 'Up again').waitFor();
    await client.delete('up');
    for (const tab of tabs) await result(tab, '1 movie').waitFor();
    expect(watches).toHaveLength(1);

    // The tab that watches is closed; another one goes on.
    await first.close();
    await client.create({ title: 'Coco' });
    for (const tab of tabs.slice(1)) await row(tab, 'Coco').waitFor();
    expect(watches).toHaveLength(2);
  });

  test('a server that is away is said, and followed again when it is back', async () => {
    await using server = await CatalogProcess.start([UP]);
    const page = await open(`http://${server.address}/`, { viewport: { width: 320, height: 640 } });
    await live(page);
    await server.kill('SIGKILL');
    await connection(page, 'Reconnecting…').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    await page.getByRole('searchbox').fill('while');
    await page.getByRole('alert').filter({ hasText: 'can’t be reached' }).waitFor();
    await server.restart();
    using client = createMovieClient({ address: server.address });
    await client.create({ title: 'While it was away' });
    await live(page);
    await row(page, 'While it was away').waitFor();
    await client.create({ title: 'A while afterwards' });
    await row(page, 'A while afterwards').waitFor();
  });

  test('an answer that breaks off is said as a server that is away', async () => {
    await using broken = await startBreakingOff();
    const page = await open('about:blank');
    await page.route('**/ListMovies', (route) => route.continue({ url: broken.url }));
    await page.goto(`http://${server.address}/`);
    await page.getByRole('alert').filter({ hasText: 'can’t be reached' }).waitFor();
  });

  test('over TLS, and by several processes, it is the same', async () => {
    using folder = new TemporaryFolder();
    const authority = await makeAuthority();
    const { cert, key } = writeCertificate(folder.path, await makeCertificate(authority, 'localhost'));
    const options = ['--tls-cert', cert, '--tls-key', key, '--workers', '2'];
    await using server = await CatalogProcess.start([UP], options);
    using client = createMovieClient({ address: server.address, tls: { ca: authority.cert } });
    const page = await open(`https://${server.address}/`, { ignoreHTTPSErrors: true });
    await live(page);
    await client.create({ title: 'Brave' });
    await row(page, 'Brave').waitFor();
  });

  test('a movie that changes while it is open is said, and compared', async () => {
    const page = await open(`http://${server.address}/`);
    await live(page);
    await openMovie(page, 'Up');
    await client.update('up', { rating: 1 });
    await page.getByText('Someone has just changed this movie.').waitFor();
    await page.getByRole('button', { name: 'Compare' }).click();
    const rating = page.getByRole('dialog').getByRole('group', { name: 'Rating' });
    expect(await rating.innerText()).toMatch(/Mine\s+8\.3\s+Theirs\s+1/);
  });

  test('a movie that is deleted while it is open is said, whatever happens to others afterwards', async () => {
    await client.create({ id: 'brave', title: 'Brave' });
    const page = await open(`http://${server.address}/`);
    await live(page);
    await openMovie(page, 'Up');
    await client.delete('up');
    const said = page.getByText('Someone has just deleted this movie.');
    await said.waitFor();
    await client.update('brave', { title: 'Braver' });
    await row(page, 'Braver').waitFor();
    expect(await said.count()).toBe(1);
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('button', { name: 'Add it again with my changes' }).click();
    await row(page, 'Up').waitFor();
  });

  test('a change that moves a movie within a long list is followed where a person looks', async () => {
    const movies = Array.from({ length: 700 }, (_, index) => ({ id: `m${index}`, title: `Movie ${1_000 + index}` }));
    await using server = await CatalogServer.start(movies);
    using client = createMovieClient({ address: server.address });
    const page = await open(`http://${server.address}/?order=title`);
    await live(page);
    const scroll = (to: number, until: string) =>
      page.waitForFunction(
        ([to, until]) => {
          scrollTo(0, to);
          return [...document.querySelectorAll('[data-row] a')].some(({ textContent }) => textContent === until);
        },
        [to, until] as const,
      );
    const firstIs = (title: string) =>
      page.waitForFunction((title) => document.querySelector('[data-row="0"] a')?.textContent === title, title);
    await scroll(1e6, 'Movie 1699');
    await client.update('m690', { title: 'Movie 1698b' });
    await row(page, 'Movie 1698b').waitFor();
    await page.waitForFunction(() => {
      const titles = [...document.querySelectorAll('[data-row] a')].map(({ textContent }) => textContent);
      return titles.indexOf('Movie 1698b') === titles.indexOf('Movie 1699') - 1;
    });
    await scroll(0, 'Movie 1000');
    await client.update('m5', { title: 'A movie' });
    await firstIs('A movie');
    await client.create({ title: 'A first movie' });
    await firstIs('A first movie');
    await scroll(1e6, 'Movie 1699');
    await result(page, '701 movies').waitFor();
  });

  test('a movie that loses its rating goes to the end, in either order', async () => {
    await client.delete('up');
    for (const rating of [1, 2, 3]) await client.create({ id: `m${rating}`, title: `Movie ${rating}`, rating });
    const url = `http://${server.address}/?order=rating`;
    const tabs = [await open(url), await open(`${url}&descending=`)];
    const show = async (orders: readonly (readonly number[])[]) => {
      for (const [index, numbers] of orders.entries()) {
        const titles = numbers.map((number) => `Movie ${number}`).join();
        await tabs[index]?.waitForFunction((expected) => {
          const shown = [...document.querySelectorAll<HTMLElement>('[data-row]')];
          shown.sort((one, other) => Number(one.dataset['row']) - Number(other.dataset['row']));
          return shown.map((row) => row.querySelector('a')?.textContent).join() === expected;
        }, titles);
      }
    };
    for (const tab of tabs) await live(tab);
    await show([
      [1, 2, 3],
      [3, 2, 1],
    ]);
    await client.update('m2', { rating: null });
    await show([
      [1, 3, 2],
      [3, 1, 2],
    ]);
    for (const tab of tabs) await row(tab, 'Movie 2').getByText('not rated').waitFor();
    await client.update('m2', { rating: 0 });
    await show([
      [2, 1, 3],
      [3, 1, 2],
    ]);
  });

  test('a page of the list that the server can’t continue is begun again', async () => {
    const movies = Array.from({ length: 1_500 }, (_, index) => ({ id: `m${index}`, title: `Movie ${1_000 + index}` }));
    await using server = await CatalogServer.start(movies);
    const page = await open(`http://${server.address}/?order=added`);
    await result(page, '1,500 movies').waitFor();
    await live(page);
    const json = { code: 'invalid_argument', message: 'page_token is of a movie that was deleted.' };
    let refused = 0;
    await page.route('**/ListMovies', (route, request) => {
      const { pageToken } = v1.ListMoviesRequest.decode(request.postDataBuffer() ?? Buffer.of());
      if (pageToken === '' || refused > 0) return route.continue();
      refused += 1;
      return route.fulfill({ status: 400, json });
    });
    await page.waitForFunction(() => {
      scrollTo(0, document.documentElement.scrollHeight);
      return [...document.querySelectorAll('[data-row] a')].at(-1)?.textContent === 'Movie 2499';
    });
    expect(refused).toBe(1);
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('a change that moves a movie into the filter or out of it is followed', async () => {
    const page = await open(`http://${server.address}/?min-rating=9`);
    await live(page);
    await result(page, '0 movies').waitFor();
    await client.update('up', { rating: 9.5 });
    await row(page, 'Up').waitFor();
    await client.update('up', { rating: 2 });
    await result(page, '0 movies').waitFor();
    await row(page, 'Up').waitFor({ state: 'detached' });
  });
});

/** A server whose connections are lost within each answer. */
function startBreakingOff() {
  return startHttpServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/proto', 'content-length': 100 });
    response.write('a', () => response.destroy());
  });
}
