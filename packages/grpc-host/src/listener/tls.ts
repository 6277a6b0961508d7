import { Socket } from 'node:net';
import { createServer, type Server, TLSSocket } from 'node:tls';
import type { Logger } from 'pino';
import { messageOf } from '../message-of.js';
import { requireRegularFile } from '../regular-file.js';
import { watchFiles } from '../watch-files.js';
import { formatAddress, withoutMapping } from './address.js';
import { codeOf } from './error-code.js';
import { readTls, type TlsFiles } from './tls-files.js';

/** What a client may offer by ALPN. */
const H2 = 'h2';
const HTTP1 = 'http/1.1';

/** Does the TLS handshake of accepted connections. */
export interface TlsHandshake {
  begin(socket: Socket): void;
  /** Stops following the files. */
  close(): void;
}

/**
 * Serves the certificate in these files, and reloads it when they change.
 *
 * @param hasHttp1 whether HTTP/1.1 is served, too
 * @param onSecure gets a connection after the handshake, the accepted socket below it, and whether its client offered
 *   HTTP/1.1 as well as HTTP/2
 * @throws TlsError
 */
export async function createTls(
  files: TlsFiles,
  log: Logger,
  hasHttp1: boolean,
  onSecure: (socket: TLSSocket, accepted: Socket, isAnyHttp: boolean) => void,
): Promise<TlsHandshake> {
  const requestCert = files.clientCa !== undefined;
  const isAnyHttp = new WeakSet<object>();
  const server = createServer({
    ALPNCallback(this: unknown, { protocols }) {
      if (!hasHttp1 || !protocols.includes(HTTP1)) return protocols.includes(H2) ? H2 : undefined;
      if (!protocols.includes(H2)) return HTTP1;
      // Node calls this as a method of the TLS socket, and has no other way from it to what was offered.
      if (this instanceof TLSSocket) isAnyHttp.add(this);
      return H2;
    },
    requestCert,
    rejectUnauthorized: requestCert,
  });
  const close = reloadOnChange(server, files, log);
  try {
    server.setSecureContext(await readTls(files));
  } catch (error) {
    close();
    throw error;
  }
  const accepted = new Map<string, Socket>();
  server.on('secureConnection', (socket: TLSSocket) => {
    socket.on('error', () => {});
    onSecure(socket, accepted.get(peerOf(socket)) ?? socket, isAnyHttp.has(socket));
  });
  server.on('tlsClientError', (error: Error, socket: TLSSocket) => logRefusal(log, error, socket));
  return {
    begin(socket) {
      const peer = peerOf(socket);
      accepted.set(peer, socket);
      socket.once('close', () => accepted.delete(peer));
      server.emit('connection', socket);
    },
    close,
  };
}

/** A line for a handshake that failed. One that the other end only gave up is what port scans and health checks do. */
function logRefusal(log: Logger, error: Error, socket: TLSSocket): void {
  const { authorizationError } = socket;
  const { remoteAddress, remotePort = 0 } = acceptedBelow(socket) ?? socket;
  const peer = remoteAddress === undefined ? 'unknown' : formatAddress(withoutMapping(remoteAddress), remotePort);
  const code = codeOf(error);
  const reason = String(authorizationError ?? ('reason' in error ? error.reason : undefined) ?? code ?? error.message);
  const level = code === 'ECONNRESET' && !authorizationError ? 'debug' : 'info';
  log[level]({ peer, reason }, `A TLS handshake failed: ${reason}.`);
}

/**
 * The accepted socket below one of TLS: it still knows its peer when Node has destroyed both. No public property leads
 * to it.
 */
function acceptedBelow(socket: TLSSocket): Socket | undefined {
  const below: unknown = Reflect.get(socket, '_parent');
  return below instanceof Socket ? below : undefined;
}

/** The other end of a connection: the same for the accepted socket and for the TLS socket over it. */
function peerOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}

/** The certificate and its key are replaced one after the other; a pause takes both as one change. In milliseconds. */
const SETTLE_MS = 250;

/**
 * Serves new connections with the files as they are now; connections that are open keep what they started with.
 *
 * @returns stops it
 */
function reloadOnChange(server: Server, files: TlsFiles, log: Logger): () => void {
  let pending: NodeJS.Timeout | undefined;
  let changes = 0;
  const reload = async () => {
    const change = ++changes;
    try {
      const context = await readTls(files, requireRegularFile);
      // The files changed again while they were read, or the host is closed.
      if (change !== changes) return;
      server.setSecureContext(context);
      log.info('The TLS certificate was reloaded.');
    } catch (error) {
      log.error(`The TLS certificate was not reloaded; the old one stays in use. ${messageOf(error)}`);
    }
  };
  const stop = watchFiles(Object.values(files), () => {
    clearTimeout(pending);
    pending = setTimeout(reload, SETTLE_MS);
  });
  return () => {
    clearTimeout(pending);
    changes++;
    stop();
  };
}
