import { describe, expect, test } from '@jest/globals';
import { TemporaryFolder } from 'test-kit';
import { parseMovies } from './movies-json.js';
import { readInPieces } from './read-in-pieces.js';

const json = (...movies: unknown[]) => JSON.stringify({ movies });

describe('readInPieces', () => {
  const many = Array.from({ length: 3_000 }, (_, index) => ({
    labels: { shelf: 'A' },
    id: `m${index}`,
    // What the end of a movie, and the list itself, look like.
    title: index % 7 === 0 ? '},{"movies": [' : `花 ${index}`,
    genres: index % 2 === 0 ? ['War'] : [],
  }));

  test.each([
    ['in one line', JSON.stringify({ movies: many })],
    ['a field a line', JSON.stringify({ movies: many }, null, 2)],
    ['after a byte order mark', `\ufeff${JSON.stringify({ movies: many })}`],
    [
      'of several megabytes',
      JSON.stringify({ movies: many.map((movie) => ({ ...movie, director: '花'.repeat(300) })) }),
    ],
    [
      'with a movie as long as many',
      JSON.stringify({ movies: many.map((m) => (m === many[9] ? { ...m, x: 'y'.repeat(3e6) } : m)) }),
    ],
    [
      'with a space after each movie',
      json(...many.map(({ id }) => ({ id, title: 'T'.repeat(90) }))).replaceAll('},{', '} ,{'),
    ],
    ['between other members', JSON.stringify({ note: 'n', movies: many, end: [{ movies: 1 }, {}] })],
  ])('gives the movies of a long text as parseMovies does: %s', async (_, text) => {
    using folder = new TemporaryFolder();
    const movies = await readInPieces(folder.write('movies.json', text));
    expect([...(movies?.values() ?? [])]).toEqual([...parseMovies(text).values()]);
    expect(movies?.size).toBe(3_000);
  });

  const [first, ...rest] = many;
  const whole = JSON.stringify({ movies: many });
  test.each([
    ['that is short', json(...many.slice(0, 10))],
    ['whose last movie has the id of the first', json(...many, { ...first, title: 'Twice' })],
    ['with a movie that breaks a rule', json(...rest, { ...first, rating: 11 })],
    ['with a list before its movies', JSON.stringify({ tags: [], movies: many })],
    ['that ends in the middle', whole.slice(0, -200)],
    ['with a comma too many', `${whole.slice(0, -2)},]}`],
    ['with a mistake in the middle', whole.replace('"id":"m1500"', '"id" "m1500"')],
    ['that has its movies twice', `${whole.slice(0, -1)},"movies":[]}`],
    ['that is not UTF-8', Buffer.from(whole.replace('花', '\xe9'), 'latin1')],
    ['that is a list', JSON.stringify(many)],
    ['whose titles all look like the end of a movie', json(...many.map(({ id }) => ({ id, title: '},'.repeat(99) })))],
  ])('leaves a text to parseMovies %s', async (_, text) => {
    using folder = new TemporaryFolder();
    expect(await readInPieces(folder.write('movies.json', text))).toBeUndefined();
  });
});
