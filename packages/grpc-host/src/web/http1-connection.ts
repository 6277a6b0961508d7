import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HostLimits } from '../limits.js';
import { LinkedList } from '../linked-list.js';
import { Timers } from './timers.js';

/** How long a caller may go on with a request after its answer, in milliseconds. */
const LEAVING_MS = 1_000;

/** A connection of HTTP/1.1: the requests on it, and when it is closed. */
export class Http1Connection {
  readonly #connection: Duplex;
  readonly #timers = new Timers();
  /** In a list, as what a `Set` held lives longer. */
  readonly #responses = new LinkedList<ServerResponse>();
  #isLeaving = false;

  constructor(connection: Duplex, { maxConnectionAge, maxConnectionAgeGrace, keepaliveTime }: HostLimits) {
    this.#connection = connection;
    connection.once('close', () => {
      this.#timers.end();
      // Node tells only the one whose turn it is.
      for (const response of this.#responses) response.destroy().emit('close');
    });
    if (maxConnectionAge > 0) {
      this.#timers.start('age', maxConnectionAge, () => {
        this.#timers.start('age', maxConnectionAgeGrace, () => connection.destroy());
        this.leave();
      });
    }
    // The protocol has no pings; those of TCP notice a caller whose machine is gone.
    if (keepaliveTime > 0 && connection instanceof Socket) connection.setKeepAlive(true, keepaliveTime);
  }

  /** Counts a request. @returns how many are in progress with it: they may follow each other without waiting */
  begin(request: IncomingMessage, response: ServerResponse): number {
    const place = this.#responses.add(response);
    response.on('close', () => {
      this.#responses.delete(place);
      if (this.#isLeaving && this.#responses.size === 0) this.#connection.end();
      // The rest of a request is of no use after its answer, and the next one comes behind it.
      else if (!request.complete) this.#timers.start('rest', LEAVING_MS, () => request.complete || this.destroy());
    });
    return this.#responses.size;
  }

  /** Closes the connection once its requests are answered. */
  leave(): void {
    this.#isLeaving = true;
    if (this.#responses.size === 0) this.#connection.end();
  }

  destroy(): void {
    this.#connection.destroy();
  }
}
