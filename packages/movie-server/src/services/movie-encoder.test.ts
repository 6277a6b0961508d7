import { describe, expect, test } from '@jest/globals';
import type { CommittedChanges, Movie, MovieChange, PagePart } from 'movie-catalog';
import { randomFrom, sampleMovie } from 'movie-catalog/testing';
import { MovieData, v1 } from 'movie-proto';
import { MovieEncoder } from './movie-encoder.js';
import { toMessage } from './movie-messages.js';
import { revisionOf } from './revision.js';

const TEXTS = ['', 'a', 'Amélie', '\u{1F3AC}'.repeat(40), '\ud83c', '\u0000', 'x'.repeat(127), 'x'.repeat(128)];
const RATINGS = [undefined, 0, -0, 8.2, -1, 1e38, Number.NaN, Number.POSITIVE_INFINITY];
const YEARS = [0, 1, 127, 128, 1888, 2 ** 31 - 1, -1, -(2 ** 31)];

/** Movies at the edges of what the wire takes, most of which no rule lets into a catalog. */
function oddMovies(count: number): Movie[] {
  const random = randomFrom(7);
  const pick = <T>(values: readonly T[]): T | undefined => values[random(values.length)];
  return Array.from({ length: count }, () =>
    sampleMovie(pick([...TEXTS, 'x'.repeat(20_000)]) ?? '', {
      title: pick(TEXTS) ?? '',
      rating: pick(RATINGS),
      director: pick(TEXTS) ?? '',
      releaseYear: pick(YEARS) ?? 0,
      genres: Array.from({ length: random(4) }, () => pick(TEXTS) ?? ''),
      labels: Object.fromEntries(Array.from({ length: random(4) }, () => [pick(TEXTS), pick(TEXTS)])),
    }),
  );
}

const MOVIES = oddMovies(200);
const MESSAGES = MOVIES.map(toMessage);
const OTHER = sampleMovie('x', { rating: undefined, labels: { shelf: 'A 3' } });
const TIME = new Date('2026-01-02T03:04:05.678Z');
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** A WatchMoviesResponse in hexadecimal digits. */
function watchBytes(message: Parameters<typeof v1.WatchMoviesResponse.create>[0]): string {
  return hex(v1.WatchMoviesResponse.encode(v1.WatchMoviesResponse.create(message)).finish());
}

/** A commit with these changes. */
function commitOf(changes: readonly MovieChange[]): CommittedChanges {
  return { time: TIME.getTime(), position: { epoch: 'e', revision: 1, digest: 'd' }, changes };
}

const shared = (movies: readonly Movie[]) => ({ movies, isShared: true });
const own = (movies: readonly Movie[]) => ({ movies, isShared: false });
const SHARED = new Map<number, PagePart>();

/** The parts that a page of these movies may have; shared ones are the very same each time. */
function partings(movies: readonly Movie[]): PagePart[][] {
  const all = SHARED.get(movies.length) ?? shared(movies);
  SHARED.set(movies.length, all);
  return [
    [all],
    [own(movies)],
    [own(movies.slice(0, 1)), shared(movies.slice(1, 150)), own(movies.slice(150))].filter((p) => p.movies.length > 0),
  ];
}

