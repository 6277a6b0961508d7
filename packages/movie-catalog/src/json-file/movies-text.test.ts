import { describe, expect, test } from '@jest/globals';
import { EMPTY_MOVIE, type Labels, type Movie } from '../movie.js';
import { type Changes, editedText } from '../testing/edited-text.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { editsOf } from './movie-edits.js';
import { parseMovies } from './movies-json.js';
import { editMovies, findMovies, tailToEdit } from './movies-text.js';

const X: Movie = { ...EMPTY_MOVIE, id: 'x', title: 'X', rating: 1.5, director: 'D' };
const PRETTY = `{
  "movies": [
    {
      "title": "A",
      "id": "a"
    },
    {
      "title": "B",
      "id": "b"
    }
  ]
}
`;
const A = '    {\n      "title": "A",\n      "id": "a"\n    }';
const B = '    {\n      "title": "B",\n      "id": "b"\n    }';
const NEW = '    {\n      "title": "X",\n      "rating": 1.5,\n      "director": "D",\n      "id": "x"\n    }';

describe('a new movie', () => {
  test('comes last, laid out like the one before it', () => {
    expect(editedText(PRETTY, { x: X })).toBe(PRETTY.replace(B, `${B},\n${NEW}`));
    const compact = '{"movies":[{"id":"a","title":"A"}]}';
    const added = ',{"title":"X","rating":1.5,"director":"D","id":"x","releaseYear":1999,"genres":["P","Q"]}';
    expect(editedText(compact, { x: { ...X, releaseYear: 1999, genres: ['P', 'Q'] } })).toBe(
      compact.replace(']', `${added}]`),
    );
  });

  test('is laid out by the indentation of the file if it is the first', () => {
    expect(editedText('{\n  "movies": []\n}\n', { x: X })).toBe(`{\n  "movies": [\n${NEW}\n  ]\n}\n`);
    const tabs = NEW.replaceAll('  ', '\t').replaceAll('\n', '\r\n');
    expect(editedText('{\r\n\t"movies": [\r\n\t]\r\n}', { x: X })).toBe(`{\r\n\t"movies": [\r\n${tabs}\r\n\t]\r\n}`);
    expect(editedText('{"movies": []}', { x: X })).toBe(`{"movies": [\n${NEW}\n  ]}`);
  });

  test('takes the place of all others if they go', () => {
    expect(editedText(PRETTY, { a: undefined, b: undefined, x: X })).toBe(`{\n  "movies": [\n${NEW}\n  ]\n}\n`);
  });
});

describe('a deleted movie', () => {
  test('goes with its comma, wherever it is', () => {
    expect(editedText(PRETTY, { a: undefined })).toBe(PRETTY.replace(`${A},\n`, ''));
    expect(editedText(PRETTY, { b: undefined })).toBe(PRETTY.replace(`,\n${B}`, ''));
    expect(editedText(PRETTY, { a: undefined, b: undefined })).toBe('{\n  "movies": []\n}\n');
  });
});

describe('a changed movie', () => {
  const odd = '{"movies" : [ {"x": 12345678901234567890, "id":"a","rating":7.40 , "title": "A", "title" :"B"}\n]}';
  const a: Movie = { ...EMPTY_MOVIE, id: 'a', title: 'B', rating: 7.4 };

  test('has only the values changed that differ; of a key that comes twice, the last', () => {
    expect(editedText(odd, { a })).toBe(odd);
    expect(editedText(odd, { a: { ...a, title: 'é "' } })).toBe(odd.replace('"B"', '"é \\""'));
    expect(editedText(odd, { a: { ...a, rating: 8 } })).toBe(odd.replace('7.40', '8'));
  });

  test('gets the keys that it did not have after the others', () => {
    const more = { ...a, rating: 0, director: 'D', releaseYear: 1999, genres: ['P'] };
    const text = odd.replace('7.40', '0').replace('"B"', '"B", "director": "D", "releaseYear": 1999, "genres": ["P"]');
    expect(editedText(odd, { a: more })).toBe(text);
    expect(editedText(text, { a: { ...a, rating: 0 } })).toBe(
      odd.replace('7.40', '0').replace('"B"', '"B", "director": ""'),
    );
  });
});

