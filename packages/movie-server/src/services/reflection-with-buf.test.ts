import { afterEach, expect, jest, test } from '@jest/globals';
import { sampleMovie } from '../stores/testing/sample-movie.js';
import { cleanUp } from '../testing/clean-up.js';
import { runBuf } from '../testing/run-buf.js';
import { startServer } from '../testing/start-server.js';

afterEach(cleanUp);
// A process a command, on whatever machine this is.
jest.setTimeout(30_000);

/** Runs `buf curl` on a server, without a local schema. */
async function curl({ options = [], path = '' }: { options?: readonly string[]; path?: string }) {
  const { port } = await startServer({ movies: [sampleMovie('m1', { title: 'The Martian', rating: 8.25 })] });
  return runBuf([
    'curl',
    '--http2-prior-knowledge',
    '--protocol',
    'grpc',
    ...options,
    `http://127.0.0.1:${port}${path}`,
  ]);
}

test.each(['grpc-v1', 'grpc-v1alpha'])('buf curl lists the services, by reflection %s', async (protocol) => {
  const { stdout } = await curl({ options: ['--list-services', '--reflect-protocol', protocol] });
  expect(stdout.trim().split('\n').sort()).toEqual([
    'Movie',
    'grpc.health.v1.Health',
    'grpc.reflection.v1.ServerReflection',
    'grpc.reflection.v1alpha.ServerReflection',
    'movie.v1.MovieService',
  ]);
});

test('buf curl lists the methods', async () => {
  const { stdout } = await curl({ options: ['--list-methods'] });
  const methods = stdout.trim().split('\n');
  expect(methods).toContain('Movie/GetListMovies');
  expect(methods).toContain('Movie/GetMovieByID');
  expect(methods).toContain('grpc.health.v1.Health/Watch');
  expect(methods).toContain('movie.v1.MovieService/WatchMovies');
});

test('buf curl calls GetMovieByID without a local schema', async () => {
  const { stdout } = await curl({
    options: ['--data', '{"id":"m1"}'],
    path: '/Movie/GetMovieByID',
  });
  expect(JSON.parse(stdout)).toEqual({ title: 'The Martian', rating: 8.25, id: 'm1' });
});

test('buf curl gets NOT_FOUND with its details', async () => {
  const options = ['--data', '{"id":"m9"}'];
  const { stderr, code } = await curl({ options, path: '/Movie/GetMovieByID' });
  expect(code).not.toBe(0);
  const { details, ...error } = JSON.parse(stderr);
  expect(error).toEqual({ code: 'not_found', message: 'No movie has the id "m9".' });
  expect(details.map(({ type }: { type: string }) => type)).toEqual([
    'google.rpc.ErrorInfo',
    'google.rpc.ResourceInfo',
  ]);
});

test('buf curl asks for health', async () => {
  const options = ['--data', '{"service":"Movie"}'];
  const { stdout } = await curl({ options, path: '/grpc.health.v1.Health/Check' });
  expect(JSON.parse(stdout)).toEqual({ status: 'SERVING' });
});
