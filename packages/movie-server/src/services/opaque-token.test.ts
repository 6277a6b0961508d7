import { expect, test } from '@jest/globals';
import { makeToken, readToken } from './opaque-token.js';

test('a token gives back its parts, whatever they hold', () => {
  const parts = ['', 'a"b', 'Amélie \u{1F3AC}', 0, 8.5, -1];
  expect(readToken(makeToken(parts))).toEqual(parts);
});

test('a token needs no escaping in an address or a shell', () => {
  expect(makeToken(['?>~~ÿÿ', 'a/b+c='])).toMatch(/^[\w-]+$/);
});

test.each(['', '?', 'x', makeToken(['a']).slice(0, -2), encode('{}'), encode('[null]'), encode('[[1]]'), encode('7')])(
  'what is not a token has no parts: %j',
  (token) => {
    expect(readToken(token)).toBeUndefined();
  },
);

function encode(json: string): string {
  return Buffer.from(json).toString('base64url');
}
