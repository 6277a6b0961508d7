import { describe, expect, test } from '@jest/globals';
import { sampleMovie } from 'movie-catalog/testing';
import type { v1 } from 'movie-proto';
import { movieCalls, violationsOf } from '../testing/movie-calls.js';
import { startServer } from '../testing/start-server.js';

const MOVIES = [
  sampleMovie('alien', {
    title: 'Alien',
    rating: 9.5,
    director: 'Ridley Scott',
    releaseYear: 1979,
    genres: ['Horror', 'Thriller'],
    labels: { shelf: 'attic' },
  }),
  sampleMovie('martian', {
    title: 'The Martian',
    rating: 7,
    director: 'ridley scott',
    releaseYear: 2015,
    genres: ['horror'],
    labels: { shelf: 'cellar', seen: 'yes' },
  }),
  sampleMovie('heat', {
    title: 'Heat',
    rating: 10,
    director: 'Michael Mann',
    releaseYear: 1995,
    genres: ['Thriller', 'Horror'],
  }),
  sampleMovie('stage', { title: 'Stage', rating: undefined, releaseYear: 0, director: 'Ridley Scott' }),
];

async function start() {
  const server = await startServer({ movies: MOVIES });
  return { ...server, movies: movieCalls(server.client) };
}

describe('SearchMovies', () => {
  test('finds movies by title, director, year, genre and the value of a label', async () => {
    await using server = await start();
    for (const query of ['martian', 'the scott martian', '2015 scott', 'cellar']) {
      const { results, droppedWords } = await server.movies.search({ query });
      expect([query, results[0]?.movie?.id, droppedWords]).toEqual([query, 'martian', []]);
    }
    expect((await server.movies.search({ query: 'horror' })).results).toHaveLength(3);
  });

  test('looks only at the movies of its filter', async () => {
    await using server = await start();
    const { results } = await server.movies.search({ query: 'scott', filter: { maxReleaseYear: 2000 } });
    expect(results.map(({ movie }) => movie?.id)).toEqual(['alien']);
  });

  test('says which words it dropped: those that no result has, and those after the first 16', async () => {
    await using server = await start();
    const few = await server.movies.search({ query: 'alien qqqqqq xxxxxx' });
    expect(few.results.map(({ movie }) => movie?.id)).toEqual(['alien']);
    expect(few.droppedWords).toEqual(['qqqqqq', 'xxxxxx']);
    const words = Array.from({ length: 15 }, (_, index) => `zz${index}zz`);
    const many = await server.movies.search({ query: ['alien', ...words, 'scott'].join(' ') });
    expect(many.results[0]?.movie?.id).toBe('alien');
    expect(many.droppedWords).toEqual([...words, 'scott']);
  });
});

describe('SummarizeMovies', () => {
  test('counts all movies by what they have in common', async () => {
    await using server = await start();
    const { averageRating, ...counts } = await server.movies.summarize();
    expect(averageRating).toBeCloseTo((9.5 + 7 + 10) / 3);
    const expected: Omit<v1.SummarizeMoviesResponse, 'averageRating'> = {
      totalSize: 4,
      unratedCount: 1,
      ratingCounts: [0, 0, 0, 0, 0, 0, 0, 1, 0, 2],
      decades: [
        { decade: 1970, count: 1 },
        { decade: 1990, count: 1 },
        { decade: 2010, count: 1 },
      ],
      unknownYearCount: 1,
      genres: [
        { value: 'Horror', count: 3 },
        { value: 'Thriller', count: 2 },
      ],
      directors: [
        { value: 'Ridley Scott', count: 3 },
        { value: 'Michael Mann', count: 1 },
      ],
      labelKeys: [
        { value: 'shelf', count: 2 },
        { value: 'seen', count: 1 },
      ],
    };
    expect(counts).toEqual(expected);
  });

  test('has no average where no movie is rated', async () => {
    await using server = await start();
    const summary = await server.movies.summarize({ filter: { rated: false } });
    expect(summary).toMatchObject({ totalSize: 1, unratedCount: 1, averageRating: undefined, decades: [], genres: [] });
    expect(summary.ratingCounts).toEqual(Array(10).fill(0));
  });

  test.each([
    [0, 20],
    [3, 3],
    [1_001, 1_000],
  ])('with a limit of %d gives at most %d values of each kind', async (limit, given) => {
    const many = Array.from({ length: 1_100 }, (_, index) =>
      sampleMovie(`${index}`, { director: `D ${index}`, genres: [`G ${index}`], labels: { [`L ${index}`]: '' } }),
    );
    await using server = await startServer({ movies: many });
    const { genres, directors, labelKeys } = await movieCalls(server.client).summarize({ limit });
    expect([genres.length, directors.length, labelKeys.length]).toEqual([given, given, given]);
  });

  test('refuses a negative limit', async () => {
    await using server = await start();
    expect(await violationsOf(server.movies.summarize({ limit: -1 }))).toEqual(['limit must be 0 or more, and is -1']);
  });
});
