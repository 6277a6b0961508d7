import { describe, expect, test } from '@jest/globals';
import type { FileMovie } from './file-movie.js';
import type { Format } from './format.js';
import { FormatError } from './format-error.js';
import { FORMATS, type FormatName, formatOfFile } from './formats.js';
import { RecordProblem } from './record-problem.js';
import { movieWith, readFields, readFile, writeFile } from './testing/files.js';

const MOVIES: readonly FileMovie[] = [
  movieWith({
    id: 'plain',
    title: 'T',
    rating: 8.2,
    director: 'Ridley Scott',
    releaseYear: 2015,
    genres: ['Drama', 'Sci-Fi'],
    labels: { seen: '2024-01-02', shelf: 'B 2' },
  }),
  movieWith({ id: 'bare', title: 'T' }),
  movieWith({ id: 'quotes, "commas"; \'and\' =1+1', title: ' "x", ; \\ ' }),
  movieWith({ id: 'newlines', title: 'one\ntwo\r\nthree\rfour' }),
  movieWith({ id: '🎬', title: '千と千尋の神隠し 👩‍👩‍👧 é é', genres: ['a;b', 'c\\', '\\;', ' d '] }),
  movieWith({ id: 'long', title: 'é,"🎬\''.repeat(1_000), rating: 0.1 + 0.2 }),
];

async function expectRefused(format: Format, bytes: Buffer | string, message: RegExp): Promise<void> {
  const error = await readFile(format, bytes).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FormatError);
  expect(error).toMatchObject({ message: expect.stringMatching(message) });
}

/** The problems of a text, with their places. */
async function problems(format: Format, text: string): Promise<unknown[]> {
  return (await readFields(format, text)).filter((record) => typeof record === 'string');
}

describe.each(Object.keys(FORMATS) as FormatName[])('%s', (name) => {
  const format = FORMATS[name];

  test.each([1, 7, 64 * 1024])('reads what it wrote, in chunks of %d bytes', async (chunkSize) => {
    const records = await readFile(format, await writeFile(format, MOVIES), { chunkSize });
    expect(records.map(({ movie }) => movie)).toEqual(MOVIES);
  });

  test('reads no movies from a file without any', async () => {
    expect(await readFile(format, await writeFile(format, []))).toEqual([]);
  });

  test('accepts a byte order mark', async () => {
    expect(await readFile(format, `\ufeff${await writeFile(format, MOVIES)}`)).toHaveLength(MOVIES.length);
  });

  test('refuses a file that is not UTF-8', async () => {
    const latin1 = Buffer.from(await writeFile(format, [movieWith({ title: 'Am\u00e9lie' })]), 'latin1');
    await expectRefused(format, latin1, /UTF-8/);
  });
});

describe('csv', () => {
  const { csv } = FORMATS;

  test('is one line a movie under a header', async () => {
    expect(await writeFile(csv, MOVIES.slice(0, 2))).toBe(
      'id,title,rating,director,releaseYear,genres,labels\n' +
        'plain,T,8.2,Ridley Scott,2015,Drama;Sci-Fi,seen=2024-01-02; shelf=B 2\nbare,T,,,,,\n',
    );
  });

  test('accepts columns in any order and spelling, and fields that are missing', async () => {
    const [record] = await readFile(csv, 'Release Year,TITLE\r\n2015,"The Martian"\r\n');
    expect(record).toEqual({
      place: 2,
      movie: movieWith({ title: 'The Martian', releaseYear: 2015 }),
      brings: ['releaseYear', 'title'],
    });
  });

  test('accepts genres as people type them', async () => {
    const rows = ['Drama; Comedy ', ' ', 'a\\;b', 'Drama;'].map((genres) => `x,${genres}\n`).join('');
    const records = await readFile(csv, `title,genres\n${rows}`);
    expect(records.map(({ movie }) => (movie instanceof RecordProblem ? movie : movie.genres))).toEqual([
      ['Drama', 'Comedy'],
      [],
      ['a;b'],
      ['Drama', ''],
    ]);
  });

  test('names the line of each problem, counting line breaks within fields', async () => {
    expect(await problems(csv, 'id,title,rating\na,"x\ny",1\n\nb,"z","8,2"\nc,d\ne,f,\n')).toEqual([
      'line 5 has the rating "8,2", which must be a number',
      'line 6 has 2 fields, and the header has 3',
    ]);
  });

  test.each([
    ['', /empty.*id,title/],
    ['id:title\n', /column "id:title"/],
    ['id,a,title,b,c\n', /the columns "a", "b" and "c", which are not fields/],
    ['id,titel\n', /column "titel"/],
    ['id,ID\n', /more than one column for id: the columns "id" and "ID"/],
    ['id,"title\na,b\n', /not CSV: line 1 lacks a closing/],
    ['id,ti"tle\na,b\n', /not CSV: line 1 /],
  ])('refuses %j', async (text, message) => {
    await expectRefused(csv, text, message);
  });
});