describe('an encoder gives the bytes that the generated code gives, the first time and from its cache', () => {
  const encoder = new MovieEncoder();

  describe.each(['first', 'second'])('the %s time', () => {
    test('MovieData', () => {
      const expected = MOVIES.map((movie) => hex(MovieData.encode({ ...movie, rating: movie.rating ?? 0 }).finish()));
      expect(MOVIES.map((movie) => hex(encoder.movieData(movie)))).toEqual(expected);
    });

    test('GetMovieResponse', () => {
      const expected = MESSAGES.map((movie) => hex(v1.GetMovieResponse.encode({ movie }).finish()));
      expect(MOVIES.map((movie) => hex(encoder.getResponse(movie)))).toEqual(expected);
    });

    test.each([
      { nextPageToken: '', totalSize: 0 },
      { nextPageToken: 'token', totalSize: 2 ** 31 - 1 },
    ])('ListMoviesResponse with %j', (rest) => {
      for (const size of [0, 1, 2, MOVIES.length]) {
        const movies = MESSAGES.slice(0, size);
        const expected = v1.ListMoviesResponse.encode({ movies, ...rest }).finish();
        for (const parts of partings(MOVIES.slice(0, size))) {
          expect(hex(Buffer.concat(encoder.listResponse(encoder.pageMovies(parts), rest)))).toBe(hex(expected));
        }
      }
    });

    test('LookupMoviesResponse', () => {
      const found = MESSAGES.map((movie) => hex(v1.LookupMoviesResponse.encode({ id: movie.id, movie }).finish()));
      expect(MOVIES.map((movie) => hex(encoder.lookupResponse(movie.id, movie)))).toEqual(found);
      const none = MESSAGES.map(({ id }) => hex(v1.LookupMoviesResponse.encode({ id, movie: undefined }).finish()));
      expect(MOVIES.map(({ id }) => hex(encoder.lookupResponse(id, undefined)))).toEqual(none);
    });

    test('WatchMoviesResponse for a movie that exists', () => {
      const expected = MESSAGES.map((value) => watchBytes({ event: { $case: 'existing', value } }));
      expect(MOVIES.map((movie) => hex(encoder.existing(movie)))).toEqual(expected);
    });

    test.each([
      ['created', (movie: Movie) => ({ before: undefined, after: movie })],
      ['updated', (movie: Movie) => ({ before: OTHER, after: movie })],
      ['deleted', (movie: Movie) => ({ before: movie, after: undefined })],
    ] as const)('WatchMoviesResponse for a movie that is %s', ($case, change) => {
      const commit = commitOf(MOVIES.map((movie) => ({ id: movie.id, ...change(movie) })));
      const rest = {
        previous: $case === 'updated' ? toMessage(OTHER) : undefined,
        changeTime: TIME,
        revision: revisionOf(commit.position),
      };
      const expected = MESSAGES.map((value, index) =>
        watchBytes({ event: { $case, value }, resumeToken: `${index}`, ...rest }),
      );
      expect(MOVIES.map((_, index) => hex(encoder.change(commit, index, () => `${index}`)))).toEqual(expected);
    });
  });
});

test('a movie, and a change, is encoded once for all who ask', () => {
  const encoder = new MovieEncoder();
  const movie = sampleMovie('a');
  expect(encoder.movieData(movie)).toBe(encoder.movieData(movie));
  const commit = commitOf([{ id: 'a', before: undefined, after: movie }]);
  const first = encoder.change(commit, 0, () => 'token');
  const second = encoder.change(commit, 0, () => {
    throw new Error('The token is known.');
  });
  expect(second).toBe(first);
});

describe('after a movie that the wire does not take, an encoder goes on as before with', () => {
  const good = sampleMovie('good');
  // Years are 32-bit integers on the wire; the generated code throws in the middle of the message.
  const bad = sampleMovie('bad', { releaseYear: 2 ** 40 });
  const encoder = new MovieEncoder();
  const rest = { nextPageToken: '', totalSize: 2 };

  test.each<[string, (movie: Movie) => Uint8Array]>([
    ['a GetMovieResponse', (movie) => encoder.getResponse(movie)],
    [
      'a ListMoviesResponse',
      (movie) => Buffer.concat(encoder.listResponse(encoder.pageMovies([shared([good, movie])]), rest)),
    ],
    ['a LookupMoviesResponse', (movie) => encoder.lookupResponse('id', movie)],
    ['a WatchMoviesResponse', (movie) => encoder.existing(movie)],
  ])('%s', (_, encode) => {
    const before = hex(encode(good));
    expect(() => encode(bad)).toThrow();
    expect(() => encoder.listResponse(encoder.pageMovies([]), { ...rest, totalSize: 2 ** 40 })).toThrow();
    expect(hex(encode(good))).toBe(before);
    // Not from the cache.
    expect(hex(encode({ ...good }))).toBe(before);
  });
});
