import { describe, expect, test } from '@jest/globals';
import { DEFAULT_LIMITS } from 'grpc-host';
import { hostOptions } from './host-options.js';
import { OPTIONS } from './options.js';
import { flagOf, parseOptions } from './parse-options.js';

const given = (...args: string[]) => hostOptions(parseOptions(OPTIONS, args, {}).values);

describe('what the host gets from', () => {
  test('no option', () => {
    expect(given()).toEqual({
      host: 'localhost',
      port: 3001,
      socketMode: 0o600,
      trustedProxies: undefined,
      tls: undefined,
      web: { hosts: [], origins: [] },
      limits: DEFAULT_LIMITS,
      metricsPort: undefined,
    });
  });

  test.each([
    [['--host', '::1'], { host: '::1' }],
    [['--host', '[::1]'], { host: '::1' }],
    [
      ['--host', 'unix:/run/movies.sock', '--socket-mode', '0660'],
      { host: 'unix:/run/movies.sock', socketMode: 0o660 },
    ],
    [['--port', '0'], { port: 0 }],
    [['--metrics-port', '9090'], { metricsPort: 9090 }],
    [['--tls-cert', 'c', '--tls-key', 'k'], { tls: { cert: 'c', key: 'k' } }],
    [['--tls-cert', 'c', '--tls-key', 'k', '--tls-client-ca', 'a'], { tls: { cert: 'c', key: 'k', clientCa: 'a' } }],
    [['--web', 'false'], { web: undefined }],
    [['--web-host', 'a,b', '--web-origin', 'https://c'], { web: { hosts: ['a', 'b'], origins: ['https://c'] } }],
    [['--max-connections', '7'], { limits: { maxConnections: 7 } }],
    [['--handshake-timeout', '7ms'], { limits: { handshakeTimeout: 7 } }],
    [['--max-concurrent-streams', '7'], { limits: { maxConcurrentStreams: 7 } }],
    [['--max-message-size', '7KiB'], { limits: { maxMessageSize: 7_168 } }],
    [['--max-metadata-size', '7KiB'], { limits: { maxMetadataSize: 7_168 } }],
    [['--max-session-memory', '7MiB'], { limits: { maxSessionMemory: 7 * 2 ** 20 } }],
    [['--max-call-duration', '7s'], { limits: { maxCallDuration: 7_000 } }],
    [['--max-connection-idle', '7s'], { limits: { maxConnectionIdle: 7_000 } }],
    [['--max-connection-age', '7s'], { limits: { maxConnectionAge: 7_000 } }],
    [['--max-connection-age-grace', '7s'], { limits: { maxConnectionAgeGrace: 7_000 } }],
    [['--keepalive-time', '7s'], { limits: { keepaliveTime: 7_000 } }],
    [['--keepalive-timeout', '7s'], { limits: { keepaliveTimeout: 7_000 } }],
  ])('%p', (args, expected) => {
    expect(given(...args)).toMatchObject(expected);
  });

  test.each(['10.1.2.3', undefined])('--trusted-proxies takes several, and trusts %p', (peer) => {
    const { trustedProxies } = given('--trusted-proxies', '10.0.0.0/8, unix:');
    expect(trustedProxies?.callerOf(peer, ['203.0.113.7'])).toBe('203.0.113.7');
  });
});

test('the command line has an option for each limit of the host', () => {
  expect(Object.keys(OPTIONS).map(flagOf)).toEqual(expect.arrayContaining(Object.keys(DEFAULT_LIMITS).map(flagOf)));
});
