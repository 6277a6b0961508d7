import { describe, expect, test } from '@jest/globals';
import { sampleMovie } from 'movie-catalog/testing';
import { MovieService, v1 } from 'movie-proto';
import { ask, converse } from 'test-kit';
import { importOf, movieCalls } from '../testing/movie-calls.js';
import { startServer } from '../testing/start-server.js';
import { WatchReader } from '../testing/watch-reader.js';

/** A value of every field that callers set; one that is missing does not compile. */
type EveryField = { [Field in Exclude<keyof v1.Movie, 'etag'>]-?: Exclude<v1.Movie[Field], undefined> };

const FULL: EveryField = {
  id: 'full',
  title: 'Full',
  rating: 8.25,
  director: 'Ann Example',
  releaseYear: 1979,
  genres: ['Drama', 'Horror'],
  labels: { shelf: 'A 3', 'my note': 'two\nlines', ключ: 'значение' },
};

/** Another value of every field but the id. */
const OTHER: EveryField = {
  id: 'full',
  title: 'Other',
  rating: 0,
  director: 'Bob Example',
  releaseYear: 2001,
  genres: ['Comedy'],
  labels: { watched: 'yes' },
};

/** How an update's mask names each field that it may change. */
const MASK = {
  title: 'title',
  rating: 'rating',
  director: 'director',
  releaseYear: 'release_year',
  genres: 'genres',
  labels: 'labels',
} satisfies Record<Exclude<keyof EveryField, 'id'>, string>;

async function startWith(...movies: Parameters<typeof sampleMovie>[]) {
  const server = await startServer({ movies: movies.map((movie) => sampleMovie(...movie)) });
  return { ...server, movies: movieCalls(server.client) };
}

describe('every field of a movie', () => {
  test('is kept by a creation, and comes back from each call that reads movies', async () => {
    await using server = await startWith();
    const { movies, client } = server;
    const { movie } = await movies.create(FULL);
    const expected = { ...FULL, etag: movie?.etag };
    expect(movie).toEqual(expected);
    expect((await movies.get('full')).movie).toEqual(expected);
    expect((await movies.list()).movies).toEqual([expected]);
    expect((await movies.search({ query: 'full' })).results.map((result) => result.movie)).toEqual([expected]);
    const lookup = converse(client, v1.MovieServiceService.lookupMovies);
    lookup.end({ id: 'full' });
    for await (const found of lookup) expect(found).toEqual({ id: 'full', movie: expected });
    using watch = new WatchReader(client);
    expect((await watch.next()).event).toEqual({ $case: 'existing', value: expected });
  });

  test('is changed by an update that names it in its mask, and by none that does not', async () => {
    await using server = await startWith(['full', FULL]);
    const { movies } = server;
    for (const [field, path] of Object.entries(MASK)) {
      const before = (await movies.get('full')).movie;
      const { movie } = await movies.update({ movie: OTHER, updateMask: [path] });
      const [, value] = Object.entries(OTHER).find(([name]) => name === field) ?? [];
      expect(movie).toEqual({ ...before, etag: movie?.etag, [field]: value });
    }
    expect((await movies.get('full')).movie).toMatchObject(OTHER);
  });

  test.each([
    ['without a mask', undefined],
    ['with the mask *', ['*']],
  ])('is changed by an update %s', async (_, updateMask) => {
    await using server = await startWith(['full', FULL]);
    const { movies } = server;
    const { movie } = await movies.update({ movie: OTHER, updateMask });
    expect(movie).toEqual({ ...OTHER, etag: movie?.etag });
  });

  test('is created and changed by an import', async () => {
    await using server = await startWith();
    const { movies } = server;
    await movies.importAll(importOf([FULL]));
    expect((await movies.get('full')).movie).toMatchObject(FULL);
    await movies.importAll(importOf([OTHER], { mode: v1.ImportMode.IMPORT_MODE_UPSERT }));
    expect((await movies.get('full')).movie).toMatchObject(OTHER);
  });

  test('comes to watchers as it is and as it was', async () => {
    await using server = await startWith(['full', FULL]);
    using watch = new WatchReader(server.client, { skipExisting: true });
    await watch.next();
    await server.movies.update({ movie: OTHER });
    const { event, previous } = await watch.next();
    expect(event).toMatchObject({ $case: 'updated', value: OTHER });
    expect(previous).toMatchObject(FULL);
  });
});

describe('a movie that is not rated', () => {
  test('has no rating in movie.v1, which is not a rating of 0', async () => {
    await using server = await startWith(['rated', { rating: 0 }]);
    const { movies } = server;
    await movies.create({ id: 'unrated', title: 'Unrated' });
    expect((await movies.get('unrated')).movie?.rating).toBeUndefined();
    expect((await movies.get('rated')).movie?.rating).toBe(0);
  });

  test('has a rating of 0 in the tutorial’s contract', async () => {
    await using server = await startWith(['unrated', { rating: undefined }]);
    const { response } = await ask(server.client, MovieService.getMovieById, { id: 'unrated' });
    expect(response.rating).toBe(0);
  });

  test('comes of an update whose mask names the rating, without a value', async () => {
    await using server = await startWith(['a', { rating: 7 }]);
    const { movie } = await server.movies.update({ movie: { id: 'a' }, updateMask: ['rating'] });
    expect(movie?.rating).toBeUndefined();
  });
});
