import { expect, test } from '@jest/globals';
import { serverAttributes } from './call-trace.js';
import { parseTarget } from './target.js';

test.each([
  ['movies.example:3001', 'movies.example', 3001],
  ['[::1]:3001', '::1', 3001],
  ['dns:///movies.example:443', 'movies.example', 443],
  ['dns://9.9.9.9/movies.example:443', 'movies.example', 443],
  ['unix:///run/movies.sock', '/run/movies.sock', undefined],
  ['unix:movies.sock', 'movies.sock', undefined],
  ['ipv4:10.0.0.1:1', '10.0.0.1', 1],
  ['ipv4:10.0.0.1:1,10.0.0.2:1', 'ipv4:10.0.0.1:1,10.0.0.2:1', undefined],
])('a span names the server of %s as the conventions say', (address, name, port) => {
  expect(serverAttributes(parseTarget(address))).toEqual({
    'server.address': name,
    ...(port !== undefined && { 'server.port': port }),
  });
});
