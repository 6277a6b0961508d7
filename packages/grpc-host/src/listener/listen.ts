import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { resolveHost, socketPathOf } from './address.js';
import { type Listener, listenAtEach } from './listen-at-each.js';
import { listenAtSocket, SocketError } from './listen-at-socket.js';
import { type Doors, type GateLimits, PrefaceGate } from './preface-gate.js';
import { createTls } from './tls.js';
import type { TlsFiles } from './tls-files.js';

/** Where to listen. */
export interface ListenAddress {
  /** A name, an address or `unix:PATH`; a name is listened to at each of its addresses. */
  readonly host: string;
  /** The addresses of the host; undefined if they are to be found. */
  readonly addresses: readonly string[] | undefined;
  /** The permissions of a Unix socket. */
  readonly socketMode: number;
  /** 0 takes a free one. */
  readonly port: number;
}

/** Begins to accept connections. */
export type OpenListener = (accept: (socket: Socket) => void) => Listener | Promise<Listener>;

export interface ListenOptions extends ListenAddress {
  /** What accepts connections; undefined to listen at the address. */
  readonly openListener: OpenListener | undefined;
  /** Without it, connections are in plain text. */
  readonly tls: TlsFiles | undefined;
  readonly limits: GateLimits;
  readonly log: Logger;
}

/**
 * Accepts connections and hands over those that start HTTP. grpc-js itself would wait for that forever, for any
 * number of connections, and could not reload a certificate.
 *
 * @param onFull closes what needs no place any more, before a connection is refused
 * @throws Error if the host has no address or the port can't be listened on, with the system's `code` (EADDRINUSE)
 * @throws SocketError if the host is a Unix socket that can't be listened on
 * @throws TlsError
 */
export async function listen(options: ListenOptions, doors: Doors, onFull: () => void): Promise<Listener> {
  const { host, limits, log } = options;
  // TLS tells connections apart by their addresses, and nobody listens in on a Unix socket.
  if (options.tls && socketPathOf(host) !== undefined) throw new SocketError(`TLS is not for Unix sockets: ${host}.`);
  const gate = new PrefaceGate(limits, doors, onFull);
  const tls =
    options.tls &&
    (await createTls(options.tls, log, doors.anyHttp !== undefined, (socket, accepted, isAnyHttp) =>
      gate.awaitPreface(socket, accepted, isAnyHttp ? doors.anyHttp : doors.http2),
    ));
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
    const listener = await (options.openListener?.(accept) ?? listenAt(options, accept));
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

/**
 * Accepts connections at an address.
 *
 * @param pauseOnConnect leaves what they send unread, so that another process can take them over
 * @throws Error with the system's `code` if it can't listen there: EADDRINUSE, EACCES, ENOTFOUND
 * @throws SocketError if it can't listen on the Unix socket
 */
export async function listenAt(
  { host, port, addresses, socketMode }: ListenAddress,
  accept: (socket: Socket) => void,
  pauseOnConnect = false,
): Promise<Listener> {
  const path = socketPathOf(host);
  if (path !== undefined) return await listenAtSocket(path, socketMode, accept, pauseOnConnect);
  return await listenAtEach(addresses ?? (await resolveHost(host)), port, accept, pauseOnConnect);
}
