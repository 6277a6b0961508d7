import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { runBuf, TemporaryFolder } from 'test-kit';
import { startServer } from './testing/server-process.js';

const REPOSITORY = new URL('../../../', import.meta.url);
const EXAMPLE = /```console\n\$ buf curl -d '([^\n]*)' \$SERVICE\/(\w+)\n(.*?)```/gs;

/** The end of every revision in the page; that of a server with a JSON file is another one each time it starts. */
const MARK = '3f9c21ab';

/** Runs `buf curl`, which asks the server for its contract. */
function curl(address: string, path: string, ...args: string[]) {
  return runBuf(['curl', '--protocol', 'grpc', '--http2-prior-knowledge', ...args, `http://${address}${path}`]);
}

test('the examples of docs/catalog.md answer what the page says', async () => {
  using folder = new TemporaryFolder();
  const database = folder.write('movies.json', readFileSync(new URL('databases/movies.json', REPOSITORY)));
  await using server = await startServer(['--database', database]);
  const page = readFileSync(new URL('docs/catalog.md', REPOSITORY), 'utf8').replaceAll('\r\n', '\n');
  const examples = [...page.matchAll(EXAMPLE)];
  expect(examples).toHaveLength(11);
  let mark = MARK;
  for (const [, request = '', method = '', answer] of examples) {
    const path = `/movie.v1.MovieService/${method}`;
    const { stdout, ...outcome } = await curl(server.address, path, '-d', request.replaceAll(MARK, mark));
    [, mark = mark] = /"revision": "\d+-([0-9a-f]{8})"/.exec(stdout) ?? [];
    expect({ ...outcome, stdout: stdout.replaceAll(mark, MARK) }).toEqual({ code: 0, stdout: answer, stderr: '' });
  }
});

test('reflection knows both services, and answers a call to the one without a package', async () => {
  using folder = new TemporaryFolder();
  const martian = '{"movies": [{"id": "m1", "title": "The Martian", "rating": 8.25}]}';
  await using server = await startServer(['--database', folder.write('movies.json', martian)]);
  const { stdout } = await curl(server.address, '', '--list-methods');
  expect(stdout.split('\n')).toEqual(
    expect.arrayContaining(['Movie/GetMovieByID', 'movie.v1.MovieService/WatchMovies']),
  );
  const movie = await curl(server.address, '/Movie/GetMovieByID', '-d', '{"id":"m1"}');
  expect(JSON.parse(movie.stdout)).toEqual({ title: 'The Martian', rating: 8.25, id: 'm1' });
  const missing = await curl(server.address, '/Movie/GetMovieByID', '-d', '{"id":"m9"}');
  expect(missing.code).not.toBe(0);
  const { details, ...error } = JSON.parse(missing.stderr);
  expect(error).toEqual({ code: 'not_found', message: 'No movie has the id "m9".' });
  expect(details.map(({ type }: { type: string }) => type)).toEqual([
    'google.rpc.ErrorInfo',
    'google.rpc.ResourceInfo',
  ]);
});
