import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { sampleMovie } from 'movie-catalog/testing';
import { MovieService, v1 } from 'movie-proto';
import { ask, failure } from 'test-kit';
import { movieCalls, violationsOf } from '../testing/movie-calls.js';
import { startServer } from '../testing/start-server.js';
import { WatchReader } from '../testing/watch-reader.js';

const CHOICES = 'one of title, rating, director, release_year, genres, labels, labels.KEY, labels.`A KEY`, or * alone';

async function start() {
  const server = await startServer({ movies: [sampleMovie('a'), sampleMovie('b'), sampleMovie('c')] });
  return { ...server, movies: movieCalls(server.client) };
}

describe('every violation is reported at once', () => {
  test('of a movie to create', async () => {
    await using server = await start();
    const { movies } = server;
    const movie = { id: ' x', rating: Number.NaN, director: 'a\nb', releaseYear: 1700, genres: ['', 'ok', 'ok'] };
    expect(await violationsOf(movies.create(movie))).toEqual([
      'movie.id must not begin or end with white space',
      'movie.title is required',
      'movie.rating must be from 0 to 10, and is NaN',
      'movie.director must not contain control characters',
      "movie.release_year must be a year from 1888 to 2100, or 0 if it isn't known, and is 1700",
      'movie.genres[0] must not be empty',
      'movie.genres[2] must not repeat an earlier genre',
    ]);
    expect((await failure(movies.create(movie))).message).toBe(
      'movie.id must not begin or end with white space; movie.title is required; ' +
        'movie.rating must be from 0 to 10, and is NaN (and 4 more).',
    );
  });

  test('of an update: its mask, the id and the fields that it means', async () => {
    await using server = await start();
    const { movies } = server;
    const movie = { id: '', title: '', rating: 11, director: 'a\nb', genres: ['x', 'x'] };
    const updateMask = ['title', 'rating', 'name', 'genres', '*'];
    const one = `must be ${CHOICES}, and is`;
    expect(await violationsOf(movies.update({ movie, updateMask }))).toEqual([
      `update_mask.paths[2] ${one} "name"`,
      `update_mask.paths[4] ${one} "*"`,
      'movie.id is required',
      'movie.title is required',
      'movie.rating must be from 0 to 10, and is 11',
      'movie.genres[1] must not repeat an earlier genre',
    ]);
  });

  test('of a list', async () => {
    await using server = await start();
    const { movies } = server;
    const filter = {
      titleContains: '\u0000',
      directorContains: 'x'.repeat(1_025),
      allGenres: ['', 'g'.repeat(65)],
      anyGenres: ['a\nb'],
      minRating: 8,
      maxRating: 7,
      minReleaseYear: 2001,
      maxReleaseYear: 2000,
    };
    // A number that a later contract may give a meaning.
    const order = { field: 99 as v1.MovieOrderField };
    expect(await violationsOf(movies.list({ filter, order, pageSize: -1, pageToken: '?' }))).toEqual([
      'filter.title_contains must not contain control characters',
      'filter.director_contains must be at most 1024 bytes, and is 1025',
      'filter.all_genres[0] must not be empty',
      'filter.all_genres[1] must be at most 64 bytes, and is 65',
      'filter.min_rating must not be above max_rating',
      'filter.min_release_year must not be above max_release_year',
      'filter.any_genres[0] must not contain control characters',
      'order.field must be a value of MovieOrderField, and is 99',
      'page_size must be 0 or more, and is -1',
      'page_token must be the next_page_token of an earlier page, unchanged',
    ]);
  });

  test('of a search', async () => {
    await using server = await start();
    const { movies } = server;
    const violations = ['query must be at most 256 bytes, and is 257', 'limit must be 0 or more, and is -1'];
    expect(await violationsOf(movies.search({ query: 'x'.repeat(257), limit: -1 }))).toEqual(violations);
  });

  test('of a watch', async () => {
    await using server = await start();
    using watch = new WatchReader(server.client, { resumeToken: '?', skipExisting: true });
    expect(await violationsOf(watch.next())).toEqual([
      'resume_token must be one that a watch has sent, unchanged',
      'skip_existing must not be set together with resume_token',
    ]);
  });
});

