import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { credentials } from '@grpc/grpc-js';
import { afterEach, describe, expect, test } from '@jest/globals';
import { v1 } from 'movie-proto';
import { sampleMovie } from '../catalog/sample-movies.js';
import { MemoryStore } from '../stores/memory-store.js';
import { readDatabase } from '../stores/read-database.js';
import { removeTemporaryFolders, temporaryFolder } from '../stores/testing/temporary-folder.js';
import { closeServers, startServer } from './testing/catalog-server.js';
import {
  CALLER_OPTIONS,
  failureOf,
  importCount,
  importOf,
  importOptions,
  movieCalls,
  movieRecord,
} from './testing/movie-calls.js';
import { killServers, ServerProcess } from './testing/server-process.js';

const UPSERT = v1.ImportMode.IMPORT_MODE_UPSERT;
const GOOD = { id: 'good', title: 'Good' };
const BAD = { id: 'bad', title: '', rating: 11 };

afterEach(closeServers);
afterEach(killServers);
afterEach(removeTemporaryFolders);

async function startWith(...movies: { id: string }[]) {
  const server = await startServer({ store: new MemoryStore(movies.map((movie) => sampleMovie(movie.id, movie))) });
  const ids = () => server.catalog.snapshot().movies.map(({ id }) => id);
  return { ...server, ids, movies: movieCalls(server.client) };
}

describe('an import', () => {
  test('keeps all movies at once, with ids of the server where they have none', async () => {
    const { movies, ids, catalog } = await startWith({ id: 'there' });
    const { revision } = catalog.position;
    const response = await movies.importAll(importOf([GOOD, { title: 'No Id' }, { id: 'z', title: 'Z' }]));
    expect(response).toEqual({ createdCount: 3, updatedCount: 0, unchangedCount: 0, skippedCount: 0, problems: [] });
    expect(ids()).toEqual(['there', 'good', expect.stringMatching(/^[0-9a-f-]{36}$/), 'z']);
    expect(catalog.position.revision).toBe(revision + 1);
  });

  test('of nothing is right', async () => {
    const { movies } = await startWith();
    expect(await movies.importAll(importOf([]))).toMatchObject({ createdCount: 0, problems: [] });
  });

  test('that may replace movies tells what became of each', async () => {
    const { movies, catalog } = await startWith({ id: 'same' }, { id: 'other' });
    const { etag: _, ...same } = (await movies.get('same')).movie ?? v1.Movie.create();
    const records = [same, { id: 'other', title: 'Changed' }, GOOD];
    expect(await movies.importAll(importOf(records, { mode: UPSERT }))).toMatchObject({
      createdCount: 1,
      updatedCount: 1,
      unchangedCount: 1,
      skippedCount: 0,
    });
    expect(catalog.get('other')).toMatchObject({ title: 'Changed', rating: 0, director: '' });
  });

  test('that may only create keeps nothing if an id is taken', async () => {
    const { movies, ids } = await startWith({ id: 'a' });
    const failure = await failureOf(movies.importAll(importOf([GOOD, { id: 'a', title: 'Other' }])));
    expect(failure).toMatchObject({ code: 'INVALID_ARGUMENT', violations: ['movies[1].id is taken: "a"'] });
    expect(ids()).toEqual(['a']);
  });

  test('reports every bad record by position and field, and keeps nothing', async () => {
    const { movies, ids } = await startWith();
    const failure = await failureOf(movies.importAll(importOf([GOOD, BAD, { id: 'c', title: 'C' }, GOOD])));
    expect(failure.violations).toEqual([
      'movies[1].title is required',
      'movies[1].rating must be from 0 to 10, and is 11',
      'movies[3].id is that of record 0 as well',
    ]);
    expect(ids()).toEqual([]);
  });

  test('leaves bad records out if it is told to, and says which', async () => {
    const { movies, ids } = await startWith({ id: 'taken' });
    const records = [BAD, GOOD, { id: 'taken', title: 'T' }, GOOD, { id: 'last', title: 'L' }];
    expect(await movies.importAll(importOf(records, { skipInvalid: true }))).toEqual({
      createdCount: 2,
      updatedCount: 0,
      unchangedCount: 0,
      skippedCount: 3,
      problems: [
        { position: 0, field: 'title', description: 'is required' },
        { position: 0, field: 'rating', description: 'must be from 0 to 10, and is 11' },
        { position: 3, field: 'id', description: 'is that of record 1 as well' },
        { position: 2, field: 'id', description: 'is taken: "taken"' },
      ],
    });
    expect(ids()).toEqual(['taken', 'good', 'last']);
  });

  test('tells the first 100 problems, and how many records were left out', async () => {
    const { movies } = await startWith();
    const records = Array.from({ length: 150 }, (_, index) => ({ id: `${index}`, title: '' }));
    const response = await movies.importAll(importOf([...records, GOOD], { skipInvalid: true }));
    expect(response).toMatchObject({ createdCount: 1, skippedCount: 150 });
    expect(response.problems.map(({ position }) => position)).toEqual(records.slice(0, 100).map((_, index) => index));
  });

  test('is not read to its end once 100 problems are found', async () => {
    const { movies, ids } = await startWith();
    const forever = function* () {
      yield importOptions();
      for (;;) yield movieRecord({ id: 'x' });
    };
    const failure = await failureOf(movies.importAll(forever()));
    expect(failure.violations[0]).toBe('movies[0].title is required');
    expect(failure.message).toMatch(/\(and 97 more\)\.$/);
    expect(ids()).toEqual([]);
  });
});

