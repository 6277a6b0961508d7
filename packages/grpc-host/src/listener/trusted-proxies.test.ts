import { expect, test } from '@jest/globals';
import { ask, metadataOf } from 'test-kit';
import { startTextServer } from '../testing/start-text-server.js';
import { TextService } from '../testing/text-service.js';
import { TrustedProxies } from './trusted-proxies.js';

const proxies = new TrustedProxies(['10.0.0.0/8', '2001:db8::1', 'unix:']);

test.each<[string, string | undefined, string[], string | undefined]>([
  ['one that a trusted proxy names', '10.0.0.1', ['203.0.113.7'], '203.0.113.7'],
  ['the last of several, the others being what it said itself', '10.0.0.1', ['1.1.1.1, 203.0.113.7'], '203.0.113.7'],
  ['the one before a second trusted proxy', '10.0.0.1', ['1.1.1.1, 203.0.113.7, 10.9.9.9'], '203.0.113.7'],
  ['over several headers', '10.0.0.1', ['203.0.113.7', '10.9.9.9'], '203.0.113.7'],
  ['the first, if all are trusted', '10.0.0.1', ['10.0.0.2, 10.0.0.3'], '10.0.0.2'],
  ['one with a port', '10.0.0.1', ['203.0.113.7:1234'], '203.0.113.7'],
  ['one of IPv6 with a port', '10.0.0.1', ['[2001:db8::7]:1234'], '2001:db8::7'],
  ['behind a proxy that IPv6 maps', '::ffff:10.0.0.1', ['203.0.113.7'], '203.0.113.7'],
  ['behind a proxy on a Unix socket', undefined, ['203.0.113.7'], '203.0.113.7'],
  ['nobody, if the peer is not trusted', '192.0.2.1', ['203.0.113.7'], undefined],
  ['nobody, if there is no header', '10.0.0.1', [], undefined],
  ['nobody, if it is no address', '10.0.0.1', ['203.0.113.7, unknown'], undefined],
])('the caller is %s', (_name, peer, forwardedFor, expected) => {
  expect(proxies.callerOf(peer, forwardedFor)).toBe(expected);
});

test.each(['', 'proxy.example', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '::1/129', '10.0.0'])(
  '%j is refused',
  (entry) => {
    expect(() => new TrustedProxies([entry])).toThrow('is not an address');
  },
);

test.each([
  [['127.0.0.1'], '203.0.113.7'],
  [[], expect.stringMatching(/^127\.0\.0\.1:\d+$/)],
])('with the trusted proxies %j the log names %s', async (entries, peer) => {
  const trustedProxies = new TrustedProxies(entries);
  await using server = await startTextServer({ unary: (text) => text }, { trustedProxies });
  await ask(server.client, TextService.unary, '', metadataOf({ 'x-forwarded-for': '203.0.113.7' }));
  expect(await server.log.line('Unary OK')).toMatchObject({ peer });
});
