import { describe, expect, test } from '@jest/globals';
import type { CommandError } from '../cli/command-error.js';
import { EXIT } from '../cli/exit-code.js';
import type { Movie } from '../movie-input.js';
import type { Format } from './format.js';
import { FORMATS, type FormatName, formatOfFile } from './formats.js';
import { RecordProblem } from './movie-record.js';
import { decodeUtf8 } from './utf8.js';

function movie(fields: Partial<Movie>): Movie {
  return { id: 'a', title: 'T', rating: 0, director: '', releaseYear: 0, genres: [], etag: '', ...fields };
}

const MOVIES: readonly Movie[] = [
  movie({ id: 'plain', rating: 8.2, director: 'Ridley Scott', releaseYear: 2015, genres: ['Drama', 'Sci-Fi'] }),
  movie({ id: 'bare' }),
  movie({ id: 'quotes, "commas"; \'and\' =1+1', title: ' "x", ; \\ ' }),
  movie({ id: 'newlines', title: 'one\ntwo\r\nthree\rfour' }),
  movie({ id: '🎬', title: '千と千尋の神隠し 👩‍👩‍👧 é é', genres: ['a;b', 'c\\', '\\;', ' d '] }),
  movie({ id: 'long', title: 'é,"🎬\''.repeat(1_000), rating: 0.1 + 0.2 }),
];

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function read(format: Format, bytes: Buffer | string, pieceSize = 64 * 1024) {
  const records = [];
  for await (const record of format.read(decodeUtf8(inPieces(Buffer.from(bytes), pieceSize)))) records.push(record);
  return records;
}

async function write(format: Format, movies: readonly Movie[]): Promise<string> {
  async function* each() {
    yield* movies;
  }
  let text = '';
  for await (const piece of format.write(each())) text += piece;
  return text;
}

/** The places and words of what is wrong with a text. */
async function problems(format: Format, text: string): Promise<string[]> {
  const records = await read(format, text);
  return records.flatMap(({ place, movie }) =>
    movie instanceof RecordProblem ? [`${format.where(place)} ${movie.message}`] : [],
  );
}

describe.each(Object.keys(FORMATS) as FormatName[])('%s', (name) => {
  const format = FORMATS[name];

  test.each([1, 7, 64 * 1024])('gives back what was written, read in pieces of %d bytes', async (pieceSize) => {
    const records = await read(format, await write(format, MOVIES), pieceSize);
    expect(records.map(({ movie }) => movie)).toEqual(MOVIES.map(({ etag, ...fields }) => fields));
  });

  test('gives back no movies from none', async () => {
    expect(await read(format, await write(format, []))).toEqual([]);
  });

  test('takes a byte order mark', async () => {
    expect(await read(format, `\ufeff${await write(format, MOVIES)}`)).toHaveLength(MOVIES.length);
  });

  test('refuses a file that is not UTF-8', async () => {
    const latin1 = Buffer.from(await write(format, [movie({ title: 'Am\u00e9lie' })]), 'latin1');
    await expect(read(format, latin1)).rejects.toMatchObject({
      exitCode: EXIT.usage,
      message: expect.stringMatching(/UTF-8/),
    });
  });
});

describe('csv', () => {
  const { csv } = FORMATS;

  test('is one line a movie under a header', async () => {
    expect(await write(csv, MOVIES.slice(0, 2))).toBe(
      'id,title,rating,director,releaseYear,genres\nplain,T,8.2,Ridley Scott,2015,Drama;Sci-Fi\nbare,T,0,,,\n',
    );
  });

  test('takes columns in any order and spelling, and leaves out what is not there', async () => {
    const [record] = await read(csv, 'Release Year,TITLE\r\n2015,"The Martian"\r\n');
    expect(record).toEqual({
      place: 2,
      movie: { id: '', title: 'The Martian', rating: 0, director: '', releaseYear: 2015, genres: [] },
    });
  });

  test('takes genres as people write them', async () => {
    const rows = ['Drama; Comedy ', ' ', 'a\\;b', 'Drama;'].map((genres) => `x,${genres}\n`).join('');
    const records = await read(csv, `title,genres\n${rows}`);
    expect(records.map(({ movie }) => (movie instanceof RecordProblem ? movie : movie.genres))).toEqual([
      ['Drama', 'Comedy'],
      [],
      ['a;b'],
      ['Drama', ''],
    ]);
  });

  test('names the line of each mistake, counting the lines within fields', async () => {
    expect(await problems(csv, 'id,title,rating\na,"x\ny",1\n\nb,"z","8,2"\nc,d\ne,f,\n')).toEqual([
      'line 5 has the rating "8,2", which must be a number',
      'line 6 has 2 fields, and the header has 3',
    ]);
  });

  test.each([
    ['', /empty.*id,title/],
    ['id;title\n', /column "id;title".*commas/],
    ['id,titel\n', /column "titel"/],
    ['id,ID\n', /column id twice/],
    ['id,title\na,"b\n', /not CSV/],
    ['id,title\na,b"c\n', /not CSV: .*line 2/],
  ])('refuses %j', async (text, message) => {
    await expect(read(csv, text)).rejects.toMatchObject({ message: expect.stringMatching(message) });
  });
});

describe('ndjson', () => {
  test('names the line of each mistake', async () => {
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

  test("is the database's own form", async () => {
    const text = await write(json, MOVIES.slice(0, 1));
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
            },
          ],
        },
        undefined,
        2,
      )}\n`,
    );
  });

  test('names the index of each mistake', async () => {
    expect(await problems(json, '{"movies":[{"title":"a"},{"rating":"8"}]}')).toEqual([
      'movies[1] has the rating "8", which must be a number',
    ]);
  });

  test.each([
    ['{"movies":[\n  {]}', /line 2, column 4/],
    ['{"movies":', /line 1, column 11/],
    ['{"films":[]}', /no "movies" array/],
  ])('refuses %j', async (text, message) => {
    const error: CommandError = await read(json, text).then(
      () => {
        throw new Error('It was read.');
      },
      (thrown) => thrown,
    );
    expect(error.message).toMatch(message);
  });
});

test('the ending of a file tells its format', () => {
  expect(['a.json', 'b.NDJSON', 'c.jsonl', 'd.csv', 'e.txt', 'csv'].map(formatOfFile)).toEqual([
    'json',
    'ndjson',
    'ndjson',
    'csv',
    undefined,
    undefined,
  ]);
});
