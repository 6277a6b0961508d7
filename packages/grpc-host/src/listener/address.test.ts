import { describe, expect, test } from '@jest/globals';
import { formatAddress, isLoopback, resolveHost, socketPathOf, withoutBrackets, withoutMapping } from './address.js';

test.each(['127.0.0.1', '127.1.2.3', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', 'unix:/run/m.sock'])(
  'only this machine reaches %s',
  (address) => {
    expect(isLoopback(address)).toBe(true);
  },
);

test.each(['', '0.0.0.0', '::', '10.0.0.1', '::ffff:10.0.0.1', 'fe80::1%eth0', '127.0.0.999', 'localhost'])(
  'others may reach %j',
  (address) => {
    expect(isLoopback(address)).toBe(false);
  },
);

describe('an address is written as clients take it', () => {
  test.each([
    ['localhost', 'localhost:3001'],
    ['127.0.0.1', '127.0.0.1:3001'],
    ['::1', '[::1]:3001'],
    ['::', '[::]:3001'],
    ['unix:/run/m.sock', 'unix:/run/m.sock'],
  ])('%s', (host, expected) => {
    expect(formatAddress(host, 3001)).toBe(expected);
  });

  test('IPv4 that came over IPv6 is IPv4', () => {
    expect(withoutMapping('::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(withoutMapping('2001:db8::1')).toBe('2001:db8::1');
  });
});

test.each([
  ['[::1]', '::1'],
  ['::1', '::1'],
  ['localhost', 'localhost'],
  ['[localhost]', '[localhost]'],
])('%s without brackets is %s', (host, expected) => {
  expect(withoutBrackets(host)).toBe(expected);
});

test.each([
  ['unix:/run/m.sock', '/run/m.sock'],
  ['unix:///run/m.sock', '/run/m.sock'],
  ['unix:m.sock', 'm.sock'],
  ['unix:', undefined],
  ['localhost', undefined],
])('the socket of %s is at %s', (host, expected) => {
  expect(socketPathOf(host)).toBe(expected);
});

test('an address resolves to itself, in brackets or not, and a Unix socket, too', async () => {
  expect(await resolveHost('[::1]')).toEqual(['::1']);
  expect(await resolveHost('127.0.0.1')).toEqual(['127.0.0.1']);
  expect(await resolveHost('unix:m.sock')).toEqual(['unix:m.sock']);
});
