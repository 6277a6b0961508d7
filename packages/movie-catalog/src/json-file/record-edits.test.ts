import { describe, expect, test } from '@jest/globals';
import { EMPTY_MOVIE, type Movie } from '../movie.js';
import { variationsOfCompleteMovie } from '../testing/complete-movie.js';
import { editedText } from '../testing/edited-text.js';
import { textOf } from '../testing/json-database.js';
import { parseMovies } from './movies-json.js';

const A: Movie = { ...EMPTY_MOVIE, id: 'a', title: 'A' };

/** A record after its movie, of the id `a`, got these fields; all others are as they were. */
function changed(record: string, fields: Partial<Movie>): string {
  const text = `{"movies": [${record}]}`;
  const before = parseMovies(text).get('a') ?? A;
  return editedText(text, { a: { ...before, ...fields } }).slice('{"movies": ['.length, -']}'.length);
}

describe('a movie that becomes unrated', () => {
  test.each([
    ['in the middle', '{"id": "a",\r\n "rating" : 7.40 ,\r\n "title":"A"}', '{"id": "a" ,\r\n "title":"A"}'],
    ['at the end', '{ "id":"a", "title":"A" , "rating":1 }', '{ "id":"a", "title":"A" }'],
    ['at the beginning', '{ "rating": 1, "id":"a", "title":"A"}', '{ "id":"a", "title":"A"}'],
    ['twice', '{"rating":1,"rating":2,"id":"a","rating":3,"title":"A","rating":4}', '{"id":"a","title":"A"}'],
  ])('loses its rating %s with its comma, and all else stays', (_, record, expected) => {
    expect(changed(record, { rating: undefined })).toBe(expected);
  });

  test('gets it back where it was if the record is in the order of this program, or like it', () => {
    for (const record of [
      '{"title":"A","rating":7.4,"director":"","id":"a","releaseYear":1999}',
      '{\r\n\t"id" : "a",\r\n\t"title" : "A",\r\n\t"rating" : 7.4,\r\n\t"x" : 1\r\n}',
      '{ "id": "a", "title": "A", "rating": 7.4 }',
    ]) {
      const unrated = changed(record, { rating: undefined });
      expect(unrated).not.toContain('rating');
      expect(changed(unrated, { rating: 7.4 })).toBe(record);
    }
  });
});

describe('what says that nothing is known', () => {
  const record = '{"id":"a","title":"A","rating":null,"director":"","releaseYear":0,"genres":[ ],"labels":{ }, "x":[]}';

  test('stays as a person wrote it, whatever else changes', () => {
    expect(changed(record, { title: 'B' })).toBe(record.replace('"A"', '"B"'));
    expect(changed('{"id":"a","title":"A"}', { title: 'B' })).toBe('{"id":"a","title":"B"}');
  });

  test('takes the new value where it is', () => {
    const known = { rating: 0, director: 'D', releaseYear: 1999, genres: ['P'], labels: { b: '1' } };
    expect(changed(record, known)).toBe(
      '{"id":"a","title":"A","rating":0,"director":"D","releaseYear":1999,"genres":["P"],"labels":{"b":"1"}, "x":[]}',
    );
  });

  test('is no member once something was known, but for the director, which the tutorial wants', () => {
    const known =
      '{"id":"a","title":"A","rating":0,"director":"D","releaseYear":1999,"genres":["P"],"labels":{"b":"1"}}';
    expect(changed(known, { ...A })).toBe('{"id":"a","title":"A","director":""}');
  });
});

