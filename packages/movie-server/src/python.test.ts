import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMovieClient } from 'movie-client';
import { listeningPort, repository, runClient, startServer } from './testing/movie-programs.js';
import { RunningProcess, run } from './testing/running-process.js';
import { TUTORIAL_OUTPUT } from './testing/tutorial-output.js';
import { PYTHON_CLIENT, PYTHON_SERVER } from './testing/tutorial-python.js';

// The python3 on the path may be one without Debian's packages.
const python = ['python3', '/usr/bin/python3'].find(
  (command) => spawnSync(command, ['-c', 'import grpc, grpc_tools.protoc']).status === 0,
);
const suite = python === undefined ? describe.skip : describe;

let folder: string;

suite(`the tutorial's own programs${python ? '' : ' (skipped: no python3 with grpcio and grpcio-tools)'}`, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'movie-python-'));
    await writeFile(join(folder, 'movie.py'), PYTHON_SERVER);
    await writeFile(join(folder, 'client.py'), PYTHON_CLIENT);
    const protos = join(repository, 'packages/movie-proto/proto');
    const protoc = ['-m', 'grpc_tools.protoc', `-I=${protos}`, '--python_out=.', '--grpc_python_out=.', 'movie.proto'];
    expect(await run(python ?? '', protoc, { cwd: folder })).toMatchObject({ code: 0 });
  });

  afterAll(() => rm(folder, { recursive: true }));

  test('its client prints the same against our server', async () => {
    await using server = await startServer();
    const client = await run(python ?? '', ['client.py', `127.0.0.1:${server.port}`], { cwd: folder });
    expect(client).toEqual({ code: 0, stdout: TUTORIAL_OUTPUT, stderr: '' });
    await server.program.printed(/"Movie found!"/);
  });

  test('our client prints the same against its server', async () => {
    await using server = startPythonServer();
    const client = await runClient(['--address', `127.0.0.1:${await listeningPort(server)}`]);
    expect(client).toEqual({ code: 0, stdout: TUTORIAL_OUTPUT, stderr: '' });
    await server.printed(/^Movie found!$/m);
  });

  test('its server answers an unknown id with an exception, which our client tells as UNKNOWN', async () => {
    await using server = startPythonServer();
    const client = createMovieClient({ address: `127.0.0.1:${await listeningPort(server)}` });
    await expect(client.getMovieById('nope')).rejects.toMatchObject({ name: 'MovieError', code: 'UNKNOWN' });
    client.close();
  });
});

function startPythonServer(): RunningProcess {
  const database = join(repository, 'databases/movies.json');
  return new RunningProcess(python ?? '', ['movie.py', database], { cwd: folder });
}
