import { expect, test } from '@jest/globals';
import { parseTarget } from './target.js';

test.each([
  'localhost:3001',
  '127.0.0.1:1',
  '[::1]:3001',
  '[0:0:0:0:0:0:0:1]:3001',
  '[::ffff:127.0.0.1]:3001',
  'dns:///localhost:3001',
  'ipv4:127.0.0.1:1,127.0.0.2:2',
  'unix:/run/movies.sock',
  'unix:///run/movies.sock',
])('traffic to %s stays on this machine', (address) => {
  expect(parseTarget(address)).toMatchObject({ address, isLoopback: true });
});

test.each([
  'movies.example:3001',
  '10.0.0.1:1',
  '[2001:db8::1]:1',
  '[::ffff:10.0.0.1]:1',
  'dns:///movies.example:443',
  'dns://9.9.9.9/movies.example:443',
  'ipv4:127.0.0.1:1,10.0.0.1:2',
  '127.0.0.1.example:1',
  'localhost.example:1',
])('traffic to %s leaves this machine', (address) => {
  expect(parseTarget(address)).toMatchObject({ isLoopback: false });
});

test.each(['', 'localhost', 'localhost:', ':3001', 'localhost:99999', '::1:3001', 'http://localhost:3001', 'a b:1'])(
  '%j is refused, with the right form',
  (address) => {
    expect(() => parseTarget(address)).toThrow(TypeError);
    expect(() => parseTarget(address)).toThrow(/HOST:PORT/);
  },
);

test('a Unix socket whose path the system would cut is refused', () => {
  expect(() => parseTarget(`unix:/${'m'.repeat(110)}`)).toThrow(/is longer than the 10\d bytes/);
});
