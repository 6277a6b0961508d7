import { describe, expect, test } from '@jest/globals';
import { EMPTY_MOVIE, NO_GENRES, NO_LABELS } from '../movie.js';
import { parseMovies } from './movies-json.js';

const json = (...movies: unknown[]) => JSON.stringify({ movies });

describe('parseMovies', () => {
  test('gives the movies in order, and a field that they lack is empty or 0', () => {
    const movies = parseMovies(
      json({ id: 'b', title: 'B' }, { id: 'a', title: 'A', rating: 1, genres: ['War'], x: 1 }),
    );
    expect([...movies.values()]).toEqual([
      { ...EMPTY_MOVIE, id: 'b', title: 'B' },
      { ...EMPTY_MOVIE, id: 'a', title: 'A', rating: 1, genres: ['War'] },
    ]);
  });

  test('gives a movie without a rating, or with null, as unrated, and one with 0 as rated', () => {
    const movies = parseMovies(
      json({ id: 'a', title: 'A' }, { id: 'b', title: 'B', rating: null }, { id: 'c', title: 'C', rating: 0 }),
    );
    expect(Array.from(movies.values(), ({ rating }) => rating)).toEqual([undefined, undefined, 0]);
  });

  test('gives the same genres of several movies as one list', () => {
    const genres = ['War', 'Drama'];
    const [a, b, c] = parseMovies(
      json({ id: 'a', title: 'A', genres }, { id: 'b', title: 'B', genres }, { id: 'c', title: 'C', genres: [] }),
    ).values();
    expect(a?.genres).toEqual(genres);
    expect(b?.genres).toBe(a?.genres);
    expect(c?.genres).toBe(NO_GENRES);
  });

  test('gives labels in one order, and the same ones of several movies as one object', () => {
    const [a, b, c] = parseMovies(
      json(
        { id: 'a', title: 'A', labels: { shelf: 'B 2', notes: 'x\ny' } },
        { id: 'b', title: 'B', labels: { notes: 'x\ny', shelf: 'B 2' } },
        { id: 'c', title: 'C', labels: {} },
      ),
    ).values();
    expect(Object.entries(a?.labels ?? {})).toEqual([
      ['notes', 'x\ny'],
      ['shelf', 'B 2'],
    ]);
    expect(b?.labels).toBe(a?.labels);
    expect(c?.labels).toBe(NO_LABELS);
  });

  test('skips a byte order mark, and counts columns without it', () => {
    expect(parseMovies('\ufeff{"movies":[]}').size).toBe(0);
    expect(() => parseMovies('\ufeff{')).toThrow('line 1 column 2 ends where');
  });

  test('of two "movies", the last counts', () => {
    expect(parseMovies('{"movies": 1, "movies": []}').size).toBe(0);
  });

  const broken: [string, string, string][] = [
    ['an empty text', '', 'it is empty; the smallest database is {"movies": []}'],
    ['white space', ' \n', 'it is empty'],
    ['broken JSON', '{\n  "movies": [\n  }', 'it is not JSON: line 3 column 3 has "}" where a value or "]" should be'],
    ['a cut text', '{"movies": [', 'it is not JSON: line 1 column 13 ends where a value or "]" should be'],
    ['a list', '[]', 'it must be an object, {"movies": [...]}, and is a list'],
    ['null', 'null', 'and is null'],
    ['other keys', '{"films": [], "x": 1}', 'it has no "movies"; it has "films", "x"'],
    ['no keys', '{}', 'it has no "movies"; it has nothing'],
    ['movies by id', '{"movies": {}}', '"movies" must be a list, and is an object'],
    ['a movie that is no object', json(7), 'movies[0] must be an object, and is a number'],
    ['a movie without id', json({ title: 'T' }), 'movies[0].id is required'],
    ['a numeric id', json({ id: 7, title: 'T' }), 'movies[0].id must be a string, and is a number'],
    ['a title that is null', json({ id: 'a', title: null }), 'movies[0].title must be a string, and is null'],
    [
      'a rating in quotes',
      json({ id: 'a', title: 'T', rating: '7' }),
      'movies[0].rating must be a number, and is a string',
    ],
    ['a broken rule', json({ id: 'a', title: 'T', rating: 11 }), 'movies[0].rating must be from 0 to 10, and is 11'],
    ['a wrong year', json({ id: 'a', title: 'T', releaseYear: 7 }), 'movies[0].releaseYear must be a year'],
    ['one genre', json({ id: 'a', title: 'T', genres: 'War' }), 'movies[0].genres must be a list, and is a string'],
    [
      'a wrong genre',
      json({ id: 'a', title: 'T', genres: ['x', 1] }),
      'movies[0].genres[1] must be a string, and is a number',
    ],
    ['an empty genre', json({ id: 'a', title: 'T', genres: [''] }), 'movies[0].genres[0] must not be empty'],
    [
      'labels that are a list',
      json({ id: 'a', title: 'T', labels: ['x'] }),
      'movies[0].labels must be an object, and is',
    ],
    [
      'labels that are null',
      json({ id: 'a', title: 'T', labels: null }),
      'movies[0].labels must be an object, and is null',
    ],
    [
      'a label that is no text',
      json({ id: 'a', title: 'T', labels: { watched: true } }),
      'movies[0].labels["watched"] must be a string, and is a boolean',
    ],
    [
      'a label that no object can have as its own by an assignment',
      '{"movies": [{"id": "a", "title": "T", "labels": {"__proto__": "x"}}]}',
      'movies[0].labels["__proto__"] must begin with a letter or digit',
    ],
    [
      'an id that comes twice',
      json({ id: 'b', title: 'T' }, { id: 'a', title: 'T' }, { id: 'b', title: 'U' }),
      'movies[2].id is "b", and so is movies[0].id',
    ],
  ];
  test.each(broken)('refuses %s', (_, text, message) => {
    expect(() => parseMovies(text)).toThrow(message);
  });

  test('lists the first five violations and counts the rest', () => {
    const text = json(...Array.from({ length: 8 }, () => ({ id: 'a', title: 'T', rating: -1 })));
    const listed = [0, 1, 2, 3, 4].map((index) => `movies[${index}].rating must be from 0 to 10, and is -1`);
    expect(() => parseMovies(text)).toThrow(`${listed.join('; ')}; and 3 more`);
  });

  test('does not search long where all movies come twice', () => {
    const movies = Array.from({ length: 100_000 }, (_, index) => ({ id: `m${index}`, title: 'T' }));
    expect(() => parseMovies(JSON.stringify({ movies: [...movies, ...movies] }))).toThrow('and 99995 more');
  });
});
