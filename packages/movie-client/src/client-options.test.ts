import { expect, test } from '@jest/globals';
import { checkOptions } from './client-options.js';

test('plaintext to other machines needs the option insecure', () => {
  expect(() => checkOptions({ address: 'movies.example:1' })).toThrow(/movies\.example:1.*tls.*insecure/);
  expect(() => checkOptions({ address: ['localhost:1', 'movies.example:1'], token: 'secret' })).toThrow(/insecure/);
  expect(() => checkOptions({ address: 'movies.example:1', insecure: true })).not.toThrow();
  expect(() => checkOptions({ address: 'movies.example:1', tls: true })).not.toThrow();
  expect(() => checkOptions({ address: 'localhost:1' })).not.toThrow();
});

test.each([
  [{ address: [] }, /list of addresses is empty/],
  [{ address: 'localhost:1', tls: true, insecure: true }, /contradict/],
  [{ address: 'localhost:1', tls: { cert: 'x' } }, /tls\.cert and tls\.key/],
  [{ address: 'localhost:1', tls: { cert: 'x', key: 'y' } }, /must be PEM/],
  [{ address: 'localhost:1', timeoutMs: 0 }, /timeoutMs must be more than 0/],
  [{ address: 'localhost:1', timeoutMs: Number.NaN }, /timeoutMs must be more than 0/],
])('the options %j are refused', (options, message) => {
  expect(() => checkOptions(options)).toThrow(message);
});
