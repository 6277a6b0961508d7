import type { MethodDefinition } from '@grpc/grpc-js';
import type { CallSettings } from './call-options.js';
import type { Connection } from './connection.js';
import { MovieError } from './movie-error.js';

/**
 * How long a write waits for a server to take a connection before it turns to the next, in milliseconds: longer than
 * grpc-js waits between two attempts, so that a server that was just started again is found.
 */
const CONNECT_MS = 1_500;

/**
 * One server or several, which share the calls in turn.
 *
 * grpc-js balances by itself between the addresses of one name; for servers of different names it has no public way.
 */
export class Servers {
  readonly #connections: readonly Connection[];
  #turn = 0;

  constructor(connections: readonly Connection[]) {
    this.#connections = connections;
  }

  /** How many there are. */
  get count(): number {
    return this.#connections.length;
  }

  /** A read with one response. A server that can't be reached is replaced by the next. */
  async read<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    settings: CallSettings,
  ): Promise<Response> {
    const candidates = this.#candidates();
    for (const [index, connection] of candidates.entries()) {
      try {
        return await connection.unary(method, request, settings);
      } catch (error) {
        if (!isUnavailable(error) || index === candidates.length - 1) throw error;
      }
    }
    throw new Error('There is always at least one candidate.');
  }

  /** A read with many responses. Until the first of them, a server that can't be reached is replaced by the next. */
  async *readStream<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    settings: CallSettings,
  ): AsyncGenerator<Response, void, undefined> {
    const candidates = this.#candidates();
    for (const [index, connection] of candidates.entries()) {
      let begun = false;
      try {
        for await (const response of connection.serverStream(method, request, settings)) {
          begun = true;
          yield response;
        }
        return;
      } catch (error) {
        if (begun || !isUnavailable(error) || index === candidates.length - 1) throw error;
      }
    }
  }

  /** A write with one response. A server that refuses it because it is shutting down is replaced by the next. */
  async write<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    settings: CallSettings,
  ): Promise<Response> {
    const connection = await this.pick();
    try {
      return await connection.unary(method, request, settings);
    } catch (error) {
      const next = this.#candidates().find((candidate) => candidate !== connection);
      // The only failure of which it is certain that nothing was written.
      if (!next || !(error instanceof MovieError) || error.reason !== 'SHUTTING_DOWN') throw error;
      return await next.unary(method, request, settings);
    }
  }

  /** The server for a call that must not be made twice: the next that takes a connection. */
  async pick(): Promise<Connection> {
    const candidates = this.#candidates();
    const [first] = candidates;
    if (!first) throw new Error('There is always at least one candidate.');
    if (candidates.length === 1 && !first.isFailing) return first;
    for (const connection of candidates) {
      if (await connection.connects(CONNECT_MS)) return connection;
    }
    return first;
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }

  /** Every server, beginning with the one whose turn it is; those that failed last are left for the end. */
  #candidates(): Connection[] {
    const turn = this.#turn++ % this.#connections.length;
    const inTurn = [...this.#connections.slice(turn), ...this.#connections.slice(0, turn)];
    return [...inTurn.filter(({ isFailing }) => !isFailing), ...inTurn.filter(({ isFailing }) => isFailing)];
  }
}

/**
 * Whether a read that failed so may be made at another server. CANCELLED is what a server says that is being shut down by
 * force; a call that its own caller cancels throws the reason instead.
 */
export function isUnavailable(error: unknown): boolean {
  return error instanceof MovieError && (error.code === 'UNAVAILABLE' || error.code === 'CANCELLED');
}
