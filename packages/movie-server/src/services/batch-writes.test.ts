import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import type { Movie } from 'movie-catalog';
import { sampleMovie } from 'movie-catalog/testing';
import type { v1 } from 'movie-proto';
import { failure } from 'test-kit';
import { movieCalls, violationsOf } from '../testing/movie-calls.js';
import { startServer } from '../testing/start-server.js';

const A = sampleMovie('a', { rating: 2, genres: ['Drama'], labels: { shelf: 'A' } });
const B = sampleMovie('b', { rating: 5, genres: ['Drama'], labels: { shelf: 'B' } });
const C = sampleMovie('c', { rating: 8, genres: ['Comedy'] });

async function start(movies: readonly Movie[] = [A, B, C]) {
  const server = await startServer({ movies });
  const ids = () => server.catalog.snapshot().movies.map(({ id }) => id);
  return { ...server, ids, movies: movieCalls(server.client) };
}

type Filter = NonNullable<Parameters<typeof v1.MovieFilter.create>[0]>;

/** Selects movies by their ids. */
const byIds = (...ids: string[]) => ({ selection: { $case: 'ids', value: { ids } } }) as const;
/** Selects movies by a filter. */
const byFilter = (filter: Filter) => ({ selection: { $case: 'filter', value: filter } }) as const;
const DRAMAS = byFilter({ allGenres: ['drama'] });
const ALL = byFilter({});

describe('BatchUpdateMovies', () => {
  test('sets the fields of the mask in the movies with these ids, and nothing else', async () => {
    await using server = await start();
    const { movies, catalog } = server;
    const before = catalog.position.revision;
    const movie = { id: 'ignored', etag: 'ignored', title: 'ignored', rating: 9, director: 'New', genres: ['ignored'] };
    const response = await movies.batchUpdate({ ...byIds('a', 'c'), movie, updateMask: ['rating', 'director'] });
    expect(response).toMatchObject({ updatedCount: 2, unchangedCount: 0, changes: [] });
    expect(catalog.snapshot().movies).toEqual([
      { ...A, rating: 9, director: 'New' },
      B,
      { ...C, rating: 9, director: 'New' },
    ]);
    expect(catalog.position.revision).toBe(before + 1);
  });

  test('sets, adds and removes single labels, and keeps the others', async () => {
    await using server = await start();
    const { movies, catalog } = server;
    const movie = { labels: { watched: 'yes' } };
    await movies.batchUpdate({ ...byIds('a', 'c'), movie, updateMask: ['labels.watched', 'labels.shelf'] });
    expect(catalog.snapshot().movies.map(({ labels }) => labels)).toEqual([
      { watched: 'yes' },
      { shelf: 'B' },
      { watched: 'yes' },
    ]);
  });

  test('clears what the mask names and the movie does not have', async () => {
    await using server = await start();
    await server.movies.batchUpdate({ ...byIds('a'), movie: {}, updateMask: ['rating', 'genres', 'labels'] });
    expect(server.catalog.get('a')).toEqual({ ...A, rating: undefined, genres: [], labels: {} });
  });

  test('of what a filter matches needs the right count, and counts what is so already', async () => {
    await using server = await start();
    const { movies, catalog } = server;
    const update = { ...DRAMAS, movie: { rating: 5 }, updateMask: ['rating'] };
    expect(await movies.batchUpdate({ ...update, expectedCount: 2 })).toMatchObject({
      updatedCount: 1,
      unchangedCount: 1,
    });
    expect(catalog.get('a')?.rating).toBe(5);
    const again = await movies.batchUpdate({ ...update, expectedCount: 2 });
    expect(again).toMatchObject({ updatedCount: 0, unchangedCount: 2, revision: '' });
  });

  test('that would break a rule in one movie changes none, and names it', async () => {
    const labels = Object.fromEntries(Array.from({ length: 32 }, (_, index) => [`label ${index}`, '']));
    await using server = await start([A, { ...B, labels }]);
    const { movies, catalog } = server;
    const update = { ...ALL, expectedCount: 2, movie: { labels: { more: 'x' } }, updateMask: ['labels.more'] };
    expect(await violationsOf(movies.batchUpdate(update))).toEqual([
      'movie.labels must be at most 32, and are 33, in the movie "b"',
    ]);
    expect(catalog.get('a')).toEqual(A);
  });

  test('says everything that is wrong with the request', async () => {
    await using server = await start();
    const request = { movie: { rating: 11, genres: ['x', 'x'] }, updateMask: ['title', '*', 'rating', 'genres'] };
    const one = 'must be one of rating, director, release_year, genres, labels, labels.KEY, labels.`A KEY`, and is';
    expect(await violationsOf(server.movies.batchUpdate({ ...request, expectedCount: -1 }))).toEqual([
      'selection must be ids or a filter',
      'expected_count must be 0 or more, and is -1',
      `update_mask.paths[0] ${one} "title"`,
      `update_mask.paths[1] ${one} "*"`,
      'movie.rating must be from 0 to 10, and is 11',
      'movie.genres[1] must not repeat an earlier genre',
    ]);
    expect(await violationsOf(server.movies.batchUpdate(byIds('a')))).toEqual([
      'update_mask is required, and names the fields to change',
      'movie is required; leave the fields out of it that the update clears',
    ]);
  });
});

