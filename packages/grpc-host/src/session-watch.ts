import type { ServerHttp2Session } from 'node:http2';
import type { Duplex } from 'node:stream';

/** How often the connections are looked at, in milliseconds. */
const SWEEP_MS = 1_000;

/**
 * Closes connections that HTTP/2 has given up, and those that don't finish its handshake. After an error of the
 * protocol, such as a frame of a wrong size or metadata that it can't decode, Node 20 sends GOAWAY and stops reading,
 * but leaves the connection open: it would keep its place, and its calls would wait, until the keepalive notices.
 */
export class SessionWatch {
  readonly #handshakeTimeout: number;
  readonly #connections = new Map<ServerHttp2Session, Duplex>();
  readonly #sweep: NodeJS.Timeout;

  /** @param handshakeTimeout how long a client may take to confirm the server's settings, in milliseconds */
  constructor(handshakeTimeout: number) {
    this.#handshakeTimeout = handshakeTimeout;
    this.#sweep = setInterval(() => this.closeDead(), SWEEP_MS).unref();
  }

  /** Watches a session, and the connection that it reads, until it closes. */
  add(session: ServerHttp2Session, connection: Duplex): void {
    this.#connections.set(session, connection);
    const close = () => session.pendingSettingsAck && connection.destroy();
    // Not before the next reading: a busy server may be the one that is late.
    const timer = setTimeout(() => setImmediate(close), this.#handshakeTimeout);
    session.once('localSettings', () => clearTimeout(timer));
    session.once('close', () => {
      clearTimeout(timer);
      this.#connections.delete(session);
    });
  }

  /** Closes the connections that HTTP/2 has given up. */
  closeDead(): void {
    for (const [session, connection] of this.#connections) {
      // A session that is closed on purpose finishes by itself.
      if (!session.closed && isDead(session)) connection.destroy();
    }
  }

  /** Waits until the sessions that are open now have closed. */
  async closed(): Promise<void> {
    const sessions = [...this.#connections.keys()];
    await Promise.all(sessions.map((session) => new Promise<void>((resolve) => session.once('close', resolve))));
  }

  /** Stops watching. */
  close(): void {
    clearInterval(this.#sweep);
  }
}

/** What Node's binding of HTTP/2 has for a session. */
interface SessionHandle {
  hasPendingData(): boolean;
}

/**
 * Whether nothing can be read or written any more. Only Node's binding knows, and no public property tells. Newer
 * versions of Node close such sessions themselves.
 */
function isDead(session: ServerHttp2Session): boolean {
  const key = Object.getOwnPropertySymbols(session).find(({ description }) => description === 'kHandle');
  const handle: unknown = key && Reflect.get(session, key);
  return isSessionHandle(handle) && !handle.hasPendingData();
}

function isSessionHandle(handle: unknown): handle is SessionHandle {
  return (
    typeof handle === 'object' &&
    handle !== null &&
    'hasPendingData' in handle &&
    typeof handle.hasPendingData === 'function'
  );
}