test('of two "movies", only the last is edited; others deeper in the text are left alone', () => {
  const text = '{"movies": [{"id": "x"}], "y": {"movies": []}, "mov\\u0069es": [{"id":"a","title":"A"}], "z": ["]"]}';
  expect(editedText(text, { a: undefined })).toBe(text.replace('{"id":"a","title":"A"}', ''));
});

test('a text with other movies than expected is not edited', () => {
  const edits = editsOf([{ id: 'a', before: parseMovies(PRETTY).get('a'), after: undefined }]);
  const text = Buffer.from('{"movies": [{"id": "b"}, {"id": "a"}, {"id": "c"}]}');
  expect(() => findMovies(text, ['a', 'b'])).toThrow('more movies');
  expect(() => findMovies(text, ['a', 'b', 'c', 'd'])).toThrow('fewer movies');
  const places = findMovies(text, ['a', 'b', 'c']);
  expect(() => editMovies(text, places, tailToEdit(places, edits), edits)).toThrow('another movie where "a"');
});

test('a new movie is not added to a text whose last movie is not the expected one', () => {
  const edits = editsOf([{ id: 'x', before: undefined, after: X }]);
  const text = Buffer.from(PRETTY);
  const places = findMovies(text, ['b', 'a']);
  expect(() => editMovies(text, places, tailToEdit(places, edits), edits)).toThrow('another movie where "a"');
});

test('a new movie after many takes no more of the text than the last two', () => {
  const text = JSON.stringify({
    movies: Array.from({ length: 1_000 }, (_, index) => ({ id: `${index}`, title: 'T' })),
  });
  const places = findMovies(Buffer.from(text), [...parseMovies(text).keys()]);
  const { start } = tailToEdit(places, editsOf([{ id: 'x', before: undefined, after: X }]));
  expect(text.slice(start)).toBe('{"id":"998","title":"T"},{"id":"999","title":"T"}]}');
});

test('any changes to any text give the movies that were meant, and keep what is not known', () => {
  for (let round = 0; round < 1_000; round++) {
    const text = randomText();
    const changes = randomChanges([...parseMovies(text).keys()]);
    const result = editedText(text, changes);
    const expected = parseMovies(text);
    for (const [id, after] of Object.entries(changes)) {
      if (after === undefined) expected.delete(id);
      else expected.set(id, after);
    }
    expect([...parseMovies(result).values()]).toEqual([...expected.values()]);
    for (const id of expected.keys()) if (text.includes(`"of ${id}"`)) expect(result).toContain(`"of ${id}"`);
    expect(result).toContain('"end" : 1.0');
    expect(editedText(result, {})).toBe(result);
  }
});

function pick<T>(items: readonly [T, ...T[]]): T {
  return items[Math.floor(Math.random() * items.length)] ?? items[0];
}

function randomText(): string {
  const space = () => pick(['', ' ', '\n', '\r\n\t', '  ']);
  const movies = Array.from({ length: Math.floor(Math.random() * 6) }, (_, index) => {
    const fields = [`"id"${space()}:"m${index}"`, `"title":${space()}"]}\\"\\\\"`, `"unknown": "of m${index}"`];
    const labels = `"labels":{${space()}"b"${space()}:"",${space()}"a": "1"${space()}}`;
    const optional = [
      labels,
      '"rating": 1.50',
      '"rating":null',
      '"genres" : [ "P" ]',
      '"labels": {}',
      '"releaseYear":1999',
      '"director":"é"',
    ];
    const all = [...fields, ...optional.filter(() => Math.random() < 0.5)].sort(() => Math.random() - 0.5);
    return `{${space()}${all.join(`${space()},${space()}`)}${space()}}`;
  });
  return `${pick(['', '\ufeff'])}{"movies":${space()}[${space()}${movies.join(`${space()},${space()}`)}${space()}],"end" : 1.0}`;
}

function randomChanges(ids: readonly string[]): Changes {
  const changes: Record<string, Movie | undefined> = {};
  for (const id of [...ids, 'new-1', 'new-2']) {
    const movie = sampleMovie(id, {
      rating: pick([undefined, 0, 1.5, 9]),
      releaseYear: pick([0, 1999]),
      genres: pick([[], ['P', 'Q']]),
      labels: pick<Labels>([{}, { a: '1' }, { a: '2', b: '' }]),
    });
    if (Math.random() < 0.5) changes[id] = ids.includes(id) && Math.random() < 0.5 ? undefined : movie;
  }
  return changes;
}
