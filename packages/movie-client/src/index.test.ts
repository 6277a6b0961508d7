import { expect, test } from '@jest/globals';
import { importGraph } from './testing/import-graph.js';

function isOfNode(name: string): boolean {
  return name.startsWith('node:');
}

test('the library imports nothing of the command line, nor its dependencies', () => {
  const { modules, packages } = importGraph('index.js');
  expect([...modules]).toEqual(expect.arrayContaining(['create-movie-client.js', 'calls/watch-movies.js']));
  expect(
    [...modules].filter((path) => path.startsWith('cli/') || ['main.js', 'run-program.js'].includes(path)),
  ).toEqual([]);
  expect([...packages].filter((name) => !isOfNode(name)).sort()).toEqual([
    '@grpc/grpc-js',
    '@opentelemetry/api',
    'grpc-proto',
    'movie-proto',
  ]);
});

test('the command line is built on the same library', () => {
  const { modules, packages } = importGraph('run-program.js');
  expect([...modules]).toContain('create-movie-client.js');
  expect([...packages]).toEqual(expect.arrayContaining(['commander', 'movie-files', 'string-width']));
});

test('the library loads OpenTelemetry only for those who set it up', () => {
  expect([...importGraph('index.js', { isStart: true }).packages]).not.toContain('@opentelemetry/api');
});

test('the start of the command line loads no command, and no gRPC', () => {
  const { modules, packages } = importGraph('run-program.js', { isStart: true });
  expect([...packages].filter((name) => !isOfNode(name))).toEqual(['commander']);
  expect([...modules].filter((path) => path.startsWith('cli/commands/'))).toEqual([]);
});

test('a command that prints movies loads no formats of files and no measures of text', () => {
  const parts = ['run-program.js', 'cli/connect.js', 'cli/commands/get.js', 'cli/commands/list.js'];
  const packages = parts.flatMap((path) => [...importGraph(path, { isStart: true }).packages]);
  const others = [...new Set(packages)].filter((name) => !isOfNode(name));
  expect(others.sort()).toEqual(['@grpc/grpc-js', 'commander', 'grpc-proto', 'movie-proto']);
});
