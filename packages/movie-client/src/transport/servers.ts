import type { MethodDefinition } from '@grpc/grpc-js';
import type { CallSettings } from '../call-options.js';
import { provesNothingDone } from '../foreign-answer.js';
import { MovieError } from '../movie-error.js';
import type { Connection } from './connection.js';
import { isRead } from './retry-policy.js';

/**
 * How long a call waits for one of several servers to connect, in milliseconds. It is longer than grpc-js's pause between
 * two attempts, so that a server that has just restarted is found.
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

  /** Where they are. */
  get addresses(): readonly string[] {
    return this.#connections.map(({ address }) => address);
  }

  /** How many there are. */
  get count(): number {
    return this.#connections.length;
  }

  /**
   * A call with one response. A read goes to the next server if one can't be reached; a write only if it is certain that
   * the server did nothing.
   */
  async unary<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    settings: CallSettings,
  ): Promise<Response> {
    const mayMove = isRead(method) ? isUnavailable : isUndone;
    return await this.attempt((connection) => connection.unary(method, request, settings), mayMove, settings);
  }

  /**
   * Makes a call at one server after the other.
   *
   * @param mayMove whether the call may go to the next server after this error
   */
  async attempt<Result>(
    call: (connection: Connection) => Promise<Result>,
    mayMove: (error: unknown) => boolean,
    settings: CallSettings,
  ): Promise<Result> {
    let failure: unknown;
    for await (const connection of this.reachable(settings)) {
      try {
        return await call(connection);
      } catch (error) {
        if (!mayMove(error)) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  /** A read with many responses. It goes to the next server if one can't be reached before the first response. */
  async *readStream<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    settings: CallSettings,
  ): AsyncGenerator<Response, void, undefined> {
    let failure: unknown;
    for await (const connection of this.reachable(settings)) {
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

  /** Takes no more calls; calls that have started continue. */
  close(): void {
    for (const connection of this.#connections) connection.close();
  }

  /**
   * The servers that a call may try, in their order. One of several comes when it has connected, and is passed over if
   * that fails or takes too long. Those that were passed over come last, in the order in which they connect after all; if
   * none does, one of them comes, to say what is the matter.
   */
  async *reachable({ deadline, signal }: CallSettings): AsyncGenerator<Connection, void, undefined> {
    const candidates = this.#candidates();
    const others: Connection[] = [];
    for (const [index, connection] of candidates.entries()) {
      const share = (deadline - Date.now()) / (candidates.length - index + 1);
      const isConnected =
        candidates.length === 1
          ? connection.isUsable
          : await unlessAborted(connection.connects(Date.now() + Math.min(CONNECT_MS, share)), signal);
      if (isConnected) yield connection;
      else others.push(connection);
    }
    while (others.length > 0) {
      const wait = Math.min(CONNECT_MS, (deadline - Date.now()) / 2);
      const connected = await unlessAborted(firstToConnect(others, Date.now() + wait), signal);
      const [next] = connected ? others.splice(others.indexOf(connected), 1) : others.splice(0);
      if (next) yield next;
    }
  }

  /** Every server, round robin; those that have no connection and can't make one come last. */
  #candidates(): Connection[] {
    const start = this.#nextIndex++ % this.#connections.length;
    const ordered = [...this.#connections.slice(start), ...this.#connections.slice(0, start)];
    return [...ordered.filter(({ isUsable }) => isUsable), ...ordered.filter(({ isUsable }) => !isUsable)];
  }
}

/** The first of these to connect; undefined if none does by the deadline. */
function firstToConnect(connections: readonly Connection[], deadline: number): Promise<Connection | undefined> {
  const attempts = connections.map(async (connection) => {
    if (await connection.keepsConnecting(deadline)) return connection;
    throw new Error('Too late.');
  });
  return Promise.any(attempts).catch(() => undefined);
}

/** Waits for a promise. If the signal aborts first, throws its reason. */
async function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return await promise;
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Whether a failure proves that the server did nothing. */
export function isUndone(error: unknown): boolean {
  if (!(error instanceof MovieError)) return false;
  return error.reason === 'SHUTTING_DOWN' || provesNothingDone(error.reason, error.metadata);
}

/**
 * Whether a read that failed like this may go to another server. A server that is forced to shut down answers CANCELLED;
 * a call that its own caller cancels throws the signal's reason instead.
 */
export function isUnavailable(error: unknown): boolean {
  if (isUndone(error)) return true;
  return error instanceof MovieError && (error.code === 'UNAVAILABLE' || error.code === 'CANCELLED');
}
