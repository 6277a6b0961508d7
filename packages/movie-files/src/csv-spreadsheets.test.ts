import { expect, test } from '@jest/globals';
import { csv } from './csv.js';
import type { ReadOptions } from './field-names.js';
import { ColumnsError } from './format-error.js';
import { filledFields, movieWith, readFields, writeFile } from './testing/files.js';

const read = (file: string | Uint8Array, options?: ReadOptions) => readFields(csv, file, options);

const AMELIE = { title: 'Amélie', rating: 8.3, releaseYear: 2001, genres: ['Comedy', 'Romance'] };

test.each([
  ['semicolons and decimal commas', 'Title;Rating;Year;Genre\r\nAmélie;8,3;2001;"Comedy;Romance"\r\n'],
  ['tabs and decimal commas', 'Title\tRating\tYear\tGenre\nAmélie\t8,3\t2001\tComedy;Romance\n'],
  ['semicolons and decimal points', 'TITLE;RATING;YEAR;GENRES\nAmélie;8.3;2001;"Comedy; Romance"\n'],
  [
    'empty columns and rows at the end',
    'Title,Rating,Release Year,Genre,,\n,,,,,\nAmélie,8.3,2001,Comedy;Romance,,\n,,,,,\n',
  ],
  ['fewer empty columns in the header than below', 'title,rating,year,genre\nAmélie,8.3,2001,Comedy;Romance,,,\n'],
])('a file with %s is read', async (_, text) => {
  expect(await read(text)).toEqual([AMELIE]);
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
  expect(await read(utf16)).toEqual([AMELIE]);
  expect(await read(utf16.swap16())).toEqual([AMELIE]);
  expect(await read(`\ufeff${text}`)).toEqual([AMELIE]);
});

test('text without a column is a problem', async () => {
  expect(await read('title,,rating,\na,,1,\nb,x,1,\nc,,1,x\n')).toEqual([
    { title: 'a', rating: 1 },
    'line 3 has text in column 2, which has no name',
    'line 4 has 4 fields, and the header has 3',
  ]);
});

const THEIRS = 'Film Name,Stars,Title,Notes\nUp,8.3,x,y\n';

test('columns have the names that they are given', async () => {
  const names = new Map([
    ['film name', 'title'],
    ['Stars', 'rating'],
    ['Title', ''],
    ['Notes', ''],
  ] as const);
  expect(await read(THEIRS, { names })).toEqual([{ title: 'Up', rating: 8.3 }]);
});

test('unknown columns are left out if they may be', async () => {
  expect(await read(THEIRS, { ignoresUnknown: true })).toEqual([{ title: 'x' }]);
  expect(await read('title,,Notes\na,b,c\n', { ignoresUnknown: true })).toEqual([{ title: 'a' }]);
});

test.each([
  [{}, /the columns "Film Name", "Stars" and "Notes"/],
  [{ names: new Map([['Film', 'title']] as const) }, /no column "Film"\. It has the columns "Film Name", /],
  [
    { names: new Map([['Film Name', 'title']] as const), ignoresUnknown: true },
    /for title: the columns "Film Name" and "Title"/,
  ],
])('columns that are not those of movies are all named: %j', async (options, message) => {
  const error = await read(THEIRS, options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ColumnsError);
  expect(error).toMatchObject({ message: expect.stringMatching(message) });
});

test('for Excel, no text begins like a formula, and all of it comes back', async () => {
  const texts = ['=1+1', '+1', '-1', '@a', "'=1", "''-1", "'quoted'", 'a=b', "'"];
  const movies = texts.map((text) => {
    return movieWith({ id: text, title: text, director: text, genres: [text, '=b'], labels: { note: text } });
  });
  for (const excel of [true, false]) {
    expect(await read(await writeFile(csv, movies, { excel }))).toEqual(movies.map(filledFields));
  }
  const forExcel = await writeFile(csv, movies, { excel: true });
  expect(forExcel.startsWith('\ufeffid,title')).toBe(true);
  expect(forExcel).not.toMatch(/[\n,"][=+\-@]/);
  expect(await writeFile(csv, [movieWith({ id: 'a', title: '=1+1' })])).toBe(
    'id,title,rating,director,releaseYear,genres,labels\na,=1+1,,,,,\n',
  );
});
