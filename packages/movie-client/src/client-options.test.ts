import { expect, test } from '@jest/globals';
import { makeAuthority } from 'test-kit';
import { checkOptions, type TlsOptions } from './client-options.js';

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
  [{ address: 'localhost:1', streamTimeoutMs: -1 }, /^streamTimeoutMs must be more than 0/],
])('the options %j are refused', (options, message) => {
  expect(() => checkOptions(options)).toThrow(message);
});

test.each(['timeoutMs', 'streamTimeoutMs'])('%s must be a number', (option) => {
  for (const value of ['5000', 5n, new Date()]) {
    const check = () => checkOptions({ address: 'localhost:1', [option]: value });
    expect(check).toThrow(
      new TypeError(`${option} must be a number of milliseconds, and has the type ${typeof value}.`),
    );
  }
});

test.each([
  ['{}', /^address must be HOST:PORT or a list of such texts, and is undefined\.$/],
  ['null', /^The argument must be an object, and is null\.$/],
  ['{"address":5}', /^address must be HOST:PORT/],
  ['{"address":[5]}', /^address\[0\] must be a text, and is 5\.$/],
  ['{"adress":"localhost:1"}', /^adress is not an option of a client; there are address, tls, /],
  ['{"address":"localhost:1","tls":"yes"}', /^tls must be an object, and is "yes"\.$/],
  ['{"address":"localhost:1","tls":{"cA":"x"}}', /^tls\.cA is not an option of TLS/],
  ['{"address":"localhost:1","tls":{"ca":5}}', /^tls\.ca must be a text, and is 5\.$/],
  ['{"address":"localhost:1","insecure":"no"}', /^insecure must be true or false/],
  ['{"address":"localhost:1","token":5}', /^token must be a text or a function, and is 5\.$/],
])('options of a caller without types are refused by their names: %s', (json, message) => {
  const check = () => checkOptions(JSON.parse(json));
  expect(check).toThrow(TypeError);
  expect(check).toThrow(message);
});

test('a TLS option that is not what it should be is refused by its name', async () => {
  const { cert, key } = await makeAuthority();
  const broken = cert.replace(/\n.{8}/, '\nAAAAAAAA');
  const refusal = (tls: TlsOptions) => {
    expect(() => checkOptions({ address: 'localhost:1', tls })).toThrow(TypeError);
    return expect(() => checkOptions({ address: 'localhost:1', tls }));
  };
  for (const ca of ['', Buffer.alloc(0), '# none\n', key]) refusal({ ca }).toThrow(/^tls\.ca has no certificate/);
  for (const ca of [broken, cert + broken]) refusal({ ca }).toThrow(/^tls\.ca has a certificate that can't be read/);
  refusal({ cert: key, key }).toThrow(/^tls\.cert has no certificate/);
  refusal({ cert, key: cert }).toThrow(/^tls\.key has no key/);
  refusal({ cert, key: (await makeAuthority()).key }).toThrow(/key/);
  expect(() =>
    checkOptions({ address: 'localhost:1', tls: { ca: `# two\n${cert}\n${cert}`, cert, key } }),
  ).not.toThrow();
});
