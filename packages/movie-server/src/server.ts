import type { Logger } from 'pino';
import type { MovieCatalog } from './catalog/catalog.js';
import { listen } from './rpc/connections.js';
import { createRpcServer } from './rpc/rpc-server.js';
import { movieService } from './services/movie.js';

/** What a movie server needs. */
export interface MovieServerOptions {
  readonly catalog: MovieCatalog;
  /** A name or an address. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly log: Logger;
}

/** A server that is listening. */
export interface MovieServer {
  readonly port: number;
  /**
   * Takes no more calls, lets those under way finish, and closes.
   *
   * @param graceMs how long those may take, in milliseconds; then they are cut off
   */
  close(graceMs: number): Promise<void>;
}

/**
 * Starts a movie server.
 *
 * @throws Error with the system's `code` if it can't listen there: EADDRINUSE, EACCES, ENOTFOUND
 */
export async function createMovieServer({ catalog, host, port, log }: MovieServerOptions): Promise<MovieServer> {
  const rpc = createRpcServer({ services: [movieService(catalog)], log, maxUnaryMs: 60_000 });
  const listener = await listen({ host, port, handshakeMs: 5_000, maxConnections: 1_000 }, rpc.serve);
  return {
    port: listener.port,
    async close(graceMs) {
      listener.close();
      await rpc.close(graceMs);
    },
  };
}
