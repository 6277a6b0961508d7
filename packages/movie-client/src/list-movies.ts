import { v1 } from 'movie-proto';
import { type CallOptions, callSettings } from './call-options.js';
import { type Movie, type MovieQuery, toFilter, toOrder } from './movie-input.js';
import type { Servers } from './servers.js';

/** Which part of a list to fetch. */
export interface PageOptions extends CallOptions {
  /** The most movies on a page, up to 1,000. Default: 1,000 for `list`, 50 for `listPage`. */
  readonly pageSize?: number;
  /** The `nextPageToken` of the page before. Default: the first page. */
  readonly pageToken?: string;
}

/** One page of a list. */
export interface MoviePage {
  readonly movies: readonly Movie[];
  /** For the page after this one; undefined on the last. */
  readonly nextPageToken: string | undefined;
  /** How many movies there are on all pages. */
  readonly totalSize: number;
}

/** The most that the server puts on a page. */
const MAX_PAGE_SIZE = 1_000;

/** One page of the movies that a query asks for. */
export async function listPage(
  servers: Servers,
  query: MovieQuery,
  options: PageOptions,
  timeoutMs: number,
): Promise<MoviePage> {
  const { pageSize = 0, pageToken = '' } = options;
  const { movies, nextPageToken, totalSize } = await servers.read(
    v1.MovieServiceService.listMovies,
    { pageSize, pageToken, filter: toFilter(query), order: toOrder(query) },
    callSettings(options, timeoutMs),
  );
  return { movies, nextPageToken: nextPageToken || undefined, totalSize };
}

/** Every movie that a query asks for. The next page is fetched while this one is being read. */
export async function* listMovies(
  servers: Servers,
  query: MovieQuery,
  options: PageOptions,
  timeoutMs: number,
): AsyncGenerator<Movie, void, undefined> {
  const leave = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, leave.signal]) : leave.signal;
  const fetchPage = (pageToken?: string) => {
    const token = pageToken === undefined ? {} : { pageToken };
    const page = listPage(servers, query, { pageSize: MAX_PAGE_SIZE, ...options, ...token, signal }, timeoutMs);
    // It may fail before the loop below awaits it; the loop throws it then.
    page.catch(() => {});
    return page;
  };
  try {
    let next: Promise<MoviePage> | undefined = fetchPage();
    while (next) {
      const { movies, nextPageToken }: MoviePage = await next;
      next = nextPageToken === undefined ? undefined : fetchPage(nextPageToken);
      yield* movies;
    }
  } finally {
    leave.abort();
  }
}
