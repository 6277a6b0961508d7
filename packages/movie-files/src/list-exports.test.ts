import { expect, test } from '@jest/globals';
import { csv } from './csv.js';
import type { ReadOptions } from './field-names.js';

async function read(file: string, options?: ReadOptions): Promise<unknown[]> {
  async function* text() {
    yield file;
  }
  const records = [];
  for await (const { place, movie } of csv.read(text(), options)) records.push({ place, ...movie });
  return records;
}

const EMPTY = { id: '', rating: 0, director: '', releaseYear: 0, genres: [] };
const FILM = { ...EMPTY, title: 'Paper, Moon', releaseYear: 1999 };
const IMDB_FILM = { ...FILM, id: 'tt1', rating: 9, director: 'Ann Lee, Bo Lee', genres: ['Action', 'Sci-Fi'] };

test.each([
  [
    'ratings of IMDb',
    'Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors\n' +
      'tt1,9,2024-01-01,"Paper, Moon",Other,https://x.example/,Movie,7.1,136,1999,"Action, Sci-Fi",12,1999-03-31,"Ann Lee, Bo Lee"\n',
    { place: 2, ...IMDB_FILM },
  ],
  [
    'a list of IMDb',
    'Position,Const,Created,Modified,Description,Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors\n' +
      '1,tt1,2024-01-01,2024-01-01,,"Paper, Moon",https://x.example/,Movie,7.1,136,1999,"Action, Sci-Fi",12,1999-03-31,"Ann Lee, Bo Lee"\n',
    { place: 2, ...IMDB_FILM, rating: 0 },
  ],
  [
    'the watched films of Letterboxd',
    'Date,Name,Year,Letterboxd URI\n2024-01-01,"Paper, Moon",1999,https://x.example/a\n',
    { place: 2, ...FILM },
  ],
  [
    'the reviews of Letterboxd',
    'Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date\n' +
      '2024-01-01,"Paper, Moon",1999,https://x.example/a,4.5,Yes,"Two\nlines",t,2024-01-01\n',
    { place: 2, ...FILM, rating: 9 },
  ],
  [
    'a list of Letterboxd',
    'Letterboxd list export v7\nDate,Name,Tags,URL,Description\n2024-01-01,My list,,https://x.example/l,\n\n' +
      'Position,Name,Year,URL,Description\n1,"Paper, Moon",1999,https://x.example/a,\n',
    { place: 6, ...FILM },
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
  expect(await read(file, { names })).toEqual([{ place: 2, ...EMPTY, id: 'tt1', title: 'A', rating: 7.1 }]);
});
