import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SubjectSpec } from './subject.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../../', import.meta.url));

const { scripts }: { readonly scripts: { readonly server: string } } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);
/** The flags of the start script. All servers on Node get them, because they change what garbage costs. */
const NODE_FLAGS = scripts.server.split(' ').filter((part) => part.startsWith('--'));

/** The movie server as `pnpm start server` starts it, with its log at level info and its metrics on. */
export function movieServer(
  node: string,
  database: string,
  name = 'movie-server',
  options: readonly string[] = [],
): SubjectSpec {
  const main = join(root, 'packages/movie-server/dist/main.js');
  return {
    name,
    command: (port) => [
      node,
      ...NODE_FLAGS,
      main,
      ...['--host', '127.0.0.1', '--port', `${port}`, '--database', database, '--metrics-port', '0'],
      ...options,
    ],
  };
}

/** A program of `subjects/`, which takes its port and database as JSON. */
function program(node: string, database: string, name: string): SubjectSpec {
  const file = join(here, 'subjects', `${name}.js`);
  return { name, command: (port) => [node, ...NODE_FLAGS, file, JSON.stringify({ port, database })] };
}

/** The floor of JSON over HTTP/1.1. @param answers a file with what it answers, by the ids of movies */
export function bareHttp(node: string, answers: string): SubjectSpec {
  return program(node, answers, 'bare-http');
}

/** The floor first, then servers of the tutorial's contract written in other ways. */
export function otherServers(node: string, database: string, folder: string): SubjectSpec[] {
  const others = ['bare-http2', 'obvious-grpc-js', 'nice-grpc'].map((name) => program(node, database, name));
  const python = pythonServer(database, folder);
  return python ? [...others, python] : others;
}

/** The tutorial's own server, if there is a python3 with grpcio and grpcio-tools. */
function pythonServer(database: string, folder: string): SubjectSpec | undefined {
  const contract = join(root, 'packages/movie-proto/proto');
  const args = ['-m', 'grpc_tools.protoc', `-I${contract}`, `--python_out=${folder}`, `--grpc_python_out=${folder}`];
  const python = ['python3', '/usr/bin/python3'].find((candidate) => {
    return spawnSync(candidate, [...args, join(contract, 'movie.proto')]).status === 0;
  });
  if (python === undefined) return undefined;
  const file = join(root, 'packages/movie-bench/src/subjects/python-server.py');
  return { name: 'python', command: (port) => [python, file, folder, `${port}`, database] };
}
