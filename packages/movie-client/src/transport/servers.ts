import type { MethodDefinition } from '@grpc/grpc-js';
import type { CallSettings } from '../call-options.js';
import { MovieError } from '../movie-error.js';
import type { Connection } from './connection.js';
import { isRead } from './retry-policy.js';

/**
 * How long a write waits for a server to connect before it tries the next one, in milliseconds. It is longer than
 * grpc-js's pause between two attempts, so that a server that has just restarted is found.
 */
const CONNECT_MS = 1_500;

/**
 * One server or several, which get the calls round robin.
 *
 * grpc-js balances between the addresses of one name, but has no public way to do so for servers of different names.
 */
export class Servers {
  readonly #connections: readonly Connection[];
  #nextIndex = 0;

  /** @param connections at least one */
  constructor(connections: readonly Connection[]) {
    this.#connections = connections;
  }

  /** How many there are. */
  get count(): number {
    return this.#connections.length;
  }

  /**
   * A call with one response. A read goes to the next server if one can't be reached; a write only if the server refuses
   * it because it is shutting down.
   */
  unary<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    settings: CallSettings,
  ): Promise<Response> {
    return isRead(method) ? this.#read(method, request, settings) : this.#write(method, request, settings);
  }

  /** A read with many responses. It goes to the next server if one can't be reached before the first response. */
  async *readStream<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    settings: CallSettings,
  ): AsyncGenerator<Response, void, undefined> {
    let failure: unknown;
    for (const connection of this.#candidates()) {
      let hasResponse = false;
      try {
        for await (const response of connection.serverStream(method, request, settings)) {
          hasResponse = true;
          yield response;
        }
        return;
      } catch (error) {
        if (hasResponse || !isUnavailable(error)) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  /** The server for a call that must not be made twice: the next one that connects. */
  async pick(): Promise<Connection> {
    const candidates = this.#candidates();
    const [first] = candidates;
    if (!first) throw new Error('A client has at least one server.');
    if (candidates.length === 1 && !first.isFailing) return first;
    for (const connection of candidates) {
      if (await connection.connects(CONNECT_MS)) return connection;
    }
    return first;
  }

  /** Takes no more calls; calls that have started continue. */
  close(): void {
    for (const connection of this.#connections) connection.close();
  }

  async #read<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    settings: CallSettings,
  ): Promise<Response> {
    let failure: unknown;
    for (const connection of this.#candidates()) {
      try {
        return await connection.unary(method, request, settings);
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  async #write<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    settings: CallSettings,
  ): Promise<Response> {
    const connection = await this.pick();
    try {
      return await connection.unary(method, request, settings);
    } catch (error) {
      const next = this.#candidates().find((candidate) => candidate !== connection);
      // The only failure that proves that nothing was written.
      if (!next || !(error instanceof MovieError) || error.reason !== 'SHUTTING_DOWN') throw error;
      return await next.unary(method, request, settings);
    }
  }

  /** Every server, round robin; those whose last attempt to connect failed come last. */
  #candidates(): Connection[] {
    const start = this.#nextIndex++ % this.#connections.length;
    const ordered = [...this.#connections.slice(start), ...this.#connections.slice(0, start)];
    return [...ordered.filter(({ isFailing }) => !isFailing), ...ordered.filter(({ isFailing }) => isFailing)];
  }
}

/**
 * Whether a read that failed like this may go to another server. A server that is forced to shut down answers CANCELLED;
 * a call that its own caller cancels throws the signal's reason instead.
 */
export function isUnavailable(error: unknown): boolean {
  return error instanceof MovieError && (error.code === 'UNAVAILABLE' || error.code === 'CANCELLED');
}
