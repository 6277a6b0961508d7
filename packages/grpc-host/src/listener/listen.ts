import { lookup } from 'node:dns/promises';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { type Listener, listenAtEach } from './listen-at-each.js';
import { type GateLimits, PrefaceGate } from './preface-gate.js';
import { createTls } from './tls.js';
import type { TlsFiles } from './tls-files.js';

export interface ListenOptions {
  /** A name or an address; a name is listened to at each of its addresses. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Without it, connections are in plain text. */
  readonly tls: TlsFiles | undefined;
  readonly limits: GateLimits;
  readonly log: Logger;
}

/**
 * Accepts connections and hands over those that start HTTP/2. grpc-js itself would wait for that forever, for any
 * number of connections, and could not reload a certificate.
 *
 * @throws Error if the host has no address or the port can't be listened on, with the system's `code` (EADDRINUSE)
 * @throws TlsError
 */
export async function listen(options: ListenOptions, onConnection: (socket: Socket) => void): Promise<Listener> {
  const { host, port, limits, log } = options;
  const gate = new PrefaceGate(limits, onConnection);
  const tls =
    options.tls && (await createTls(options.tls, log, (socket, accepted) => gate.awaitPreface(socket, accepted)));
  const close = () => {
    tls?.close();
    gate.close();
  };
  const accept = (socket: Socket) => {
    if (!gate.admit(socket)) return;
    if (tls) tls.begin(socket);
    else gate.awaitPreface(socket, socket);
  };
  try {
    const addresses = await lookup(host, { all: true });
    const listener = await listenAtEach(
      addresses.map(({ address }) => address),
      port,
      accept,
    );
    return {
      port: listener.port,
      close() {
        listener.close();
        close();
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}
