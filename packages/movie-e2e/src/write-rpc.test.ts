import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RunningProcess, run, runBuf, TemporaryFolder } from 'test-kit';
import { RepositoryCopy } from './testing/repository-copy.js';
import { listeningPort } from './testing/server-process.js';

const CONTRACT = 'packages/movie-proto/proto/movie/v1/movie_service.proto';
const SERVICE = 'packages/movie-server/src/services/movie-v1.ts';

let copy: RepositoryCopy;

beforeAll(async () => {
  copy = await RepositoryCopy.make();
  await copy.edit(
    CONTRACT,
    /service MovieService \{/,
    '$&\n  // Says nothing of side effects.\n  rpc TouchMovie(DeleteMovieRequest) returns (DeleteMovieResponse);\n',
  );
  await copy.edit(SERVICE, /\n( *)getMovie\(/, '\n$1touchMovie: () => ({}),\n$&');
  const node = (...args: string[]) => run(process.execPath, args, { cwd: copy.path('.') });
  expect(await node('packages/movie-proto/scripts/generate.js')).toMatchObject({ code: 0 });
  const tsc = copy.path('node_modules/typescript/bin/tsc');
  expect(await node(tsc, '-b', 'packages/movie-server')).toMatchObject({ code: 0, stdout: '' });
});

afterAll(() => copy[Symbol.dispose]());

test('a call that is added to the contract without any option is a write: refused without a token', async () => {
  using folder = new TemporaryFolder();
  const tokens = folder.write('tokens', 'ann secret\n');
  const main = copy.path('packages/movie-server/dist/main.js');
  const database = folder.write('movies.json', '{"movies": []}');
  const args = ['--port', '0', '--database', database, '--write-token-file', tokens];
  await using server = new RunningProcess(process.execPath, [main, ...args]);
  const url = `http://127.0.0.1:${await listeningPort(server)}/movie.v1.MovieService/`;
  const call = (method: string, ...headers: string[]) =>
    runBuf(['curl', '--protocol', 'grpc', '--http2-prior-knowledge', ...headers, '--data', '{}', `${url}${method}`]);
  expect((await call('TouchMovie')).stderr).toContain('unauthenticated');
  expect(await call('TouchMovie', '--header', 'authorization: Bearer secret')).toMatchObject({ code: 0 });
  expect(await call('ListMovies')).toMatchObject({ code: 0 });
});