describe('refused by itself', () => {
  test('a creation without a movie', async () => {
    await using server = await start();
    const creation = ask(server.client, v1.MovieServiceService.createMovie, { movie: undefined });
    expect(await violationsOf(creation)).toEqual(['movie is required']);
  });

  test.each<[string, (movies: ReturnType<typeof movieCalls>) => Promise<unknown>, string]>([
    ['an update without a movie', (calls) => calls.update({ updateMask: ['title'] }), 'movie is required'],
    ['an update of no id', (calls) => calls.update({ movie: { title: 'x' } }), 'movie.id is required'],
    [
      'a mask without a field',
      (calls) => calls.update({ movie: { id: 'a' }, updateMask: [] }),
      'update_mask names no field; name some, or leave it out',
    ],
    [
      'a mask of the id',
      (calls) => calls.update({ movie: { id: 'a' }, updateMask: ['id'] }),
      `update_mask.paths[0] must be ${CHOICES}, and is "id"`,
    ],
    [
      'a mask of a property of objects',
      (calls) => calls.update({ movie: { id: 'a' }, updateMask: ['constructor'] }),
      `update_mask.paths[0] must be ${CHOICES}, and is "constructor"`,
    ],
    [
      'a title set to nothing',
      (calls) => calls.update({ movie: { id: 'a' }, updateMask: ['title'] }),
      'movie.title is required',
    ],
    ['a deletion of no id', (calls) => calls.delete({}), 'id is required'],
    [
      'an infinite rating',
      (calls) => calls.create({ title: 'x', rating: Infinity }),
      'movie.rating must be from 0 to 10, and is Infinity',
    ],
    [
      'a minimum that is no number',
      (calls) => calls.list({ filter: { minRating: Number.NaN } }),
      'filter.min_rating must be a number',
    ],
    [
      'a maximum that is no number',
      (calls) => calls.list({ filter: { maxRating: Number.NaN } }),
      'filter.max_rating must be a number',
    ],
    [
      'too many genres to filter by',
      (calls) => calls.list({ filter: { anyGenres: Array(33).fill('x') } }),
      'filter.any_genres must be at most 32',
    ],
    ['a search for nothing', (calls) => calls.search({ query: ' ' }), 'query is required'],
  ])('%s', async (_, call, violation) => {
    await using server = await start();
    expect(await violationsOf(call(server.movies))).toEqual([violation]);
  });
});

describe('text that is not UTF-8', () => {
  test.each(['title', 'id', 'director'])('is refused as a %s', async (field) => {
    const bytes = v1.CreateMovieRequest.encode({
      movie: v1.Movie.create({ id: 'x', title: 'x', director: 'x', [field]: 'ÄÄ' }),
    }).finish();
    const broken = Buffer.from(bytes);
    // The second half of a two-byte character, without its first half.
    broken[broken.indexOf(0xc3)] = 0x84;
    await using server = await start();
    const sendBroken = { ...v1.MovieServiceService.createMovie, requestSerialize: () => broken };
    const call = ask(server.client, sendBroken, { movie: undefined });
    expect(await violationsOf(call)).toEqual([`movie.${field} must be well-formed Unicode, without U+FFFD`]);
    expect((await server.movies.list()).totalSize).toBe(3);
  });
});

describe('an error', () => {
  test('is small enough for every caller, however much is wrong', async () => {
    await using server = await start();
    const updateMask = Array.from({ length: 4_000 }, (_, index) => `no_field_${index}`);
    const { violations, message } = await failure(server.movies.update({ movie: { id: 'a' }, updateMask }));
    expect(violations.length).toBeGreaterThan(20);
    expect(JSON.stringify(violations).length).toBeLessThan(8_192);
    expect(message).toContain('(and 3998 more)');
  });

  test('shows only the beginning of what was sent', async () => {
    await using server = await start();
    const long = '\u{1F3AC}'.repeat(500_000);
    const failures = [
      await failure(server.movies.update({ movie: { id: 'a' }, updateMask: [long] })),
      await failure(ask(server.client, MovieService.getMovieById, { id: `x${long}` })),
    ];
    expect(failures.map(({ code }) => code)).toEqual([status.INVALID_ARGUMENT, status.NOT_FOUND]);
    for (const { message } of failures) expect(message.length).toBeLessThan(500);
  });
});
