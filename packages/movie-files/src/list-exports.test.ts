import { expect, test } from '@jest/globals';
import { csv } from './csv.js';
import type { ReadOptions } from './field-names.js';
import { RecordProblem } from './record-problem.js';
import { readFields, readFile } from './testing/files.js';

const read = (file: string, options?: ReadOptions) => readFields(csv, file, options);

const FILM = { title: 'Paper, Moon', releaseYear: 1999 };
const IMDB_FILM = { ...FILM, id: 'tt1', director: 'Ann Lee, Bo Lee', genres: ['Action', 'Sci-Fi'] };

test.each([
  [
    'ratings of IMDb',
    'Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors\n' +
      'tt1,9,2024-01-01,"Paper, Moon",Other,https://x.example/,Movie,7.1,136,1999,"Action, Sci-Fi",12,1999-03-31,"Ann Lee, Bo Lee"\n',
    {
      ...IMDB_FILM,
      rating: 9,
      labels: {
        imdb: 'tt1',
        rated: '2024-01-01',
        'original title': 'Other',
        url: 'https://x.example/',
        type: 'Movie',
        minutes: '136',
      },
    },
  ],
  [
    'a list of IMDb',
    'Position,Const,Created,Modified,Description,Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors\n' +
      '1,tt1,2024-01-01,2024-01-02,a; b,"Paper, Moon",https://x.example/,Movie,7.1,136,1999,"Action, Sci-Fi",12,1999-03-31,"Ann Lee, Bo Lee"\n',
    {
      ...IMDB_FILM,
      labels: {
        imdb: 'tt1',
        listed: '2024-01-01',
        note: 'a; b',
        url: 'https://x.example/',
        type: 'Movie',
        minutes: '136',
      },
    },
  ],
  [
    'the watched films of Letterboxd',
    'Date,Name,Year,Letterboxd URI\n2024-01-01,"Paper, Moon",1999,https://x.example/a\n',
    { ...FILM, labels: { logged: '2024-01-01', letterboxd: 'https://x.example/a' } },
  ],
  [
    'the reviews of Letterboxd',
    'Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date\n' +
      '2024-01-02,"Paper, Moon",1999,https://x.example/a,4.5,Yes,"Two\r\nlines","t, u",2024-01-01\n',
    {
      ...FILM,
      rating: 9,
      labels: {
        logged: '2024-01-02',
        letterboxd: 'https://x.example/a',
        rewatch: 'Yes',
        review: 'Two\nlines',
        tags: 't, u',
        watched: '2024-01-01',
      },
    },
  ],
  [
    'a list of Letterboxd',
    'Letterboxd list export v7\nDate,Name,Tags,URL,Description\n2024-01-01,My list,,https://x.example/l,\n\n' +
      'Position,Name,Year,URL,Description\n1,"Paper, Moon",1999,https://x.example/a,Best seen late\n',
    { ...FILM, labels: { letterboxd: 'https://x.example/a', note: 'Best seen late' } },
  ],
])('%s come in without other names', async (_, file, movie) => {
  expect(await read(file)).toEqual([movie]);
});

test("the reader's own names win over the site's", async () => {
  const file = 'Const,Your Rating,Title,Title Type,IMDb Rating,Shelf\ntt1,9,A,Movie,7.1,x\n';
  await expect(read(file)).rejects.toThrow(/column "Shelf"/);
  const names = new Map([
    ['imdb rating', 'rating'],
    ['Shelf', ''],
  ] as const);
  expect(await read(file, { names })).toEqual([
    { id: 'tt1', title: 'A', rating: 7.1, labels: { imdb: 'tt1', type: 'Movie' } },
  ]);
});

test("a site's id is a label once, and none if the file's own names leave it out", async () => {
  const file = 'Const,Title,Title Type,Mine\ntt1,A,Movie,x\n';
  const read1 = (names: ReadOptions['names'] & {}) => read(file, { names });
  expect(await read1(new Map([['Mine', 'labels.imdb']] as const))).toEqual([
    { id: 'tt1', title: 'A', labels: { type: 'Movie', imdb: 'x' } },
  ]);
  expect(
    await read1(
      new Map([
        ['Const', ''],
        ['Mine', ''],
      ] as const),
    ),
  ).toEqual([{ title: 'A', labels: { type: 'Movie' } }]);
});

test('a review that is longer than a label is cut between characters', async () => {
  const reviewed = async (review: string) => {
    const [record] = await readFile(csv, `Name,Year,Letterboxd URI,Review\nA,1999,x,"${review}"\n`);
    return record?.movie instanceof RecordProblem ? undefined : record?.movie.labels['review'];
  };
  const longest = `${'🎬'.repeat(255)}abcd`;
  expect(await reviewed(longest)).toBe(longest);
  // 1,021 bytes are left beside the three of the mark, and a character of four doesn't fit beside 255 others.
  expect(await reviewed(`${longest}e`)).toBe(`${'🎬'.repeat(255)}a…`);
  expect(await reviewed('🎬'.repeat(257))).toBe(`${'🎬'.repeat(255)}…`);
});
