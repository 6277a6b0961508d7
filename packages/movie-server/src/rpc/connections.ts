import { lookup } from 'node:dns/promises';
import { unwatchFile, watchFile } from 'node:fs';
import type { Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from 'node:tls';
import type { Logger } from 'pino';
import { ConnectionGate, type GateOptions } from './connection-gate.js';
import { type Listener, listenAtEach } from './listen-at-each.js';
import { readTls, type TlsFiles } from './tls.js';

export interface ListenOptions extends GateOptions {
  /** A name or an address; a name is listened to at each of its addresses. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Without, connections are in plain text. */
  readonly tls: TlsFiles | undefined;
  readonly log: Logger;
}

/** How often the files of TLS are looked at, in milliseconds. */
const TLS_RELOAD_MS = 1_000;

/**
 * Accepts connections and hands over those that begin to speak HTTP/2. grpc-js by itself would wait for that for ever,
 * for any number of connections, and could not take a new certificate.
 *
 * @throws Error if the host has no address or the port can't be listened on, with the system's `code` (EADDRINUSE)
 * @throws TlsError
 */
export async function listen(options: ListenOptions, onConnection: (socket: Socket) => void): Promise<Listener> {
  const gate = new ConnectionGate(options, onConnection);
  const tls = options.tls && (await createTls(options.tls, gate, options.log));
  const close = () => {
    tls?.close();
    gate.close();
  };
  const accept = (socket: Socket) => {
    if (!gate.admit(socket)) return;
    if (tls) tls.secure(socket);
    else gate.awaitPreface(socket, socket);
  };
  try {
    const found = await lookup(options.host, { all: true });
    const addresses = found.map(({ address }) => address);
    const ports = await listenAtEach(addresses, options.port, accept);
    return {
      port: ports.port,
      close() {
        ports.close();
        close();
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Takes connections through the TLS handshake. */
interface TlsGate {
  secure(socket: Socket): void;
  close(): void;
}

async function createTls(files: TlsFiles, gate: ConnectionGate, log: Logger): Promise<TlsGate> {
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
