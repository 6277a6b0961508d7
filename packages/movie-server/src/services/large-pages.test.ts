import { expect, test } from '@jest/globals';
import { sampleMovie } from 'movie-catalog/testing';
import { v1 } from 'movie-proto';
import { movieCalls } from '../testing/movie-calls.js';
import { startServer } from '../testing/start-server.js';

/** What a client takes in one message by default. */
const CLIENT_LIMIT = 4 * 2 ** 20;

test.each([
  ['ascending', false],
  ['descending', true],
])('long titles come on pages that every client takes, each once and in %s order', async (_, descending) => {
  const ids = Array.from({ length: 300 }, (_, index) => `${1_000 + index}`);
  const title = '漢'.repeat(5_460);
  await using server = await startServer({ movies: ids.map((id) => sampleMovie(id, { title: title + id.at(-1) })) });
  const calls = movieCalls(server.client);
  const order = { field: v1.MovieOrderField.MOVIE_ORDER_FIELD_TITLE, descending };
  const seen: string[] = [];
  let pages = 0;
  for (let pageToken = ''; pages === 0 || pageToken !== ''; pages++) {
    const page = await calls.list({ pageSize: 1_000, pageToken, order });
    expect(v1.ListMoviesResponse.encode(page).finish().byteLength).toBeLessThanOrEqual(CLIENT_LIMIT);
    expect(page.totalSize).toBe(300);
    seen.push(...page.movies.map(({ id }) => id));
    pageToken = page.nextPageToken;
  }
  const digit = (id: string) => Number(id.at(-1)) * (descending ? -1 : 1);
  expect(seen).toEqual(ids.toSorted((a, b) => digit(a) - digit(b) || Number(a) - Number(b)));
  expect(pages).toBeLessThan(6);
});

const LONG_LABELS = Object.fromEntries(Array.from({ length: 32 }, (_, index) => [`label ${index}`, '漢'.repeat(341)]));

test('movies with many long labels come on pages that every client takes', async () => {
  const movies = Array.from({ length: 200 }, (_, index) => sampleMovie(`${index}`, { labels: LONG_LABELS }));
  await using server = await startServer({ movies });
  const page = await movieCalls(server.client).list({ pageSize: 200 });
  expect(v1.ListMoviesResponse.encode(page).finish().byteLength).toBeLessThanOrEqual(CLIENT_LIMIT);
  expect(page.movies.length).toBeGreaterThan(50);
});

test('a search gives as many of the largest movies as every client takes, the best first', async () => {
  const title = `Heat ${'漢'.repeat(5_459)}`;
  const large = Array.from({ length: 150 }, (_, index) => sampleMovie(`${index}`, { title, labels: LONG_LABELS }));
  await using server = await startServer({ movies: [...large, sampleMovie('best', { title: 'Heat' })] });
  const found = await movieCalls(server.client).search({ query: 'heat', limit: 100 });
  expect(v1.SearchMoviesResponse.encode(found).finish().byteLength).toBeLessThanOrEqual(CLIENT_LIMIT);
  expect(found.results[0]?.movie?.id).toBe('best');
  expect(found.results.length).toBeGreaterThan(50);
});

test('a page of a thousand usual movies stays whole', async () => {
  const title = 'A title that is longer than most, and has a part after its comma';
  const movies = Array.from({ length: 1_001 }, (_, index) => sampleMovie(`${index}`, { title, genres: ['Drama'] }));
  await using server = await startServer({ movies });
  expect((await movieCalls(server.client).list({ pageSize: 1_000 })).movies).toHaveLength(1_000);
});

test.each(['ID', 'TITLE', 'RATING', 'ADDED'] as const)(
  'a page of many movies by %s has every write before it',
  async (name) => {
    const order = { field: v1.MovieOrderField[`MOVIE_ORDER_FIELD_${name}`] };
    const movies = Array.from({ length: 600 }, (_, index) => sampleMovie(`${1_000 + index}`));
    await using server = await startServer({ movies });
    const calls = movieCalls(server.client);
    const idsOf = (page: v1.ListMoviesResponse) => page.movies.map(({ id }) => id);
    const before = await calls.list({ pageSize: 1_000, order });
    await calls.update({ movie: { id: '1300', director: 'Another' }, updateMask: ['director'] });
    await calls.delete({ id: '1400' });
    await calls.create({ id: '1599b', title: 'New' });
    const after = await calls.list({ pageSize: 1_000, order });
    expect(after.movies.find(({ id }) => id === '1300')?.director).toBe('Another');
    expect(idsOf(after).toSorted()).toEqual([...idsOf(before).filter((id) => id !== '1400'), '1599b'].toSorted());
    const others = after.movies.filter(({ id }) => id !== '1300' && id !== '1599b');
    expect(others).toEqual(before.movies.filter(({ id }) => id !== '1300' && id !== '1400'));
  },
);
