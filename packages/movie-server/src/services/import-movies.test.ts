import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { sampleMovie } from 'movie-catalog/testing';
import { v1 } from 'movie-proto';
import { failure, upload } from 'test-kit';
import { importCount, importOf, importOptions, movieCalls, movieRecord, violationsOf } from '../testing/movie-calls.js';
import { startServer } from '../testing/start-server.js';
import { importMovies } from './import-movies.js';

const { importMovies: method } = v1.MovieServiceService;
const UPSERT = v1.ImportMode.IMPORT_MODE_UPSERT;
const GOOD = { id: 'good', title: 'Good' };
const BAD = { id: 'bad', title: '', rating: 11 };

async function startWith(...movies: { id: string }[]) {
  const server = await startServer({ movies: movies.map((movie) => sampleMovie(movie.id, movie)) });
  const ids = () => server.catalog.snapshot().movies.map(({ id }) => id);
  return { ...server, ids, movies: movieCalls(server.client) };
}

describe('an import', () => {
  test('keeps all movies at once, with ids of the server where they have none', async () => {
    await using server = await startWith({ id: 'there' });
    const { movies, ids, catalog } = server;
    const { revision } = catalog.position;
    const response = await movies.importAll(importOf([GOOD, { title: 'No Id' }, { id: 'z', title: 'Z' }]));
    expect(response).toMatchObject({
      createdCount: 3,
      updatedCount: 0,
      unchangedCount: 0,
      skippedCount: 0,
      problems: [],
    });
    expect(ids()).toEqual(['there', 'good', expect.stringMatching(/^[0-9a-f-]{36}$/), 'z']);
    expect(catalog.position.revision).toBe(revision + 1);
  });

  test('of nothing is right', async () => {
    await using server = await startWith();
    const { movies } = server;
    expect(await movies.importAll(importOf([]))).toMatchObject({ createdCount: 0, problems: [] });
  });

  test('that may replace movies reports what became of each', async () => {
    await using server = await startWith({ id: 'same' }, { id: 'other' });
    const { movies, catalog } = server;
    const { etag: _, ...same } = (await movies.get('same')).movie ?? v1.Movie.create();
    const records = [same, { id: 'other', title: 'Changed' }, GOOD];
    expect(await movies.importAll(importOf(records, { mode: UPSERT }))).toMatchObject({
      createdCount: 1,
      updatedCount: 1,
      unchangedCount: 1,
      skippedCount: 0,
    });
    expect(catalog.get('other')).toMatchObject({ title: 'Changed', rating: undefined, director: '' });
  });

  test('whose call has ended before its turn keeps nothing', async () => {
    await using server = await startWith();
    const { catalog, ids } = server;
    const gone = new Error('The caller has left.');
    async function* requests() {
      yield* importOf([GOOD]);
    }
    const importing = importMovies(requests(), { catalog, maxImportSize: 1e6 }, AbortSignal.abort(gone));
    await expect(importing).rejects.toBe(gone);
    expect(ids()).toEqual([]);
  });

  test('that only validates answers what it would do, and keeps nothing', async () => {
    await using server = await startWith({ id: 'there' });
    const { movies, ids } = server;
    const records = [GOOD, { id: 'there', title: 'Changed' }, BAD];
    const options = { mode: UPSERT, skipInvalid: true, validateOnly: true };
    const counts = { createdCount: 1, updatedCount: 1, unchangedCount: 0, skippedCount: 1 };
    expect(await movies.importAll(importOf(records, options))).toMatchObject(counts);
    expect(ids()).toEqual(['there']);
    expect(await violationsOf(movies.importAll(importOf(records, { validateOnly: true })))).toHaveLength(3);
  });

  test('that may only create keeps nothing if an id is taken', async () => {
    await using server = await startWith({ id: 'a' });
    const { movies, ids } = server;
    const violations = await violationsOf(movies.importAll(importOf([GOOD, { id: 'a', title: 'Other' }])));
    expect(violations).toEqual(['movies[1].id is taken: "a"']);
    expect(ids()).toEqual(['a']);
  });

  test('reports every bad record by position and field, and keeps nothing', async () => {
    await using server = await startWith();
    const { movies, ids } = server;
    const violations = await violationsOf(movies.importAll(importOf([GOOD, BAD, { id: 'c', title: 'C' }, GOOD])));
    expect(violations).toEqual([
      'movies[1].title is required',
      'movies[1].rating must be from 0 to 10, and is 11',
      'movies[3].id is that of record 0 as well',
    ]);
    expect(ids()).toEqual([]);
  });

  test('leaves bad records out if it may skip them, and says which', async () => {
    await using server = await startWith({ id: 'taken' });
    const { movies, ids } = server;
    const records = [BAD, GOOD, { id: 'taken', title: 'T' }, GOOD, { id: 'last', title: 'L' }];
    expect(await movies.importAll(importOf(records, { skipInvalid: true }))).toMatchObject({
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

  test('reports the first 100 problems, and how many records were left out', async () => {
    await using server = await startWith();
    const { movies } = server;
    const records = Array.from({ length: 150 }, (_, index) => ({ id: `${index}`, title: '' }));
    const response = await movies.importAll(importOf([...records, GOOD], { skipInvalid: true }));
    expect(response).toMatchObject({ createdCount: 1, skippedCount: 150 });
    expect(response.problems.map(({ position }) => position)).toEqual(records.slice(0, 100).map((_, index) => index));
  });

  test('is not read to its end once 100 problems are found', async () => {
    await using server = await startWith();
    const { movies, ids } = server;
    const forever = function* () {
      yield importOptions();
      for (;;) yield movieRecord({ id: 'x' });
    };
    const { violations, message } = await failure(movies.importAll(forever()));
    expect(violations[0]).toMatchObject({ field: 'movies[0].title', description: 'is required' });
    expect(message).toMatch(/\(and 97 more\)\.$/);
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
    await using server = await startWith();
    const { movies, ids } = server;
    const expected = {
      code: status.INVALID_ARGUMENT,
      reason: 'IMPORT_INCOMPLETE',
      message: `${message} Nothing was kept.`,
    };
    expect(await failure(movies.importAll(requests))).toMatchObject(expected);
    expect(ids()).toEqual([]);
  });

  test('of an unknown mode', async () => {
    await using server = await startWith();
    const { movies } = server;
    // A number that a later contract may give a meaning.
    const violations = await violationsOf(movies.importAll(importOf([], { mode: 7 as v1.ImportMode })));
    expect(violations).toEqual(['options.mode must be a value of ImportMode, and is 7']);
  });

  test('whose caller leaves', async () => {
    await using server = await startWith();
    const { client, movies, ids, log } = server;
    await movies.list();
    const { call } = upload(client, method);
    call.write(importOptions());
    call.write(movieRecord(GOOD));
    // On the same connection, so the server has the import's beginning when it answers.
    await movies.list();
    call.cancel();
    // A caller who leaves may look like one who has sent everything.
    await log.lines.first(({ msg }) => /ImportMovies (CANCELLED|INVALID_ARGUMENT)/.test(msg));
    expect(ids()).toEqual([]);
  });

  test('larger than the server takes', async () => {
    await using server = await startServer({ maxImportSize: 100_000 });
    const { client, catalog } = server;
    const forever = function* () {
      yield importOptions({ skipInvalid: true });
      for (let index = 0; ; index++) yield movieRecord({ id: `${index}`, title: 'x'.repeat(1_000) });
    };
    const tooLarge = await failure(movieCalls(client).importAll(forever()));
    expect(tooLarge).toMatchObject({ code: status.RESOURCE_EXHAUSTED, reason: 'IMPORT_TOO_LARGE' });
    expect(catalog.size).toBe(0);
  });
});

test('a movie that another creates during an import is seen by it', async () => {
  await using server = await startWith();
  const { client, movies, ids } = server;
  const { call, response } = upload(client, method);
  call.write(importOptions({ mode: UPSERT }));
  await new Promise((resolve) => call.write(movieRecord(GOOD), resolve));
  await movies.create({ ...GOOD, rating: 9 });
  call.end(importCount(1));
  expect(await response).toMatchObject({ createdCount: 0, updatedCount: 1 });
  expect(ids()).toEqual(['good']);
});