describe('the labels of a record', () => {
  const pretty =
    '{\n  "id": "a",\n  "title": "A",\n  "labels": {\n    "shelf": "B 2",\n    "IMDb id": "tt\\u0030"\n  }\n}';

  test('keep the order in which a person wrote them', () => {
    expect(changed(pretty, { labels: { 'IMDb id': 'tt0', shelf: 'B 2' } })).toBe(pretty);
    const moved = changed(pretty, { labels: { 'IMDb id': 'tt0', shelf: 'C' } });
    expect(moved).toBe(pretty.replace('B 2', 'C'));
    expect(changed(moved, { labels: { 'IMDb id': 'tt0', shelf: 'B 2' } })).toBe(pretty);
  });

  test('get and lose one in their own layout', () => {
    const more = changed(pretty, { labels: { 'IMDb id': 'tt0', notes: 'x\ny', shelf: 'B 2' } });
    expect(more).toBe(pretty.replace('"tt\\u0030"', '"tt\\u0030",\n    "notes": "x\\ny"'));
    expect(changed(more, { labels: { 'IMDb id': 'tt0', shelf: 'B 2' } })).toBe(pretty);
    const fewer = changed(pretty, { labels: { 'IMDb id': 'tt0' } });
    expect(fewer).toBe(pretty.replace('"shelf": "B 2",\n    ', ''));
  });

  test('go on in the layout of those that all go', () => {
    expect(changed(pretty, { labels: { 10: 'y', a: 'x' } })).toBe(
      pretty.replace(/"shelf.*\n.*\n/, '"10": "y",\n    "a": "x"\n'),
    );
    const one = '{"id":"a","title":"A","labels":{"x":"1"}}';
    expect(changed(one, { labels: { b: '1', c: '2' } })).toBe(one.replace('"x":"1"', '"b":"1","c":"2"'));
  });

  test('get one before all others, and lose it again', () => {
    const one = '{"id":"a","title":"A","labels":{"x": "1"}}';
    const two = changed(one, { labels: { b: '', x: '1' } });
    expect(two).toBe(one.replace('{"x"', '{"b": "", "x"'));
    expect(changed(two, { labels: { x: '1' } })).toBe(one);
  });
});

test('a list that changes keeps its layout', () => {
  const record = '{"id":"a","title":"A","genres":[\n  "P",\n  "Q"\n ]}';
  const longer = changed(record, { genres: ['X', 'P', 'Q'] });
  expect(longer).toBe(record.replace('"P"', '"X",\n  "P"'));
  expect(changed(longer, { genres: ['P', 'Q'] })).toBe(record);
  expect(changed('{"id":"a","title":"A","genres":[ "P" ]}', { genres: ['X', 'Y'] })).toContain('[ "X", "Y" ]');
});

describe('any change of any field and its undo leave the same bytes', () => {
  const movies = variationsOfCompleteMovie();
  const written = (text: string) => editedText(text, Object.fromEntries(movies.map((movie) => [movie.id, movie])));
  const usual = movies.map(withoutUnknown);
  // Lists that had lines of their own come back on one.
  const cleared = ['no genres', 'no labels'];
  const kept = movies.map(({ id }) => id).filter((id) => !cleared.includes(id));
  test.each([
    ['as this program writes it', written('{"movies": []}'), cleared],
    ['as this program writes it below a compact one', written('{"movies":[{"id":"x","title":"X"}]}'), cleared],
    ['compact', JSON.stringify({ movies: usual }), cleared],
    ['pretty', textOf(usual), []],
    ['pretty with CRLF', textOf(usual).replaceAll('\n', '\r\n'), []],
  ])('in a file that is %s', (_, text, alsoCleared) => {
    const before = parseMovies(text);
    const changes = movies.filter(({ id }) => kept.includes(id) || alsoCleared.includes(id));
    for (const id of ['complete', 'no rating', 'no releaseYear', ...cleared]) {
      for (const change of changes) {
        const after = editedText(text, { [id]: { ...change, id } });
        expect(parseMovies(after).get(id)).toEqual({ ...change, id });
        expect(editedText(after, { [id]: before.get(id) })).toBe(text);
      }
    }
  });
});

/** In the usual order, without what isn't known. */
function withoutUnknown({ title, rating, director, id, ...rest }: Movie): object {
  const members = Object.entries({ title, rating, director, id, ...rest });
  const unknown = ['no rating', 'no releaseYear', 'no genres', 'no labels'];
  return Object.fromEntries(members.filter(([key]) => !(unknown.includes(id) && id === `no ${key}`)));
}

test('a rating that was null, or written in another way, does not come back, as nothing says how it was', () => {
  const record = '{"id":"a","title":"A","rating":7.40}';
  expect(changed(changed(record, { rating: 1 }), { rating: 7.4 })).toBe(record.replace('7.40', '7.4'));
  const unrated = record.replace('7.40', 'null');
  expect(changed(changed(unrated, { rating: 1 }), { rating: undefined })).toBe('{"id":"a","title":"A"}');
});
