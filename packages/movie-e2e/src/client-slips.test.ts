import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runInProcess } from 'movie-client/testing';
import { CatalogProcess } from './testing/catalog-process.js';

let server: CatalogProcess;
beforeAll(async () => {
  server = await CatalogProcess.start([
    { id: 'a', title: 'Alien', rating: 8, director: 'Ridley Scott', releaseYear: 1979, labels: { owner: 'Bob' } },
    { id: 'm', title: 'The Matrix', rating: 8, director: 'Lana Wachowski', releaseYear: 1999 },
    { id: 'n', title: 'the  matrix ', rating: 7, director: 'lana wachowski', releaseYear: 1999 },
  ]);
});
afterAll(() => server[Symbol.asyncDispose]());

const movie = (...args: string[]) => runInProcess(args, server);

test('movies are alike whatever their spaces', async () => {
  expect((await movie('duplicates')).stderr).toBe('2 movies are alike, in 1 group.\n');
  const { stderr } = await movie(
    'import',
    server.folder.write('like.csv', 'title,director,year\n" THE MATRIX",Lana Wachowski,1999\n'),
    '--dry-run',
  );
  expect(stderr).toContain('1 of the new movies is like another one');
});

test("a label's value that no movie has is answered with the nearest", async () => {
  expect((await movie('list', '--label', 'owner=Bobb')).stderr).toBe(
    'No movie found. No label "owner" has the value "Bobb"; near is Bob (1).\n',
  );
});

test('what a search left out is said after the movies, as a person reads it last', async () => {
  const { stdout } = await runInProcess(['search', 'alien', 'twelvish'], {
    address: server.address,
    isOneOutput: true,
  });
  expect(stdout).toMatch(/^a\tAlien.*\nWords that did not count: twelvish\.\n$/);
});

test('a label to remove that is not there is named', async () => {
  const { stdout, stderr } = await movie('update', 'a', '--no-label', 'ownr');
  expect([stdout, stderr]).toEqual([expect.stringContaining('owner=Bob'), 'It had no label "ownr".\n']);
});

test('a rule that a value breaks is said by the option', async () => {
  const { stderr } = await movie('update', 'a', '--year', '1700', '--rating', '11');
  expect(stderr).toMatch(
    /^movie: --rating must be from 0 to 10, and is 11; --year must be a year from 1888 .*1700\.\n$/,
  );
});

test('an upsert says where an id is that of no movie, and where a movie would become another one', async () => {
  const missing = server.folder.write('missing.csv', 'id,rating\n99,3\n');
  expect((await movie('import', missing, '--upsert')).stderr).toContain(
    'line 2: title is required for a new movie: no movie has the id "99"\n',
  );
  const shifted = server.folder.write(
    'shifted.csv',
    'id,title,director,year\na,Heat,Michael Mann,1995\nm,Matrix,Lana Wachowski,1999\n',
  );
  expect((await movie('import', shifted, '--upsert', '--dry-run')).stderr).toContain(
    '  Warning: 1 movie would become another one, with another title, director and year: a; check the ids\n',
  );
});

test('a year out of the rules has the name of the field in files', async () => {
  const file = server.folder.write('year.csv', 'title,Year\nOld,1700\n');
  expect((await movie('import', file)).stderr).toMatch(
    /line 2: releaseYear must be a year.*\n1 of 1 .*--skip-invalid\.\n$/,
  );
});

test('an undo says the form of a revision', async () => {
  expect((await movie('undo', '8')).stderr).toContain('such as 8-64588d75');
});
