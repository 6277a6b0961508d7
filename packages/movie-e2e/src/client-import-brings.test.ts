import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { runInProcess } from 'movie-client/testing';
import { CatalogServer } from './testing/catalog-server.js';

const UP = {
  title: 'Up',
  rating: 8.3,
  director: 'Pete Docter',
  id: 'up',
  releaseYear: 2009,
  genres: ['Animation', 'Adventure'],
  labels: { note: 'Cried; twice', shelf: 'B 2' },
};

let server: CatalogServer | undefined;
afterAll(() => server?.[Symbol.asyncDispose]());
beforeEach(async () => {
  server ??= await CatalogServer.start([]);
  await importing('up.ndjson', JSON.stringify(UP));
});

function running(...args: string[]) {
  if (!server) throw new Error('There is no server.');
  return runInProcess(args, server);
}

function importing(name: string, content: string, ...options: string[]) {
  const path = server?.folder.write(name, content) ?? '';
  return running('import', path, '--upsert', ...options);
}

async function exported(): Promise<unknown> {
  return JSON.parse((await running('export', '--format', 'ndjson')).stdout);
}

const { rating: _rating, releaseYear: _year, genres: _genres, labels: _labels, ...BARE } = UP;

test.each([
  [
    'columns that a file lacks stay as they were',
    'up.csv',
    'id,title,rating\nup,Up!,9\n',
    { ...UP, title: 'Up!', rating: 9 },
  ],
  [
    'keys that a record lacks stay as they were',
    'up.json',
    '[{"id":"up","releaseYear":2010}]',
    { ...UP, releaseYear: 2010 },
  ],
  ['empty cells clear', 'up.csv', 'id,rating,director,year,genres,labels\nup,,,,,\n', { ...BARE, director: '' }],
  ['null clears', 'up.ndjson', '{"id":"up","rating":null,"releaseYear":null,"genres":null,"labels":null}', { ...BARE }],
  [
    'a column of one label changes that label',
    'up.csv',
    'id,labels.shelf,labels.seen\nup,,2024-01-02\n',
    { ...UP, labels: { note: 'Cried; twice', seen: '2024-01-02' } },
  ],
])('with --upsert, %s', async (_, name, content, movie) => {
  expect(await importing(name, content)).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^Imported: 0 new, 1 changed, 0 unchanged\.\nUndo it with: movie undo .+\n$/),
  });
  expect(await exported()).toEqual(movie);
});

test("a column of somebody else's file becomes a label by --map", async () => {
  const theirs = 'id;Where Seen;Stars\nup;Lyon; \n';
  const names = ['--map', 'where seen=labels.Where seen', '--map', 'Stars=rating'];
  expect(await importing('theirs.csv', theirs, ...names)).toMatchObject({ code: 0 });
  const { rating: _unrated, ...others } = UP;
  expect(await exported()).toEqual({ ...others, labels: { ...UP.labels, 'Where seen': 'Lyon' } });
});

test('a file that brings only ids changes nothing', async () => {
  expect(await importing('up.csv', 'id\nup\n')).toMatchObject({
    code: 0,
    stderr: 'Imported: 0 new, 0 changed, 1 unchanged.\n',
  });
});

test('a movie that has changed since it was exported with its etag is refused by line', async () => {
  const guarded = (await running('export', '--etags', '--format', 'csv')).stdout.replace(',8.3,', ',9,');
  expect(await importing('up.csv', guarded, '--dry-run')).toMatchObject({ code: 0 });
  await importing('seen.csv', 'id,labels.seen\nup,yes\n');
  const { code, stderr } = await importing('up.csv', guarded);
  expect([code, stderr]).toEqual([4, expect.stringMatching(/line 2: etag is outdated/)]);
  expect(await exported()).toMatchObject({ rating: 8.3, labels: { seen: 'yes' } });
});
