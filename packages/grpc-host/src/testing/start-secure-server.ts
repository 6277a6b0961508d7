import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { makeAuthority, makeCertificate, TemporaryFolder, writeCertificate } from 'test-kit';
import type { Handlers } from '../service.js';
import type { Notes } from './note-service.js';
import { type NoteServer, type NoteServerOptions, startNoteServer } from './start-note-server.js';

/** A host of `Notes` over TLS. */
export interface SecureServer extends NoteServer {
  /** The certificate of the authority that signed its own, in PEM. */
  readonly ca: string;
  /** A connection whose client offers these protocols; by default as a browser does. */
  open(ALPNProtocols?: string[]): TLSSocket;
  /** The same, with HTTP/2 on it. `using` closes it. */
  openHttp2(ALPNProtocols?: string[]): ClientHttp2Session & Disposable;
}

let authority: ReturnType<typeof makeAuthority> | undefined;

/** Serves `Notes` by these handlers over TLS on a free port of this machine. */
export async function startSecureServer(
  handlers: Partial<Handlers<typeof Notes>> = {},
  options: NoteServerOptions = {},
): Promise<SecureServer> {
  authority ??= makeAuthority();
  const { cert: ca } = await authority;
  using folder = new TemporaryFolder();
  // The files are read before the server listens, so they may go.
  const files = writeCertificate(folder.path, await makeCertificate(await authority, 'server'));
  const server = await startNoteServer(handlers, { ...options, tls: files });
  const open = (ALPNProtocols = ['h2', 'http/1.1']) => {
    const socket = connectTls({ host: 'localhost', port: server.port, ca, ALPNProtocols });
    return socket.on('error', () => {});
  };
  const openHttp2 = (ALPNProtocols?: string[]) => {
    // Left to itself, node:http2 offers only h2.
    const session = connectHttp2(`https://localhost:${server.port}`, { createConnection: () => open(ALPNProtocols) });
    session.on('error', () => {});
    return Object.assign(session, { [Symbol.dispose]: () => session.destroy() });
  };
  return { ...server, ca, open, openHttp2 };
}
