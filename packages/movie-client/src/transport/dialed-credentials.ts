import { isIP, type Socket } from 'node:net';
import {
  type ConnectionOptions,
  checkServerIdentity,
  connect,
  type PeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import { ChannelCredentials, credentials } from '@grpc/grpc-js';
import { Dial } from './dial.js';

/** How long a server may take to accept a connection, do TLS and start HTTP/2, in milliseconds. */
const DIAL_MS = 5_000;

/** What grpc-js asks for the connections to one address. */
type Connector = ReturnType<ChannelCredentials['_createSecureConnector']>;

/** How to use TLS. */
export interface TlsSettings {
  readonly secureContext: SecureContext;
  /** The name or IP address that the server's certificate must have. */
  readonly serverName: string;
}

/**
 * Plaintext, or TLS if there are settings for it. Unlike those of grpc-js, these credentials limit how long a connection
 * may take to become one, end the attempts of a closed client, and take an IP address for the name of a TLS server.
 */
export class DialedCredentials extends ChannelCredentials {
  readonly #tls: ConnectionOptions | undefined;
  readonly #dialMs: number;

  constructor(tls: TlsSettings | undefined, dialMs: number = DIAL_MS) {
    super();
    this.#tls = tls && connectionOptions(tls);
    this.#dialMs = dialMs;
  }

  override _isSecure(): boolean {
    return this.#tls !== undefined;
  }

  override _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  override _createSecureConnector(
    ...[, , callCredentials = credentials.createEmpty()]: Parameters<ChannelCredentials['_createSecureConnector']>
  ): Connector {
    const tls = this.#tls;
    let dial = new Dial(this.#dialMs);
    let isDestroyed = false;
    return {
      // grpc-js calls this right before it opens a socket.
      waitForReady: () => {
        if (isDestroyed) return Promise.reject(new Error('The client is closed.'));
        dial = new Dial(this.#dialMs);
        dial.expectSocket();
        return Promise.resolve();
      },
      connect: async (tcp) => {
        const socket = tls ? await startTls(tcp, tls) : tcp;
        dial.handOver(socket);
        return { socket, secure: tls !== undefined };
      },
      getCallCredentials: () => callCredentials,
      destroy: () => {
        isDestroyed = true;
        dial.cancel();
      },
    };
  }
}

function connectionOptions({ secureContext, serverName }: TlsSettings): ConnectionOptions {
  return {
    secureContext,
    ALPNProtocols: ['h2'],
    checkServerIdentity: (_host, certificate) => otherName(serverName, certificate),
    // TLS can't ask for a server by its IP address.
    ...(isIP(serverName) === 0 && { servername: serverName }),
  };
}

/** The error for a certificate of another name. That of Node names no others if an IP address was asked for. */
function otherName(serverName: string, certificate: PeerCertificate): Error | undefined {
  const cause = checkServerIdentity(serverName, certificate);
  const { subjectaltname, subject } = certificate;
  return cause && new Error(`The certificate is for ${subjectaltname ?? subject.CN}, not for ${serverName}`, { cause });
}

function startTls(tcp: Socket, options: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...options, socket: tcp }, () => resolve(socket));
    socket.on('error', reject);
    tcp.on('error', reject);
    tcp.once('close', () => reject(new Error('The server closed the connection during the TLS handshake.')));
  });
}
