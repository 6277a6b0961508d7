import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RunningProcess, run, runBuf, TemporaryFolder } from 'test-kit';
import { editsOf, followPage, pageText } from './testing/page-edits.js';
import { RepositoryCopy } from './testing/repository-copy.js';
import { listeningPort } from './testing/server-process.js';

const PAGE = 'add-an-rpc.md';
const SERVICE = 'packages/movie-server/src/services/movie-v1.ts';
const CLIENT = 'packages/movie-client/src/create-movie-client.ts';
const CLIENT_TYPE = 'packages/movie-client/src/movie-client.ts';
const MOVIES = [
  { id: 'up', title: 'Up', rating: 8.3, director: '' },
  { id: 'heat', title: 'Heat', rating: 8.2, director: '' },
  { id: 'cats', title: 'Cats', rating: 2.8, director: '' },
];

let copy: RepositoryCopy;
beforeAll(async () => {
  copy = await RepositoryCopy.make();
});
afterAll(() => copy[Symbol.dispose]());

test('the compiler leads from the contract to the server, and from the type of the client to its code', async () => {
  const edits = editsOf(PAGE);
  const [contract] = edits;
  const inCopy = await Promise.all(
    edits.map(async ({ path }) => [path, await copy.read(path).catch(() => '')] as const),
  );
  await followPage(copy, PAGE);
  for (const [path, text] of inCopy) {
    if (path === contract?.path || path === CLIENT_TYPE) continue;
    if (text === '') await copy.remove(path);
    else await copy.write(path, text);
  }
  await copy.type('generate');
  const { output } = await copy.pnpm('build');
  const [shown = ''] = /^packages.*: error TS.*(?=…$)/m.exec(pageText(PAGE)) ?? [];
  expect(shown).toContain(`${SERVICE}(`);
  expect(output).toContain(shown);
  expect(output).toMatch(new RegExp(`^${CLIENT}\\(\\d+,\\d+\\): error TS[^]*?'latest' is missing`, 'm'));
  for (const [path, text] of inCopy) if (text !== '') await copy.write(path, text);
});

test('the call is answered by the server, the library and the command', async () => {
  await followPage(copy, PAGE);
  for (const command of ['generate', 'build', 'check']) await copy.type(command);
  expect(await copy.type('test', 'latest-movie')).toMatch(/^Tests: +1 passed, 1 total$/m);

  using folder = new TemporaryFolder();
  const database = folder.write('movies.json', JSON.stringify({ movies: MOVIES }));
  const args = ['--host', '127.0.0.1', '--port', '0', '--database', database];
  await using server = new RunningProcess(process.execPath, [copy.path('packages/movie-server/dist/main.js'), ...args]);
  const address = `127.0.0.1:${await listeningPort(server)}`;

  const filter = JSON.stringify({ filter: { minRating: 8 } });
  const url = `http://${address}/movie.v1.MovieService/GetLatestMovie`;
  const { stdout } = await runBuf(['curl', '--protocol', 'grpc', '--http2-prior-knowledge', '--data', filter, url]);
  expect(JSON.parse(stdout).movie).toMatchObject({ id: 'heat' });

  const program = `
    import { createMovieClient } from '${pathToFileURL(copy.path('packages/movie-client/dist/index.js')).href}';
    const client = createMovieClient({ address: '${address}' });
    console.log((await client.latest()).id, await client.latest({ minRating: 10 }));
    client.close();
  `;
  const library = await run(process.execPath, ['--input-type=module', '--eval', program]);
  expect(library.stdout).toBe('cats undefined\n');

  const main = copy.path('packages/movie-client/dist/main.js');
  const movie = (...words: string[]) => run(process.execPath, [main, ...words], { env: { MOVIE_ADDRESS: address } });
  expect((await movie('latest', '--min-rating', '8', '--json')).stdout).toContain('"heat"');
  expect(await movie('latest', '--min-rating', '10')).toMatchObject({ code: 0, stdout: '' });
});
