import { expect, test } from '@jest/globals';
import { importGraph } from './testing/import-graph.js';

function isOfNode(name: string): boolean {
  return name.startsWith('node:');
}

test('the library imports nothing of the command line, nor its dependencies', () => {
  const { modules, packages } = importGraph('index.js');
  expect([...modules]).toEqual(expect.arrayContaining(['create-movie-client.js', 'calls/watch-movies.js']));
  expect([...modules].filter((path) => path.startsWith('cli/') || path === 'main.js')).toEqual([]);
  expect([...packages].filter((name) => !isOfNode(name)).sort()).toEqual([
    '@grpc/grpc-js',
    '@opentelemetry/api',
    'grpc-proto',
    'movie-proto',
  ]);
});

test('the command line is built on the same library', () => {
  const { modules, packages } = importGraph('main.js');
  expect([...modules]).toContain('create-movie-client.js');
  expect([...packages]).toEqual(expect.arrayContaining(['commander', 'movie-files', 'string-width']));
});

test('the library loads OpenTelemetry only for those who set it up', () => {
  expect([...importGraph('index.js', { isStart: true }).packages]).not.toContain('@opentelemetry/api');
});
