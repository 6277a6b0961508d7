import { expect, test } from '@jest/globals';
import { sampleMovie } from '../testing/sample-movie.js';
import { type MovieFilter, matcherOf } from './movie-filter.js';

const AMELIE = sampleMovie('1', {
  title: 'Le Fabuleux Destin d’Amélie Poulain',
  director: 'Jean-Pierre Jeunet',
  rating: 8.3,
  releaseYear: 2001,
  genres: ['Comedy', 'Romance'],
});

test.each<[MovieFilter, boolean]>([
  [{ titleContains: 'AMELIE' }, true],
  [{ titleContains: 'amelia' }, false],
  [{ directorContains: 'jean-pierre jeunet' }, true],
  [{ directorContains: 'Jeunet' }, true],
  [{ allGenres: ['romance', 'COMEDY'] }, true],
  [{ allGenres: ['Romance', 'Drama'] }, false],
  [{ minRating: 8.3, maxRating: 8.3 }, true],
  [{ minRating: 8.4 }, false],
  [{ maxRating: 8.2 }, false],
  [{ minReleaseYear: 2001, maxReleaseYear: 2001 }, true],
  [{ minReleaseYear: 2002 }, false],
  [{ maxReleaseYear: 2000 }, false],
  [{ titleContains: 'destin', directorContains: 'Jean-Pierre Jeunet', minRating: 9 }, false],
])('%j matches Amélie: %s', (filter, expected) => {
  expect(matcherOf(filter)?.(AMELIE)).toBe(expected);
});

test('a movie of unknown year is in no range of years', () => {
  const unknown = sampleMovie('1', { releaseYear: 0 });
  expect(matcherOf({ maxReleaseYear: 1950 })?.(unknown)).toBe(false);
  expect(matcherOf({ minReleaseYear: 0 })?.(unknown)).toBe(false);
});

test.each<MovieFilter>([
  {},
  { titleContains: '', directorContains: '', allGenres: [], anyGenres: [] },
  { minRating: undefined },
])('%j asks for nothing', (filter) => {
  expect(matcherOf(filter)).toBeUndefined();
});
