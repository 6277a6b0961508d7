import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

/** The size of the head of a frame. A server starts HTTP/2 with at least one frame. */
const FRAME_HEAD_BYTES = 9;

/** The attempt that the running code belongs to. */
const current = new AsyncLocalStorage<Dial>();

// grpc-js opens its sockets itself, and says nothing of one until it is connected.
subscribe('net.client.socket', (message) => {
  if (typeof message === 'object' && message !== null && 'socket' in message && message.socket instanceof Socket) {
    current.getStore()?.take(message.socket);
  }
});

/** One attempt to connect. It fails if the server hasn't started HTTP/2 in time, which grpc-js would wait for without end. */
export class Dial {
  readonly #limitMs: number;
  #socket: Socket | undefined;
  #bytesBefore = 0;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** The next socket that the caller opens is the one of this attempt. */
  expectSocket(): void {
    current.enterWith(this);
  }

  /** Starts the time with the first socket. Later ones come from code that only happens to run after this attempt. */
  take(socket: Socket): void {
    if (this.#socket) return;
    this.#socket = socket;
    const fail = () => this.#fail(`did not start HTTP/2 within ${this.#limitMs / 1_000} s`);
    // Not before the next reading: a busy client may be the one that is late.
    const timer = setTimeout(() => setImmediate(fail), this.#limitMs);
    timer.unref();
    socket.once('close', () => clearTimeout(timer));
  }

  /** From now on the server may start HTTP/2 on this socket, which is the first one or TLS over it. */
  handOver(socket: Socket): void {
    this.#socket = socket;
    // The answer of a web proxy doesn't count.
    this.#bytesBefore = socket.bytesRead;
  }

  /** Ends the attempt, unless it has led to a connection. */
  cancel(): void {
    this.#fail('was cancelled');
  }

  #fail(reason: string): void {
    const socket = this.#socket;
    if (socket && socket.bytesRead - this.#bytesBefore < FRAME_HEAD_BYTES) {
      socket.destroy(new Error(`The connection ${reason}.`));
    }
  }
}
