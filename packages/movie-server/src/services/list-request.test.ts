import { describe, expect, test } from '@jest/globals';
import { sampleMovie } from 'movie-catalog/testing';
import { v1 } from 'movie-proto';
import { movieCalls, violationsOf } from '../testing/movie-calls.js';
import { startServer } from '../testing/start-server.js';

async function start() {
  const server = await startServer({ movies: [sampleMovie('a'), sampleMovie('b'), sampleMovie('c')] });
  return { ...server, movies: movieCalls(server.client) };
}

describe('a size', () => {
  test.each([
    [0, 50],
    [1, 1],
    [1_000, 1_000],
    [1_001, 1_000],
    [2_147_483_647, 1_000],
  ])('of a page of %d gives at most %d movies', async (pageSize, given) => {
    const many = Array.from({ length: 1_200 }, (_, index) => sampleMovie(`${index}`));
    await using server = await startServer({ movies: many });
    const page = await movieCalls(server.client).list({ pageSize });
    expect(page.movies).toHaveLength(given);
    expect(page.totalSize).toBe(1_200);
  });

  test.each([
    [0, 10],
    [3, 3],
    [101, 100],
  ])('of a search of %d gives at most %d results', async (limit, given) => {
    const many = Array.from({ length: 120 }, (_, index) => sampleMovie(`${index}`, { title: 'Same' }));
    await using server = await startServer({ movies: many });
    expect((await movieCalls(server.client).search({ query: 'same', limit })).results).toHaveLength(given);
  });
});

describe('a page token', () => {
  const filter = { minRating: 1 };
  const order = { field: v1.MovieOrderField.MOVIE_ORDER_FIELD_TITLE };

  test('gives the next page, of another size too', async () => {
    await using server = await start();
    const { movies } = server;
    const { nextPageToken } = await movies.list({ filter, order, pageSize: 1 });
    const rest = await movies.list({ filter, order, pageSize: 2, pageToken: nextPageToken });
    expect(rest.movies.map(({ id }) => id)).toEqual(['b', 'c']);
    expect(rest.nextPageToken).toBe('');
  });

  const another = 'page_token must be used with the same filter and order as the page it came with';
  const broken = 'page_token must be the next_page_token of an earlier page, unchanged';
  test.each<[string, Parameters<ReturnType<typeof movieCalls>['list']>[0], (token: string) => string, string]>([
    ['another filter', { order, filter: { minRating: 2 } }, (token) => token, another],
    ['no filter', { order }, (token) => token, another],
    ['another order', { filter }, (token) => token, another],
    ['the other direction', { filter, order: { ...order, descending: true } }, (token) => token, another],
    ['a part of it', { filter, order }, (token) => token.slice(0, -4), broken],
    ['something else of base64', { filter, order }, () => 'bm90IG91cnM', broken],
    ['an empty list', { filter, order }, () => Buffer.from('[]').toString('base64url'), broken],
    [
      'a value of another type',
      { filter, order },
      (token) =>
        Buffer.from(Buffer.from(token, 'base64url').toString().replace('"Title a"', '7')).toString('base64url'),
      another,
    ],
  ])('with %s is refused', async (_, request, change, violation) => {
    await using server = await start();
    const { movies } = server;
    const { nextPageToken } = await movies.list({ filter, order, pageSize: 1 });
    const call = movies.list({ ...request, pageToken: change(nextPageToken) });
    expect(await violationsOf(call)).toEqual([violation]);
  });

  const byAdding = { field: v1.MovieOrderField.MOVIE_ORDER_FIELD_ADDED };

  test('goes on after movies without a value, in either direction', async () => {
    const unrated = ['a', 'b', 'c'].map((id) => sampleMovie(id, { rating: undefined }));
    await using server = await startServer({ movies: unrated });
    const { list } = movieCalls(server.client);
    for (const descending of [false, true]) {
      const byRating = { field: v1.MovieOrderField.MOVIE_ORDER_FIELD_RATING, descending };
      const { nextPageToken } = await list({ order: byRating, pageSize: 1 });
      const rest = await list({ order: byRating, pageToken: nextPageToken });
      expect(rest.movies.map(({ id }) => id)).toEqual(['b', 'c']);
    }
  });

  test('by when movies were added, goes on after its movie on another server, unless that is gone', async () => {
    await using server = await start();
    const { nextPageToken: pageToken } = await server.movies.list({ order: byAdding, pageSize: 1 });
    await using other = await startServer({ movies: [sampleMovie('b'), sampleMovie('a'), sampleMovie('c')] });
    const { list, delete: remove } = movieCalls(other.client);
    expect((await list({ order: byAdding, pageToken })).movies.map(({ id }) => id)).toEqual(['c']);
    await remove({ id: 'a', etag: '', allowMissing: false });
    expect(await violationsOf(list({ order: byAdding, pageToken }))).toEqual([
      'page_token is of a page whose last movie is gone, so its place is not known; list again from the start',
    ]);
    // The first server knows the place.
    await server.movies.delete({ id: 'a', etag: '', allowMissing: false });
    const rest = await server.movies.list({ order: byAdding, pageToken });
    expect(rest.movies.map(({ id }) => id)).toEqual(['b', 'c']);
  });
});
