import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** Where connections are accepted, until closed. */
export interface Listener {
  /** The port, also when 0 was asked for. */
  readonly port: number;
  /** Accepts no more; connections that are there stay. */
  close(): void;
}

export interface ListenOptions {
  /** A name or an address; a name is listened to at each of its addresses. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** How long a new connection may take to begin to speak HTTP/2, in milliseconds, before it is closed. */
  readonly handshakeMs: number;
  /** How many connections there may be at a time; those beyond are closed at once. */
  readonly maxConnections: number;
}

// RFC 9113, section 3.4: what every HTTP/2 client sends first.
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/**
 * Accepts connections and hands over those that begin to speak HTTP/2, which grpc-js by itself would wait for for ever.
 *
 * @throws Error if the host has no address or the port can't be listened on; its `code` is the system's (EADDRINUSE)
 */
export async function listen(options: ListenOptions, onConnection: (socket: Socket) => void): Promise<Listener> {
  const addresses = await lookup(options.host, { all: true });
  const open = new Set<Socket>();
  const silent = new Set<Socket>();
  const accept = (socket: Socket) => {
    if (open.size >= options.maxConnections) {
      socket.destroy();
      return;
    }
    open.add(socket);
    silent.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      silent.delete(socket);
    });
    awaitPreface(socket, options.handshakeMs, () => {
      silent.delete(socket);
      onConnection(socket);
    });
  };
  const servers: Server[] = [];
  let { port } = options;
  try {
    for (const { address } of addresses) {
      const server = createServer({ noDelay: true }, accept);
      servers.push(server);
      server.listen({ host: address, port, ipv6Only: address.includes(':') });
      await once(server, 'listening');
      port = portOf(server);
    }
  } catch (error) {
    for (const server of servers) server.close();
    throw error;
  }
  return {
    port,
    close() {
      for (const server of servers) server.close();
      for (const socket of silent) socket.destroy();
    },
  };
}

function awaitPreface(socket: Socket, timeoutMs: number, onPreface: () => void): void {
  const timer = setTimeout(() => socket.destroy(), timeoutMs);
  // A caller that resets the connection is no news; 'close' follows.
  socket.on('error', () => {});
  socket.once('close', () => clearTimeout(timer));
  socket.on('readable', function read() {
    const head: Buffer | null = socket.read(PREFACE.length);
    if (head === null) return;
    clearTimeout(timer);
    socket.off('readable', read);
    if (!head.equals(PREFACE)) {
      socket.destroy();
      return;
    }
    socket.unshift(head);
    onPreface();
  });
}

function portOf(server: Server): number {
  // Only a server on a pipe has a string, and only one that doesn't listen has none.
  const address = server.address() as AddressInfo;
  return address.port;
}
