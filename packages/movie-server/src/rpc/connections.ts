import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { unwatchFile, watchFile } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from 'node:tls';
import type { Logger } from 'pino';
import { readTls, type TlsFiles } from './tls.js';

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
  /** Without, connections are in plain text. */
  readonly tls: TlsFiles | undefined;
  /** How long a new connection may take to begin to speak HTTP/2, in milliseconds, before it is closed. */
  readonly handshakeMs: number;
  /** How many connections there may be at a time; those beyond are closed at once. */
  readonly maxConnections: number;
  readonly log: Logger;
}

/** How often the files of TLS are looked at, in milliseconds. */
const TLS_RELOAD_MS = 1_000;

// RFC 9113, section 3.4: what every HTTP/2 client sends first.
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/**
 * Accepts connections and hands over those that begin to speak HTTP/2. grpc-js by itself would wait for that for ever,
 * for any number of connections, and could not take a new certificate.
 *
 * @throws Error if the host has no address or the port can't be listened on, with the system's `code` (EADDRINUSE)
 * @throws TlsError
 */
export async function listen(options: ListenOptions, onConnection: (socket: Socket) => void): Promise<Listener> {
  const gate = new Gate(options, onConnection);
  const tls = options.tls && (await createTls(options.tls, gate, options.log));
  const servers: Server[] = [];
  const close = () => {
    for (const server of servers) server.close();
    tls?.close();
    gate.close();
  };
  const accept = (socket: Socket) => {
    if (!gate.admit(socket)) return;
    if (tls) tls.secure(socket);
    else gate.awaitPreface(socket, socket);
  };
  let { port } = options;
  try {
    for (const { address } of await lookup(options.host, { all: true })) {
      const server = createServer({ noDelay: true }, accept);
      servers.push(server);
      server.listen({ host: address, port, ipv6Only: address.includes(':') });
      await once(server, 'listening');
      port = portOf(server);
    }
  } catch (error) {
    close();
    throw error;
  }
  return { port, close };
}

/** Counts connections, and lets through those that speak HTTP/2. */
class Gate {
  readonly #options: ListenOptions;
  readonly #onConnection: (socket: Socket) => void;
  readonly #open = new Set<Socket>();
  readonly #silent = new Set<Socket>();

  constructor(options: ListenOptions, onConnection: (socket: Socket) => void) {
    this.#options = options;
    this.#onConnection = onConnection;
  }

  /**
   * Counts a new connection; it is closed if it stays silent for too long.
   *
   * @returns false if it is one too many, and closed already
   */
  admit(socket: Socket): boolean {
    if (this.#open.size >= this.#options.maxConnections) {
      socket.destroy();
      return false;
    }
    this.#open.add(socket);
    this.#silent.add(socket);
    const timer = setTimeout(() => this.#silent.has(socket) && socket.destroy(), this.#options.handshakeMs);
    // A caller that resets the connection is no news; 'close' follows.
    socket.on('error', () => {});
    socket.once('close', () => {
      clearTimeout(timer);
      this.#open.delete(socket);
      this.#silent.delete(socket);
    });
    return true;
  }

  /**
   * Hands a connection over once it has begun to speak HTTP/2.
   *
   * @param raw the admitted socket below it: itself, or the one that TLS runs over
   */
  awaitPreface(socket: Socket, raw: Socket): void {
    const read = () => {
      const head: Buffer | null = socket.read(PREFACE.length);
      if (head === null) return;
      socket.off('readable', read);
      if (!head.equals(PREFACE)) {
        socket.destroy();
        return;
      }
      this.#silent.delete(raw);
      socket.unshift(head);
      this.#onConnection(socket);
    };
    socket.on('readable', read);
  }

  /** Ends the connections that have not been handed over. */
  close(): void {
    for (const socket of this.#silent) socket.destroy();
  }
}

/** Takes connections through the TLS handshake. */
interface TlsGate {
  secure(socket: Socket): void;
  close(): void;
}

async function createTls(files: TlsFiles, gate: Gate, log: Logger): Promise<TlsGate> {
  const requestCert = files.clientCa !== undefined;
  const context = await readTls(files);
  const server = createTlsServer({ ...context, ALPNProtocols: ['h2'], requestCert, rejectUnauthorized: requestCert });
  const raw = new Map<string, Socket>();
  server.on('secureConnection', (socket: TLSSocket) => {
    socket.on('error', () => {});
    gate.awaitPreface(socket, raw.get(peerOf(socket)) ?? socket);
  });
  const close = reloadOnChange(server, files, log);
  return {
    secure(socket) {
      const peer = peerOf(socket);
      raw.set(peer, socket);
      socket.once('close', () => raw.delete(peer));
      server.emit('connection', socket);
    },
    close,
  };
}

/** The other end of a connection; the same for a socket and for the one that TLS runs over it. */
function peerOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}

/** Serves new connections with the files as they are now; those that are there keep what they began with. */
function reloadOnChange(server: TlsServer, files: TlsFiles, log: Logger): () => void {
  let pending: NodeJS.Timeout | undefined;
  const reload = async () => {
    try {
      server.setSecureContext(await readTls(files));
      log.info('The TLS certificate was loaded anew.');
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      log.error(`The TLS certificate was not loaded anew, and the old one stays. ${why}`);
    }
  };
  // The certificate and its key are replaced one after the other; a pause takes both as one change.
  const reloadSoon = () => {
    clearTimeout(pending);
    pending = setTimeout(reload, TLS_RELOAD_MS / 4);
  };
  const paths = Object.values(files);
  // Polling follows the symbolic links that Kubernetes swaps, and does not depend on what a file system reports.
  for (const path of paths) watchFile(path, { interval: TLS_RELOAD_MS, persistent: false }, reloadSoon);
  return () => {
    clearTimeout(pending);
    for (const path of paths) unwatchFile(path, reloadSoon);
  };
}

function portOf(server: Server): number {
  // Only a server on a pipe has a string, and only one that doesn't listen has none.
  const address = server.address() as AddressInfo;
  return address.port;
}
