import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { type Listener, listenAtEach } from './listen-at-each.js';

// Addresses that RFC 5737 and RFC 3849 keep for examples: no machine has them.
const NOT_OURS = ['192.0.2.1', '2001:db8::1'];

const closing = (listener: Listener) => ({ ...listener, [Symbol.dispose]: listener.close });

test('an address that this machine does not have is skipped if it has another', async () => {
  using listener = closing(await listenAtEach([...NOT_OURS, '127.0.0.1'], 0, (socket) => socket.destroy()));
  const socket = connect(listener.port, '127.0.0.1');
  await once(socket, 'close');
});

test('if it has none of them, the error says so', async () => {
  await expect(listenAtEach(NOT_OURS.slice(0, 1), 0, () => {})).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
});

test('if the port is taken at one of them, none is listened to', async () => {
  using first = closing(await listenAtEach(['127.0.0.1'], 0, () => {}));
  const again = listenAtEach(['127.0.0.1', '127.0.0.1'], first.port, () => {});
  await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE', port: first.port });
});