describe('BatchDeleteMovies', () => {
  test('deletes the movies with these ids, at once', async () => {
    await using server = await start();
    const { movies, ids, catalog } = server;
    const before = catalog.position.revision;
    expect(await movies.batchDelete(byIds('a', 'c'))).toMatchObject({ deletedCount: 2, changes: [] });
    expect(ids()).toEqual(['b']);
    expect(catalog.position.revision).toBe(before + 1);
  });

  test('deletes what a filter matches, and everything with an empty one', async () => {
    await using server = await start();
    const { movies, ids } = server;
    expect(await movies.batchDelete({ ...DRAMAS, expectedCount: 2 })).toMatchObject({ deletedCount: 2 });
    expect(ids()).toEqual(['c']);
    expect(await movies.batchDelete({ ...ALL, expectedCount: 1 })).toMatchObject({ deletedCount: 1 });
    expect(ids()).toEqual([]);
  });

  test('of nothing is right', async () => {
    await using server = await start();
    const nothing = byFilter({ titleContains: 'nothing' });
    const answer = { deletedCount: 0, changes: [], revision: '' };
    expect(await server.movies.batchDelete({ ...nothing, expectedCount: 0 })).toEqual(answer);
    expect(await server.movies.batchDelete(byIds())).toEqual(answer);
  });

  test('refuses a filter that breaks rules', async () => {
    await using server = await start();
    const call = server.movies.batchDelete({ ...byFilter({ labels: [{ key: '=' }] }), expectedCount: 1 });
    expect(await violationsOf(call)).toEqual([expect.stringMatching(/^filter\.labels\[0\]\.key must begin with/)]);
  });
});

type Calls = ReturnType<typeof movieCalls>;
type Batch = Parameters<Calls['batchDelete']>[0];