test.each(['ndjson', 'csv'] as const)('%s: a movie of the largest size is read, and in time', async (name) => {
  const keys = Array.from({ length: 32 }, (_, index) => `${index}`.padStart(64, 'k'));
  const labels = Object.fromEntries(keys.map((key) => [key, '\u0001'.repeat(1_024)]));
  const largest = movieWith({ title: '\u0001'.repeat(16_384), director: '\u0001'.repeat(1_024), labels });
  const text = Buffer.from(await writeFile(FORMATS[name], [largest]));
  expect((await readFile(FORMATS[name], text, { chunkSize: 3 })).map(({ movie }) => movie)).toMatchObject([
    { title: largest.title },
  ]);
});

describe('ndjson', () => {
  test('a line that comes in many small parts is joined once', async () => {
    async function* small(parts: number) {
      yield '{"title":"';
      for (let part = 0; part < parts; part += 1) yield 'abcd';
      yield '"}';
    }
    const cpuTime = async (parts: number) => {
      const before = process.cpuUsage();
      const { value: record } = await FORMATS.ndjson.read(small(parts))[Symbol.asyncIterator]().next();
      const { user } = process.cpuUsage(before);
      expect(record).toMatchObject({ place: 1, movie: { title: 'abcd'.repeat(parts) } });
      return user;
    };
    const fastest = async (parts: number) =>
      Math.min(await cpuTime(parts), await cpuTime(parts), await cpuTime(parts), await cpuTime(parts));
    // Ten times the parts take ten times as long, and a hundred times the quadratic way.
    expect((await fastest(100_000)) / (await fastest(10_000))).toBeLessThan(40);
  });

  test('names all that is wrong with a record', async () => {
    const [record] = await readFile(FORMATS.ndjson, '{"Title":1,"rating":"8","releaseYear":"x","Year":2}');
    const problem = record?.movie;
    expect(problem).toMatchObject({
      message: expect.stringMatching(/^has "Title".*; has "Year".*; has the rating "8"/),
    });
    expect(problem instanceof RecordProblem && problem.parts.map(({ kind }) => kind)).toEqual([
      'has "Title", which is not a field of a movie',
      'has "Year", which is not a field of a movie',
      'rating must be a number',
      'releaseYear must be a whole number',
    ]);
  });

  test('names the line of each problem', async () => {
    const text = '{"title":"a"}\n\n{"title":3}\nnot\n{"title":"q","ratng":2}\n[]\n{"releaseYear":1.5}\n{"genres":[1]}';
    expect(await problems(FORMATS.ndjson, text)).toEqual([
      'line 3 has the title 3, which must be text',
      'line 4 is not JSON',
      'line 5 has "ratng", which is not a field of a movie',
      'line 6 must be an object, and is []',
      'line 7 has the releaseYear 1.5, which must be a whole number',
      'line 8 has the genres [1], which must be a list of texts',
    ]);
  });
});

describe('json', () => {
  const { json } = FORMATS;

  test("is the database's own format", async () => {
    const text = await writeFile(json, MOVIES.slice(0, 1));
    expect(text).toBe(
      `${JSON.stringify(
        {
          movies: [
            {
              title: 'T',
              rating: 8.2,
              director: 'Ridley Scott',
              id: 'plain',
              releaseYear: 2015,
              genres: ['Drama', 'Sci-Fi'],
              labels: { seen: '2024-01-02', shelf: 'B 2' },
            },
          ],
        },
        undefined,
        2,
      )}\n`,
    );
  });

  test('names the line of each problem, or its index if records share lines', async () => {
    expect(await problems(json, '{"count":[1],\n"movies":[{"title":"a,"},\n\n {"rating":"8"}\n,3]}')).toEqual([
      'line 4 has the rating "8", which must be a number',
      'line 5 must be an object, and is 3',
    ]);
    expect(await problems(json, '[{"title":"a"},{"rating":"8"}]')).toEqual([
      'movies[1] has the rating "8", which must be a number',
    ]);
  });

  test('leaves out a record that is too large', async () => {
    const large = `[\n{"title":"${'x'.repeat(2 ** 20)}"},\n{"title":"b"}]`;
    expect(await problems(json, large)).toEqual(['line 2 has more than 1,048,576 characters, so it is not one movie']);
  });

  test.each([
    ['{"movies":[\n  {]}', /line 2, column 4/],
    ['{"movies":', /line 1, column 11/],
    ['{"movies":[}]}', /line 1, column 12/],
    ['{"movies":[\n{},\n{}\n,,\n{},\n{}\n]}', /line 4, column 2/],
    ['{"films":[]}', /no "movies" array/],
  ])('refuses %j', async (text, message) => {
    await expectRefused(json, text, message);
  });
});

test('the extension of a file decides its format', () => {
  expect(['a.json', 'b.NDJSON', 'c.jsonl', 'd.csv', 'e.txt', 'csv'].map(formatOfFile)).toEqual([
    'json',
    'ndjson',
    'ndjson',
    'csv',
    undefined,
    undefined,
  ]);
});
