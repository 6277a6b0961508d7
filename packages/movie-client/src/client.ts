import { credentials } from '@grpc/grpc-js';
import { type MovieData, MovieService } from 'movie-proto';
import { Connection } from './connection.js';

/** How to reach a movie server. */
export interface MovieClientOptions {
  /** `HOST:PORT`, or any target that gRPC knows: `dns:///movies.example:3001`. */
  readonly address: string;
  /** How long a call may take, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number;
}

/** Calls a movie server. */
export interface MovieClient {
  /**
   * The movie with this id.
   *
   * @throws MovieError, NOT_FOUND if there is none
   */
  getMovieById(id: string): Promise<MovieData>;

  /**
   * Every movie, in the database's order, as the server sends them. Leaving the loop early cancels the call.
   *
   * @throws MovieError while iterating
   */
  getListMovies(): AsyncIterable<MovieData>;

  /** Closes the connection. */
  close(): void;
}

/** How long a call may take, in milliseconds, unless the options say otherwise. */
export const DEFAULT_TIMEOUT_MS = 10_000;

/** A client of the server at an address. It connects with its first call. */
export function createMovieClient({ address, timeoutMs = DEFAULT_TIMEOUT_MS }: MovieClientOptions): MovieClient {
  const connection = new Connection(address, credentials.createInsecure());
  const inTime = () => ({ deadline: Date.now() + timeoutMs });
  return {
    getMovieById: (id) => connection.unary(MovieService.getMovieById, { id }, inTime()),
    getListMovies: () => connection.serverStream(MovieService.getListMovies, {}, inTime),
    close: () => connection.close(),
  };
}
