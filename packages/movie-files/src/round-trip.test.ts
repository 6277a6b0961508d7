import { describe, expect, test } from '@jest/globals';
import { v1 } from 'movie-proto';
import { csv } from './csv.js';
import { csvRows } from './csv-rows.js';
import type { FileMovie } from './file-movie.js';
import type { Format, WriteOptions } from './format.js';
import { json } from './json.js';
import { FIELD_FORMS, FIELD_NAMES, type FieldName } from './movie-fields.js';
import { ndjson } from './ndjson.js';
import { RecordProblem } from './record-problem.js';
import { movieWith, readFile, writeFile } from './testing/files.js';

// A field of the contract that this package doesn't have fails to compile here.
const FORMS = FIELD_FORMS satisfies Record<keyof v1.Movie, unknown>;

/** A movie whose fields all have a value that is not their empty one. */
const COMPLETE: { readonly [Field in FieldName]: NonNullable<FileMovie[Field]> } = {
  id: 'up',
  title: 'Up',
  rating: 8.3,
  director: 'Pete Docter',
  releaseYear: 2009,
  genres: ['Animation', 'Adventure'],
  labels: { seen: '2024-01-02', 'shelf 2': 'B; 2' },
  etag: 'e1',
};

/** What happens to a CSV file that a spreadsheet saves where a comma is the decimal mark. */
async function savedWithSemicolons(file: string): Promise<string> {
  async function* text() {
    yield file;
  }
  const lines = [];
  for await (const { fields } of csvRows(text())) {
    lines.push(fields.map((field) => `"${decimalComma(field).replaceAll('"', '""')}"`).join(';'));
  }
  return lines.join('\r\n');
}

function decimalComma(field: string): string {
  return /^\d+\.\d+$/.test(field) ? field.replace('.', ',') : field;
}

interface Way {
  readonly format: Format;
  readonly options?: WriteOptions;
  readonly saved?: (file: string) => Promise<string>;
}

const WAYS: Readonly<Record<string, Way>> = {
  json: { format: json },
  ndjson: { format: ndjson },
  csv: { format: csv },
  'csv for Excel': { format: csv, options: { excel: true } },
  'csv with semicolons': { format: csv, saved: savedWithSemicolons },
};

test("the fields are those of the contract's movie", () => {
  expect(Object.keys(FORMS).sort()).toEqual(Object.keys(v1.Movie.fromPartial({})).sort());
  expect([...FIELD_NAMES].sort()).toEqual(Object.keys(FORMS).sort());
});

describe.each(Object.entries(WAYS))('%s', (_, { format, options = {}, saved = async (file) => file }) => {
  test.each(FIELD_NAMES)('the %s of a movie is written, read and brought', async (name) => {
    const others = movieWith({ id: 'a', title: 'b' });
    const movie = { ...others, [name]: COMPLETE[name] };
    const file = await saved(await writeFile(format, [movie], { ...options, etags: true }));
    const [record] = await readFile(format, file);
    expect(record?.movie).toEqual(movie);
    expect(record?.brings.some((path) => path === name)).toBe(name !== 'id' && name !== 'etag');
  });

  test('an etag is written only if asked', async () => {
    const [record] = await readFile(format, await writeFile(format, [COMPLETE], options));
    expect(record?.movie).toEqual({ ...COMPLETE, etag: '' });
  });

  test('movies of all kinds come back as they were', async () => {
    const random = randomFrom(7);
    const movies = Array.from({ length: 2_000 }, (_, index) => randomMovie(random, index));
    expect(movies.some(({ rating }) => rating === undefined) && movies.some(({ rating }) => rating === 0)).toBe(true);
    const file = await writeFile(format, movies, { ...options, etags: true });
    const records = await readFile(format, await saved(file), { chunkSize: 1_000 });
    const read = records.flatMap(({ movie }) => (movie instanceof RecordProblem ? [] : [movie]));
    // One by one: the difference of two long lists takes minutes to print.
    for (const [index, movie] of movies.entries()) expect(read[index]).toStrictEqual(movie);
    expect(read).toHaveLength(movies.length);
    expect((await writeFile(format, read, { ...options, etags: true })) === file).toBe(true);
  });
});

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const PIECES = [
  ...[
    '"',
    '""',
    "'",
    ',',
    ';',
    '=',
    '\\',
    '\n',
    ' ',
    '\t',
    '\ufeff',
    '\u2028',
    '{',
    ']',
    ':',
    '=1+1',
    '+',
    '-',
    '@',
    '0',
  ],
  ...['é', 'e\u0301', '千と千尋', 'Где', '🎬', '👩‍👩‍👧', 'sep=', 'null', '__proto__', 'a', 'Z', '1', '2001'],
];

function randomMovie(random: () => number, index: number): FileMovie {
  const below = (end: number) => Math.floor(random() * end);
  const text = (most: number) => Array.from({ length: below(most + 1) }, () => PIECES[below(PIECES.length)]).join('');
  const list = (most: number) => Array.from({ length: below(most + 1) }, () => text(4) || 'x');
  const ratings = [undefined, 0, 10, below(100) / 10, random() * 10, 1e-7];
  return movieWith({
    id: `${index}${text(3)}`,
    title: text(8),
    rating: ratings[below(ratings.length)],
    director: text(4),
    releaseYear: below(3) && 1_888 + below(213),
    genres: list(4),
    labels: Object.fromEntries(list(5).map((key) => [key, text(6)])),
    etag: text(2),
  });
}
