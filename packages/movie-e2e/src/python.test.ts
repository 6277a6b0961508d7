import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMovieClient } from 'movie-client';
import { RunningProcess, run, TemporaryFolder } from 'test-kit';
import { runClient } from './testing/client-process.js';
import { repository } from './testing/repository.js';
import { listeningPort, startServer } from './testing/server-process.js';
import { TUTORIAL_OUTPUT, tutorialOutput } from './testing/tutorial-output.js';
import { PYTHON_CLIENT, PYTHON_SERVER } from './testing/tutorial-python.js';
import { WEB_PROTOCOLS, WebCaller } from './testing/web-caller.js';

// The python3 on the path may be one without Debian's packages.
const python = ['python3', '/usr/bin/python3'].find(
  (command) => spawnSync(command, ['-c', 'import grpc, grpc_tools.protoc']).status === 0,
);
const suite = python === undefined ? describe.skip : describe;

let folder: TemporaryFolder;

suite(`the tutorial's own programs${python ? '' : ' (skipped: no python3 with grpcio and grpcio-tools)'}`, () => {
  beforeAll(async () => {
    folder = new TemporaryFolder();
    folder.write('movie.py', PYTHON_SERVER);
    folder.write('client.py', PYTHON_CLIENT);
    const protos = join(repository, 'packages/movie-proto/proto');
    const protoc = ['-m', 'grpc_tools.protoc', `-I=${protos}`, '--python_out=.', '--grpc_python_out=.', 'movie.proto'];
    expect(await run(python ?? '', protoc, { cwd: folder.path })).toMatchObject({ code: 0 });
  });

  afterAll(() => folder[Symbol.dispose]());

  test('its client prints the same against our server, which serves a page as well', async () => {
    await using server = await startServer();
    const web = new WebCaller(WEB_PROTOCOLS['gRPC-Web'](`http://${server.address}`));
    // The port also serves a browser meanwhile.
    const watch = web.stream('movie.v1.MovieService/WatchMovies', { skipExisting: true });
    await watch.next();
    const client = await run(python ?? '', ['client.py', server.address], { cwd: folder.path });
    expect(client).toEqual({ code: 0, stdout: TUTORIAL_OUTPUT, stderr: '' });
    await server.program.printed(/"Movie found!"/);
  });

  test('our client prints the same against its server, and reports its exceptions as UNKNOWN', async () => {
    const database = join(repository, 'databases/movies.json');
    await using server = new RunningProcess(python ?? '', ['movie.py', database], { cwd: folder.path });
    const address = `127.0.0.1:${await listeningPort(server)}`;
    const { stdout, stderr } = await runClient(['--address', address]);
    expect(stdout).toEqual(tutorialOutput());
    // Who adds a call to our client finds that this server lacks it.
    expect(stderr).toMatch(/^(movie: The server at \S+ doesn't have the call .*\n)?$/);
    await server.printed(/^Movie found!$/m);
    // It answers an unknown id with an exception.
    using client = createMovieClient({ address });
    await expect(client.getMovieById('nope')).rejects.toMatchObject({ name: 'MovieError', code: 'UNKNOWN' });
  });
});
