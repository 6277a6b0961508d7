import { expect, test } from '@jest/globals';
import { sampleMovie } from '../testing/sample-movie.js';
import { type MovieFilter, matcherOf } from './movie-filter.js';

const AMELIE = sampleMovie('1', {
  title: 'Le Fabuleux Destin d’Amélie Poulain',
  director: 'Jean-Pierre Jeunet',
  rating: 8.3,
  releaseYear: 2001,
  genres: ['Comedy', 'Romance'],
  labels: { Étagère: 'Salon', imdb: 'tt0211915', note: '' },
});

test.each<[MovieFilter, boolean]>([
  [{ titleContains: 'AMELIE' }, true],
  [{ titleContains: 'amelia' }, false],
  [{ titleContains: 'jeunet' }, false],
  [{ directorContains: 'jean-pierre jeunet' }, true],
  [{ directorContains: 'Jeunét' }, true],
  [{ directorContains: 'amélie' }, false],
  [{ allGenres: ['romance', 'COMED'] }, true],
  [{ allGenres: ['Romance', 'Drama'] }, false],
  [{ anyGenres: ['Drama', 'omänce'] }, true],
  [{ anyGenres: ['Drama', 'Crime'] }, false],
  [{ allGenres: ['Comedy'], anyGenres: ['Drama'] }, false],
  [{ minRating: 8.3, maxRating: 8.3 }, true],
  [{ minRating: 8.4 }, false],
  [{ maxRating: 8.2 }, false],
  [{ rated: true }, true],
  [{ rated: false }, false],
  [{ minReleaseYear: 2001, maxReleaseYear: 2001 }, true],
  [{ minReleaseYear: 2002 }, false],
  [{ maxReleaseYear: 2000 }, false],
  [{ labels: [{ key: 'etagere' }] }, true],
  [{ labels: [{ key: 'etage' }] }, false],
  [{ labels: [{ key: 'ETAGERE', value: 'sålon' }] }, true],
  [{ labels: [{ key: 'étagère', value: 'salo' }] }, false],
  [{ labels: [{ key: 'note', value: '' }] }, true],
  [{ labels: [{ key: 'imdb', value: '' }] }, false],
  // The value is that of another label.
  [{ labels: [{ key: 'imdb', value: 'Salon' }] }, false],
  [{ labels: [{ key: 'imdb' }, { key: 'étagère', value: 'salon' }] }, true],
  [{ labels: [{ key: 'imdb' }, { key: 'shelf' }] }, false],
  [{ text: 'fabuleux' }, true],
  [{ text: 'JEUNET' }, true],
  [{ text: 'medy' }, true],
  [{ text: 'etag' }, true],
  [{ text: '0211' }, true],
  // The text is not looked for across fields.
  [{ text: 'poulain jean' }, false],
  [{ text: '2001' }, false],
  [
    { titleContains: 'destin', directorContains: 'Jeunet', labels: [{ key: 'imdb' }], text: 'salon', rated: true },
    true,
  ],
  [{ titleContains: 'destin', directorContains: 'Jeunet', minRating: 9 }, false],
])('%j matches Amélie: %s', (filter, expected) => {
  expect(matcherOf(filter)?.(AMELIE)).toBe(expected);
});

test('a movie of unknown year is in no range of years', () => {
  const unknown = sampleMovie('1', { releaseYear: 0 });
  expect(matcherOf({ maxReleaseYear: 1950 })?.(unknown)).toBe(false);
  expect(matcherOf({ minReleaseYear: 0 })?.(unknown)).toBe(false);
});

test('a movie without a rating is in no range of ratings, and one that is rated 0 is rated', () => {
  const [unrated, zero] = [sampleMovie('1', { rating: undefined }), sampleMovie('2', { rating: 0 })];
  const matches = (filter: MovieFilter) => [unrated, zero].map((movie) => matcherOf(filter)?.(movie));
  expect(matches({ minRating: 0 })).toEqual([false, true]);
  expect(matches({ maxRating: 10 })).toEqual([false, true]);
  expect(matches({ rated: true })).toEqual([false, true]);
  expect(matches({ rated: false })).toEqual([true, false]);
});

test.each<MovieFilter>([
  {},
  { titleContains: '', directorContains: '', allGenres: [], anyGenres: [], labels: [], text: '' },
  { minRating: undefined, rated: undefined },
])('%j asks for nothing', (filter) => {
  expect(matcherOf(filter)).toBeUndefined();
});
