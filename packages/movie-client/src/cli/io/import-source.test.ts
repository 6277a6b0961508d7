import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { FORMATS, type ReadOptions } from 'movie-files';
import type { ImportMovie } from '../../movie.js';
import { ImportSource } from './import-source.js';

/** A CSV file that was read to its end, and the movies that it gave. */
async function readCsv(text: string, options: ReadOptions = {}) {
  const input = { stream: Readable.from([Buffer.from(text)]), size: undefined };
  const source = new ImportSource(input, FORMATS.csv, { ...options, skipsProblems: true, onProgress: () => {} });
  const movies: ImportMovie[] = [];
  for await (const movie of source.movies()) movies.push(movie);
  return { source, movies };
}

const COMMAS = 'id,title,genre\na,A,"Drama, Romance"\nb,B,Drama\nc,C,"Comedy,Crime"\n';

test('a genre with a comma stays one, with a warning that says how to read it as several', async () => {
  const { source, movies } = await readCsv(COMMAS);
  expect(movies).toMatchObject([{ genres: ['Drama, Romance'] }, { genres: ['Drama'] }, { genres: ['Comedy,Crime'] }]);
  expect(source.warnings.lines()).toEqual([
    'a genre with "," is one genre, since semicolons separate genres: ' +
      '2 records, lines 2 ("Drama, Romance"), 4 ("Comedy,Crime"); --genre-separator "," reads it as several',
  ]);
  const { source: one } = await readCsv('title,genre\nA,Action|Crime\nB,Drama; Romance\n');
  expect(one.warnings.lines()).toEqual([
    'line 2 has the one genre "Action|Crime", since semicolons separate genres; ' +
      '--genre-separator "|" reads it as several',
  ]);
});

test('what separates genres can be named', async () => {
  const { source, movies } = await readCsv(COMMAS, { genreSeparator: ',' });
  expect(movies).toMatchObject([
    { genres: ['Drama', 'Romance'] },
    { genres: ['Drama'] },
    { genres: ['Comedy', 'Crime'] },
  ]);
  expect(source.warnings.lines()).toEqual([]);
});

test('what is refused is not warned about', async () => {
  const { source } = await readCsv('id,title,year,genre\na,A,2099,"x, y"\nb,B,2098,\nc,,many,"x, y"\n');
  source.addServerProblem(0, 'id', 'is taken: "a"');
  expect(source.warnings.lines()).toEqual([expect.stringMatching(/^line 3: .*: 2098$/)]);
});
