import { describe, expect, test } from '@jest/globals';
import type { Movie } from './movie.js';
import { movieViolations } from './movie-rules.js';
import { sampleMovie } from './testing/sample-movie.js';

const year = "must be a year from 1888 to 2100, or 0 if it isn't known, and is";

const key = 'must begin with a letter or digit, have only letters, digits, spaces and _.-, and not end with a space';

function manyLabels(count: number): Movie['labels'] {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key ${index}`, '']));
}

function violationsOf(fields: Partial<Movie>): string[] {
  return movieViolations({ ...sampleMovie('a'), ...fields }).map(({ field, description }) => `${field} ${description}`);
}

describe('a movie may have', () => {
  test.each<[string, Partial<Movie>]>([
    ['an id of 128 bytes', { id: 'é'.repeat(64) }],
    ['white space within its id', { id: 'a b' }],
    ['a title of 16,384 bytes', { title: 'é'.repeat(8_192) }],
    ['any Unicode in its title', { title: '千と千尋の神隠し \u{1F3AC}' }],
    ['a rating of 0', { rating: 0 }],
    ['a rating of 10', { rating: 10 }],
    ['no director', { director: '' }],
    ['a director of 1,024 bytes', { director: 'é'.repeat(512) }],
    ['no year', { releaseYear: 0 }],
    ['the first year', { releaseYear: 1888 }],
    ['the last year', { releaseYear: 2100 }],
    ['32 genres', { genres: Array.from({ length: 32 }, (_, index) => `${index}`) }],
    ['a genre of 64 bytes', { genres: ['é'.repeat(32)] }],
    ['no rating', { rating: undefined }],
    ['32 labels', { labels: manyLabels(32) }],
    ['a label with a key of 64 bytes', { labels: { ['é'.repeat(32)]: 'x' } }],
    ['a label of one letter or digit', { labels: { a: '1', 7: '2', 千: '3' } }],
    [
      'a label with spaces, marks and signs in its key',
      { labels: { 'IMDb id_1.a-b': 'x', 'e\u0301': 'x', 'a-': 'x' } },
    ],
    ['a label of 1,024 bytes', { labels: { a: 'é'.repeat(512) } }],
    ['a label with line breaks', { labels: { notes: 'a\nb\n' } }],
    ['a label without a value', { labels: { watched: '' } }],
    ['genres that differ in case', { genres: ['War', 'war'] }],
  ])('%s', (_, fields) => {
    expect(violationsOf(fields)).toEqual([]);
  });
});

describe('a movie may not have', () => {
  test.each<[string, Partial<Movie>, string]>([
    ['no id', { id: '' }, 'id is required'],
    ['an id longer than 128 bytes', { id: 'é'.repeat(65) }, 'id must be at most 128 bytes, and is 130'],
    ['an id that begins with white space', { id: ' a' }, 'id must not begin or end with white space'],
    ['an id that ends with a no-break space', { id: 'a\u00a0' }, 'id must not begin or end with white space'],
    ['an id with a zero byte', { id: 'a\u0000b' }, 'id must not contain control characters'],
    ['no title', { title: '' }, 'title is required'],
    [
      'a title longer than 16,384 bytes',
      { title: `é${'x'.repeat(16_383)}` },
      'title must be at most 16384 bytes, and is 16385',
    ],
    ['a line break in its title', { title: 'a\nb' }, 'title must not contain control characters'],
    ['a C1 control character', { title: 'a\u0085b' }, 'title must not contain control characters'],
    ['a DEL', { director: '\u007f' }, 'director must not contain control characters'],
    ['half a surrogate pair', { title: '\ud83c' }, 'title must be well-formed Unicode, without U+FFFD'],
    ['what stands for a lost character', { title: 'a\ufffdb' }, 'title must be well-formed Unicode, without U+FFFD'],
    ['a rating below 0', { rating: -0.1 }, 'rating must be from 0 to 10, and is -0.1'],
    ['a rating above 10', { rating: 10.1 }, 'rating must be from 0 to 10, and is 10.1'],
    ['a rating that is no number', { rating: Number.NaN }, 'rating must be from 0 to 10, and is NaN'],
    ['an infinite rating', { rating: Infinity }, 'rating must be from 0 to 10, and is Infinity'],
    [
      'a director longer than 1,024 bytes',
      { director: 'x'.repeat(1_025) },
      'director must be at most 1024 bytes, and is 1025',
    ],
    ['a year before film', { releaseYear: 1887 }, `releaseYear ${year} 1887`],
    ['a year too far ahead', { releaseYear: 2101 }, `releaseYear ${year} 2101`],
    ['half a year', { releaseYear: 1999.5 }, `releaseYear ${year} 1999.5`],
    ['33 genres', { genres: Array(33).fill('x') }, 'genres must be at most 32, and are 33'],
    ['an empty genre', { genres: ['a', ''] }, 'genres[1] must not be empty'],
    ['a genre twice', { genres: ['a', 'b', 'a'] }, 'genres[2] must not repeat an earlier genre'],
    ['a genre longer than 64 bytes', { genres: ['x'.repeat(65)] }, 'genres[0] must be at most 64 bytes, and is 65'],
    ['33 labels', { labels: manyLabels(33) }, 'labels must be at most 32, and are 33'],
    ['a label without a key', { labels: { '': 'x' } }, `labels[""] ${key}`],
    ['a key that begins with a space', { labels: { ' a': 'x' } }, `labels[" a"] ${key}`],
    ['a key that ends with a space', { labels: { 'a ': 'x' } }, `labels["a "] ${key}`],
    ['a key that begins with a sign', { labels: { _a: 'x' } }, `labels["_a"] ${key}`],
    ['a key with =', { labels: { 'a=b': 'x' } }, `labels["a=b"] ${key}`],
    ['a key with a line break', { labels: { 'a\nb': 'x' } }, `labels["a\\nb"] ${key}`],
    ['the key __proto__', { labels: JSON.parse('{"__proto__": "x"}') }, `labels["__proto__"] ${key}`],
    [
      'a key longer than 64 bytes',
      { labels: { ['é'.repeat(33)]: 'x' } },
      `labels["${'é'.repeat(33)}"] must be at most 64 bytes, and is 66`,
    ],
    [
      'a very long key, which is not said whole',
      { labels: { ['x'.repeat(1_000)]: 'x' } },
      `labels["${'x'.repeat(64)}…"] must be at most 64 bytes, and is 1000`,
    ],
    [
      'a label longer than 1,024 bytes',
      { labels: { a: 'x'.repeat(1_025) } },
      'labels["a"] must be at most 1024 bytes, and is 1025',
    ],
    ['a tab in a label', { labels: { a: '\t' } }, 'labels["a"] must not contain control characters other than \\n'],
    [
      'a carriage return in a label',
      { labels: { a: 'x\r\ny' } },
      'labels["a"] must not contain control characters other than \\n',
    ],
    [
      'half a surrogate pair in a label',
      { labels: { a: '\ud83c' } },
      'labels["a"] must be well-formed Unicode, without U+FFFD',
    ],
    ['a control character in a genre', { genres: ['\u001b[31m'] }, 'genres[0] must not contain control characters'],
  ])('%s', (_, fields, violation) => {
    expect(violationsOf(fields)).toEqual([violation]);
  });
});

test('every violation is listed, in the order of the fields', () => {
  const fields = {
    id: '',
    title: '',
    rating: 11,
    director: '\n',
    releaseYear: 1,
    genres: ['', ''],
    labels: { '': '' },
  };
  const violations = movieViolations({ ...sampleMovie('a'), ...fields });
  const names = ['id', 'title', 'rating', 'director', 'releaseYear', 'genres[0]', 'genres[1]', 'labels[""]'];
  expect(violations.map(({ field }) => field)).toEqual(names);
});

test('a million genres are refused at once', () => {
  const genres = Array.from({ length: 1_000_000 }, (_, index) => `${index}`);
  const begun = performance.now();
  expect(violationsOf({ genres })).toHaveLength(1);
  expect(performance.now() - begun).toBeLessThan(1_000);
});
