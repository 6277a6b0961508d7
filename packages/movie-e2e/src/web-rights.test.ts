import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMovieClient } from 'movie-client';
import type { Route } from 'playwright-core';
import { FaultyLink, REBOUND_HOST, TemporaryFolder } from 'test-kit';
import { CatalogProcess } from './testing/catalog-process.js';
import { CatalogServer } from './testing/catalog-server.js';
import { startHttpServer } from './testing/http-server.js';
import { describeInBrowser } from './testing/page-in-browser.js';
import { live, openMovie, row } from './testing/page-parts.js';

const UP = { id: 'up', title: 'Up', rating: 8.3, director: 'Pete Docter' };

describeInBrowser('who may write on the page', ({ open }) => {
  let server: CatalogServer;

  beforeAll(async () => {
    server = await CatalogServer.start([UP]);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('where writes need a token, the page asks for it, and keeps it for this tab only', async () => {
    using folder = new TemporaryFolder();
    const tokens = folder.write('tokens', 'ann secret\n');
    await using guarded = await CatalogProcess.start([UP], ['--write-token-file', tokens]);
    const page = await open(`http://${guarded.address}/`);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    // With every button that there can be, the smallest phone has room for them.
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    await openMovie(page, 'Up');
    await page.getByRole('textbox', { name: 'Title' }).fill('Up!');
    await page.getByRole('button', { name: 'Save' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sign in to write' });
    const checks: (string | undefined)[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/ImportMovies')) checks.push(request.headers()['authorization']);
    });
    await dialog.getByLabel('Write token').fill('wrong');
    await page.keyboard.press('Enter');
    await dialog.getByText('The server doesn’t know this token.').waitFor();
    await page.route('**/ImportMovies', (route) => route.abort(), { times: 1 });
    await dialog.getByLabel('Write token').fill('secret');
    await page.keyboard.press('Enter');
    await dialog.getByText('The server can’t be reached.').waitFor();
    await page.keyboard.press('Enter');
    await row(page, 'Up!').waitFor();
    expect(checks).toEqual(['Bearer wrong', 'Bearer secret', 'Bearer secret']);

    const kept = () => page.evaluate(() => [sessionStorage.length, localStorage.length, document.cookie]);
    expect(await kept()).toEqual([1, 0, '']);
    await page.reload();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await kept()).toEqual([0, 0, '']);
  });

  test('where writes are closed, the page only reads', async () => {
    await using readOnly = await CatalogProcess.start([UP], ['--read-only']);
    const page = await open(`http://${readOnly.address}/`);
    await page.getByText('Read-only').waitFor();
    await openMovie(page, 'Up');
    expect(await page.getByRole('textbox', { name: 'Title' }).isEditable()).toBe(false);
    for (const name of ['Add', 'Import', 'Save', 'Delete']) {
      expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0);
    }
    // An address from a time when it took some.
    await page.goto(`http://${readOnly.address}/?new`);
    await page.getByText('This server takes no new movies.').waitFor();
  });

  test('after a lost connection, a late answer from before it counts no more', async () => {
    await using link = await FaultyLink.to('127.0.0.1', Number(server.address.split(':')[1]));
    const page = await open('about:blank');
    let hold = (_route: Route) => {};
    const held = new Promise<Route>((resolve) => {
      hold = resolve;
    });
    await page.route('**/ImportMovies', (route) => hold(route), { times: 1 });
    await page.goto(`http://127.0.0.1:${link.port}/`);
    await live(page);
    const late = await held;
    const newer = page.waitForResponse('**/ImportMovies');
    link.cut();
    expect((await newer).status()).toBe(200);
    const finished = page.waitForEvent('requestfinished', (request) => request === late.request());
    await late.fulfill({ status: 401, json: { code: 'unauthenticated', message: 'An old server.' } });
    await finished;
    // What the page does with it is done before it draws twice.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(undefined)))),
    );
    expect(await page.getByRole('button', { name: 'Sign in' }).count()).toBe(0);
  });

  test('a name that a stranger made lead to this machine reaches nothing', async () => {
    const port = server.address.split(':')[1];
    const page = await open('about:blank');
    const response = await page.goto(`http://${REBOUND_HOST}:${port}/`);
    expect(response?.status()).toBe(421);
    const status = await page.evaluate(async () => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch('/movie.v1.MovieService/ListMovies', { method: 'POST', headers, body: '{}' })).status;
    });
    expect(status).toBe(421);
  });

  test('a page from elsewhere can’t write', async () => {
    using client = createMovieClient({ address: server.address });
    await using elsewhere = await startElsewhere();
    const page = await open(elsewhere.url);
    const target = `http://${server.address}/movie.v1.MovieService/DeleteMovie`;
    const outcomes = await page.evaluate(async (target) => {
      const send = (mode: RequestMode, type: string) =>
        fetch(target, { method: 'POST', mode, headers: { 'content-type': type }, body: '{"id":"up"}' }).then(
          ({ type }) => type,
          () => 'refused',
        );
      return [
        await send('cors', 'application/json'),
        await send('no-cors', 'text/plain'),
        await send('no-cors', 'application/x-www-form-urlencoded'),
        await send('no-cors', 'application/json'),
      ];
    }, target);
    // A browser sends the last three without asking; what the server answers, the page can't read.
    expect(outcomes).toEqual(['refused', 'opaque', 'opaque', 'opaque']);
    expect((await client.listPage()).totalSize).toBe(1);
  });
});

/** A page of another origin. */
function startElsewhere() {
  return startHttpServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Elsewhere</title>');
  });
}
