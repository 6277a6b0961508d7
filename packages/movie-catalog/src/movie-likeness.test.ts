import { expect, test } from '@jest/globals';
import { likenessOf } from './movie-likeness.js';
import { sampleMovie } from './testing/sample-movie.js';

const AMELIE = { title: 'Amélie', director: 'Jean-Pierre Jeunet', releaseYear: 2001 };
const likeness = likenessOf(sampleMovie('a', AMELIE));

test('movies are alike by title, release year and director, whatever their case, accents and other fields', () => {
  const other = sampleMovie('b', { title: 'AMELIE', director: 'jean-pierre jeunet', releaseYear: 2001 });
  expect(likenessOf({ ...other, rating: undefined, genres: ['Comedy'], labels: { shelf: 'A' } })).toBe(likeness);
});

test('spaces at the ends and between words make no difference', () => {
  const other = sampleMovie('b', { ...AMELIE, title: ' Amélie\u00a0', director: 'Jean-Pierre  Jeunet ' });
  expect(likenessOf(other)).toBe(likeness);
});

test.each([
  { title: 'Amélie 2' },
  { director: 'Jean Jeunet' },
  { director: '' },
  { releaseYear: 2002 },
  { releaseYear: 0 },
])('movies are not alike if one has %j', (field) => {
  expect(likenessOf(sampleMovie('a', { ...AMELIE, ...field }))).not.toBe(likeness);
});