describe('an import that is not complete keeps nothing', () => {
  const movie = movieRecord(GOOD);
  test.each<[string, v1.ImportMoviesRequest[], string]>([
    ['without its count', [importOptions(), movie], 'The import ended without its count.'],
    ['without anything', [], 'The import ended without its count.'],
    ['with a count that is too high', [importOptions(), movie, importCount(2)], 'The count is 2, but 1 movies came.'],
    ['with a count that is too low', [importOptions(), movie, importCount(0)], 'The count is 0, but 1 movies came.'],
    ['with a negative count', [importOptions(), importCount(-1)], 'The count is -1, but 0 movies came.'],
    ['with movies after its count', [importOptions(), movie, importCount(1), movie], 'More came after the count.'],
    ['with two counts', [importOptions(), movie, importCount(1), importCount(1)], 'More came after the count.'],
    ['without options', [movie, importCount(1)], 'The first request must hold the options.'],
    [
      'with two options',
      [importOptions(), importOptions(), importCount(0)],
      'Between the options and the count there must be movies only.',
    ],
    [
      'with an empty request',
      [importOptions(), { request: undefined }, importCount(0)],
      'Between the options and the count there must be movies only.',
    ],
  ])('%s', async (_, requests, message) => {
    const { movies, ids } = await startWith();
    const failure = { code: 'INVALID_ARGUMENT', reason: 'IMPORT_INCOMPLETE', message: `${message} Nothing was kept.` };
    expect(await failureOf(movies.importAll(requests))).toMatchObject(failure);
    expect(ids()).toEqual([]);
  });

  test('of an unknown mode', async () => {
    const { movies } = await startWith();
    // A number that the contract of a later day may give a meaning.
    const failure = await failureOf(movies.importAll(importOf([], { mode: 7 as v1.ImportMode })));
    expect(failure.violations).toEqual(['options.mode must be a value of ImportMode, and is 7']);
  });

  test('whose caller leaves', async () => {
    const { client, movies, ids, log } = await startWith();
    await movies.list();
    const call = client.importMovies(() => {});
    call.write(importOptions());
    call.write(movieRecord(GOOD));
    // On the same connection, so the server has the import's beginning when it answers.
    await movies.list();
    call.cancel();
    // A caller who leaves may look like one who has said all that he had to say.
    await log.first((line) => /ImportMovies (CANCELLED|INVALID_ARGUMENT)/.test(line));
    expect(ids()).toEqual([]);
  });

  test('whose caller is killed', async () => {
    const { port, ids, log } = await startWith();
    const program = fileURLToPath(new URL('./testing/import-forever.js', import.meta.url));
    const child = spawn(process.execPath, [program, `127.0.0.1:${port}`], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await log.first((line) => /ImportMovies (CANCELLED|INVALID_ARGUMENT)/.test(line));
    expect(ids()).toEqual([]);
  });

  test('larger than the server takes', async () => {
    const { client, catalog } = await startServer({ maxImportSize: 100_000 });
    const forever = function* () {
      yield importOptions({ skipInvalid: true });
      for (let index = 0; ; index++) yield movieRecord({ id: `${index}`, title: 'x'.repeat(1_000) });
    };
    const failure = await failureOf(movieCalls(client).importAll(forever()));
    expect(failure).toMatchObject({ code: 'RESOURCE_EXHAUSTED', reason: 'IMPORT_TOO_LARGE' });
    expect(catalog.size).toBe(0);
  });
});

test('a movie that another creates during an import is seen by it', async () => {
  const { client, movies, ids } = await startWith();
  const imported = new Promise<v1.ImportMoviesResponse>((resolve, reject) => {
    const call = client.importMovies((error, response) => (error ? reject(error) : resolve(response)));
    call.write(importOptions({ mode: UPSERT }));
    call.write(movieRecord(GOOD), async () => {
      await movies.create({ ...GOOD, rating: 9 });
      call.write(importCount(1));
      call.end();
    });
  });
  expect(await imported).toMatchObject({ createdCount: 0, updatedCount: 1 });
  expect(ids()).toEqual(['good']);
});

test('an import of 100,000 movies is on the disk when it is acknowledged, and takes memory within bounds', async () => {
  const path = join(temporaryFolder(), 'movies.json');
  writeFileSync(path, '{"movies": []}');
  const server = new ServerProcess(path);
  const client = new v1.MovieServiceClient(
    `127.0.0.1:${await server.port()}`,
    credentials.createInsecure(),
    CALLER_OPTIONS,
  );
  const peakBefore = peakMemory(server.pid);
  const records = function* () {
    yield importOptions();
    for (let index = 0; index < 100_000; index++)
      yield movieRecord({ id: `${index}`, title: `Movie ${index}`, rating: 5 });
    yield importCount(100_000);
  };
  const { createdCount } = await movieCalls(client).importAll(records());
  expect(createdCount).toBe(100_000);
  const peak = peakMemory(server.pid) - peakBefore;
  client.close();
  await server.kill();
  expect((await readDatabase(path)).size).toBe(100_000);
  // About 10 MB on the disk: what is held of it at a time may be several copies, but not many.
  expect(peak).toBeLessThan(250_000);
}, 20_000);

/** The most memory that a process has ever had, in kB; 0 where the system doesn't tell. */
function peakMemory(pid: number | undefined): number {
  if (process.platform !== 'linux') return 0;
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
