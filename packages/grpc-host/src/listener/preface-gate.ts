import type { Socket } from 'node:net';
import type { HostLimits } from '../limits.js';

export type GateLimits = Pick<HostLimits, 'maxConnections' | 'handshakeTimeout'>;

// RFC 9113, section 3.4: what every HTTP/2 client sends first.
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** Takes connections, by how they start. */
export interface Doors {
  readonly http2: (connection: Socket) => void;
  /** Undefined to close them. */
  readonly http1: ((connection: Socket) => void) | undefined;
  /**
   * Those of HTTP/2 whose client offered HTTP/1.1 as well: browsers do, and no client of gRPC does that speaks nothing else.
   * Undefined if there is no choice.
   */
  readonly anyHttp: ((connection: Socket) => void) | undefined;
}

/** Counts connections, and lets through those that start HTTP in time. */
export class PrefaceGate {
  readonly #limits: GateLimits;
  readonly #doors: Doors;
  readonly #onFull: () => void;
  readonly #open = new Set<Socket>();
  readonly #silent = new Set<Socket>();
  readonly #served = new Set<Socket>();
  readonly #ended = new WeakSet<Socket>();
  readonly #sweep: NodeJS.Timeout;

  /**
   * @param onFull closes what needs no place any more, before a connection is refused
   */
  constructor(limits: GateLimits, doors: Doors, onFull: () => void) {
    this.#limits = limits;
    this.#doors = doors;
    this.#onFull = onFull;
    this.#sweep = setInterval(() => this.#closeHalfOpen(), limits.handshakeTimeout).unref();
  }

  /**
   * Counts a new connection, and closes it if it stays silent for too long.
   *
   * @returns false if it is one too many, and closed already
   */
  admit(socket: Socket): boolean {
    if (this.#isFull()) {
      socket.destroy();
      return false;
    }
    this.#open.add(socket);
    this.#silent.add(socket);
    const timer = setTimeout(() => this.#silent.has(socket) && socket.destroy(), this.#limits.handshakeTimeout);
    // A caller that resets the connection causes an error that needs no handling; 'close' follows.
    socket.on('error', () => {});
    socket.once('close', () => {
      clearTimeout(timer);
      this.#open.delete(socket);
      this.#silent.delete(socket);
    });
    return true;
  }

  /**
   * Hands a connection over once it has started HTTP, and closes it if it starts anything else.
   *
   * @param accepted the admitted socket below it: itself, or the one under TLS
   * @param http2 what takes it if it starts HTTP/2
   */
  awaitPreface(socket: Socket, accepted: Socket, http2 = this.#doors.http2): void {
    let head = Buffer.alloc(0);
    const read = () => {
      const bytes: Buffer | null = socket.read();
      if (bytes === null) return;
      head = Buffer.concat([head, bytes]);
      const start = head.subarray(0, PREFACE.length);
      const isHttp2 = start.equals(PREFACE.subarray(0, start.length));
      if (isHttp2 && start.length < PREFACE.length) return;
      socket.off('readable', read);
      const door = isHttp2 ? http2 : this.#doors.http1;
      if (!door) {
        socket.destroy();
        return;
      }
      this.#silent.delete(accepted);
      this.#served.add(socket);
      socket.once('close', () => this.#served.delete(socket));
      socket.unshift(head);
      door(socket);
    };
    socket.on('readable', read);
  }

  /** Closes the connections that have not been handed over. */
  close(): void {
    clearInterval(this.#sweep);
    for (const socket of this.#silent) socket.destroy();
  }

  #isFull(): boolean {
    if (this.#open.size < this.#limits.maxConnections) return false;
    this.#onFull();
    for (const socket of this.#open) if (socket.destroyed) this.#open.delete(socket);
    return this.#open.size >= this.#limits.maxConnections;
  }

  /**
   * Closes connections that only the other end keeps open: grpc-js ends our half of a connection, and a caller that
   * doesn't end its own would keep its place forever. They get at least one handshake timeout to do so.
   */
  #closeHalfOpen(): void {
    for (const socket of this.#served) {
      if (this.#ended.has(socket)) socket.destroy();
      else if (socket.writableEnded) this.#ended.add(socket);
    }
  }
}
