import type { Socket } from 'node:net';

/** Who takes connections. */
export interface ConnectionTaker {
  /** Whether it takes one now. */
  readonly isFree: boolean;
  /** How many it has. */
  readonly openConnections: number;
  take(connection: Socket): void;
}

/** How many connections may wait for a worker; as many as Node lets wait for a process that hangs. */
const MAX_WAITING = 511;

/**
 * Hands connections to workers, each to the one that has the fewest: a client of gRPC keeps its connection, so those
 * that a worker has are what it has to do.
 */
export class ConnectionSharing {
  readonly #workers: () => Iterable<ConnectionTaker>;
  readonly #waiting: Socket[] = [];
  #isClosed = false;
  /** When each worker got its last connection, by their number. */
  readonly #lastTurns = new WeakMap<ConnectionTaker, number>();
  #turns = 0;

  /** @param workers as they are now */
  constructor(workers: () => Iterable<ConnectionTaker>) {
    this.#workers = workers;
  }

  /** Takes a connection that nothing was read of yet. */
  readonly accept = (connection: Socket): void => {
    // It may be reset while it waits; then its worker finds it closed.
    connection.on('error', () => {});
    this.takeBack(connection);
  };

  /** Takes back a connection whose worker has ended before it read anything of it. */
  readonly takeBack = (connection: Socket): void => {
    if (!this.#isClosed && this.#waiting.length < MAX_WAITING) this.#waiting.push(connection);
    else connection.destroy();
    this.handOver();
  };

  /** Hands over connections that wait. Call it whenever a worker may have become free. */
  readonly handOver = (): void => {
    while (this.#waiting.length > 0) {
      const [worker] = [...this.#workers()].filter(({ isFree }) => isFree).sort(this.#compare);
      const connection = worker && this.#waiting.shift();
      if (!connection) return;
      this.#lastTurns.set(worker, ++this.#turns);
      worker.take(connection);
    }
  };

  /** Of those that have as many, the one that has waited longest comes first. */
  readonly #compare = (one: ConnectionTaker, other: ConnectionTaker): number =>
    one.openConnections - other.openConnections || this.#lastTurn(one) - this.#lastTurn(other);

  #lastTurn(worker: ConnectionTaker): number {
    return this.#lastTurns.get(worker) ?? 0;
  }

  /** Closes the connections that wait or come back. */
  close(): void {
    this.#isClosed = true;
    for (const connection of this.#waiting.splice(0)) connection.destroy();
  }
}
