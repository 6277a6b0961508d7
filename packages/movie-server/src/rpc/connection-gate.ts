import type { Socket } from 'node:net';

export interface GateOptions {
  /**
   * How long a new connection may take to begin to speak HTTP/2, and one that we have ended to end at the other side,
   * in milliseconds, before it is closed; the latter may take twice as long.
   */
  readonly handshakeMs: number;
  /** How many connections there may be at a time; those beyond are closed at once. */
  readonly maxConnections: number;
}

// RFC 9113, section 3.4: what every HTTP/2 client sends first.
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** Counts connections, and lets through those that speak HTTP/2. */
export class ConnectionGate {
  readonly #options: GateOptions;
  readonly #onConnection: (socket: Socket) => void;
  readonly #open = new Set<Socket>();
  readonly #silent = new Set<Socket>();
  readonly #served = new Set<Socket>();
  readonly #ended = new WeakSet<Socket>();
  readonly #sweep: NodeJS.Timeout;

  constructor(options: GateOptions, onConnection: (socket: Socket) => void) {
    this.#options = options;
    this.#onConnection = onConnection;
    this.#sweep = setInterval(() => this.#closeHalfOpen(), options.handshakeMs).unref();
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
      this.#served.add(socket);
      socket.once('close', () => this.#served.delete(socket));
      socket.unshift(head);
      this.#onConnection(socket);
    };
    socket.on('readable', read);
  }

  /** Ends the connections that have not been handed over. */
  close(): void {
    clearInterval(this.#sweep);
    for (const socket of this.#silent) socket.destroy();
  }

  /** grpc-js closes its own half of a connection. A caller who kept the other would keep its place for ever. */
  #closeHalfOpen(): void {
    for (const socket of this.#served) {
      if (this.#ended.has(socket)) socket.destroy();
      else if (socket.writableEnded) this.#ended.add(socket);
    }
  }
}