describe.each<[string, (movies: Calls, batch: Batch) => Promise<unknown>]>([
  ['an update', (calls, batch) => calls.batchUpdate({ ...batch, movie: { rating: 1 }, updateMask: ['rating'] })],
  ['a deletion', (calls, batch) => calls.batchDelete(batch)],
])('%s of many movies', (_, call) => {
  test.each([byIds('a', 'b'), DRAMAS])('changes nothing if they are not as many as expected: %j', async (selection) => {
    await using server = await start();
    const { movies, catalog } = server;
    for (const validateOnly of [false, true]) {
      expect(await failure(call(movies, { ...selection, expectedCount: 3, validateOnly }))).toMatchObject({
        code: status.FAILED_PRECONDITION,
        reason: 'COUNT_MISMATCH',
        message: 'The selection has 2 movies, and 3 were expected; nothing was changed.',
        facts: { selected_count: '2', expected_count: '3' },
      });
    }
    expect(catalog.snapshot().movies).toEqual([A, B, C]);
  });

  test('needs the count with a filter, unless it only validates', async () => {
    await using server = await start();
    const { movies, catalog } = server;
    const required = ['expected_count is required with a filter, unless validate_only is set'];
    expect(await violationsOf(call(movies, DRAMAS))).toEqual(required);
    await call(movies, { ...DRAMAS, validateOnly: true });
    expect(catalog.snapshot().movies).toEqual([A, B, C]);
  });

  test('changes nothing if one does not exist, and names it', async () => {
    await using server = await start();
    const { movies, catalog } = server;
    expect(await failure(call(movies, byIds('a', 'x', 'b')))).toMatchObject({
      code: status.NOT_FOUND,
      reason: 'MOVIE_NOT_FOUND',
      resource: { resourceType: 'movie.v1.Movie', resourceName: 'x' },
    });
    expect(catalog.snapshot().movies).toEqual([A, B, C]);
  });

  test('takes an id that is there twice once', async () => {
    await using server = await start();
    await call(server.movies, { ...byIds('a', 'b', 'a'), expectedCount: 2 });
    expect(server.catalog.get('c')).toBe(C);
  });

  test('takes 10,000 ids and no more, each of which may be one', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => sampleMovie(`${index}`));
    const ids = many.map(({ id }) => id);
    await using server = await start(many);
    await call(server.movies, byIds(...ids));
    const tooMany = await violationsOf(call(server.movies, byIds(...ids, '0')));
    expect(tooMany).toEqual(['ids.ids must be at most 10000, and are 10001']);
    expect(await violationsOf(call(server.movies, byIds('a', '')))).toEqual(['ids.ids[1] is required']);
  });
});

describe('a batch that only validates', () => {
  test('answers the changes from the movies as they are to what they would be, and keeps nothing', async () => {
    await using server = await start();
    const { movies, catalog } = server;
    const update = { ...ALL, movie: { rating: 5 }, updateMask: ['rating'], validateOnly: true };
    const { changes, ...counts } = await movies.batchUpdate(update);
    expect(counts).toEqual({ updatedCount: 2, unchangedCount: 1, revision: '' });
    const [a, c] = [(await movies.get('a')).movie, (await movies.get('c')).movie];
    expect(changes.map(({ before }) => before)).toEqual([a, c]);
    expect(changes.map(({ after }) => after)).toEqual([
      { ...a, rating: 5, etag: expect.any(String) },
      { ...c, rating: 5, etag: expect.any(String) },
    ]);
    const deletion = await movies.batchDelete({ ...byIds('c'), validateOnly: true });
    expect(deletion).toEqual({ deletedCount: 1, changes: [{ before: c, after: undefined }], revision: '' });
    expect(catalog.snapshot().movies).toEqual([A, B, C]);
  });

  test('answers the first 100 changes, and how many there are', async () => {
    await using server = await start(Array.from({ length: 150 }, (_, index) => sampleMovie(`${index}`)));
    const { changes, deletedCount } = await server.movies.batchDelete({ ...ALL, validateOnly: true });
    expect(deletedCount).toBe(150);
    expect(changes.map(({ before }) => before?.id)).toEqual(Array.from({ length: 100 }, (_, index) => `${index}`));
  });

  test('answers no more changes than fit into 1 MiB', async () => {
    const title = '漢'.repeat(5_460);
    await using server = await start(Array.from({ length: 100 }, (_, index) => sampleMovie(`${index}`, { title })));
    const { changes, updatedCount } = await server.movies.batchUpdate({
      ...ALL,
      movie: { rating: 1 },
      updateMask: ['rating'],
      validateOnly: true,
    });
    expect(updatedCount).toBe(100);
    expect(changes.length).toBe(31);
  });
});
