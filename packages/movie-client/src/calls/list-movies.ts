import { v1 } from 'movie-proto';
import { type CallOptions, callSettings } from '../call-options.js';
import type { Movie, MovieQuery } from '../movie.js';
import { toFilter, toOrder } from '../movie-messages.js';
import type { Servers } from '../transport/servers.js';
import { checked } from './contract.js';

/** Which part of a list to fetch. */
export interface PageOptions extends CallOptions {
  /** The most movies on a page, up to 1,000. Default: 1,000 for `list`, 50 for `listPage`. */
  readonly pageSize?: number | undefined;
  /** The `nextPageToken` of the previous page. Default: the first page. */
  readonly pageToken?: string | undefined;
}

/** One page of a list. */
export interface MoviePage {
  readonly movies: readonly Movie[];
  /** The `pageToken` of the next page; undefined on the last. */
  readonly nextPageToken: string | undefined;
  /** How many movies there are on all pages. */
  readonly totalSize: number;
}

/** The server's limit. */
const MAX_PAGE_SIZE = 1_000;

const REPEATED_TOKEN = 'the list has no end, because the next_page_token is that of an earlier page.';

/**
 * One page of the movies that match a query.
 *
 * @param earlierTokens those of the pages before
 */
export async function listPage(
  servers: Servers,
  query: MovieQuery,
  options: PageOptions,
  timeoutMs: number,
  earlierTokens: ReadonlySet<string> = new Set(),
): Promise<MoviePage> {
  const method = checked(v1.MovieServiceService.listMovies, ({ nextPageToken: next }) =>
    next !== '' && (next === options.pageToken || earlierTokens.has(next)) ? REPEATED_TOKEN : undefined,
  );
  const { pageSize = 0, pageToken = '' } = options;
  const { movies, nextPageToken, totalSize } = await servers.unary(
    method,
    { pageSize, pageToken, filter: toFilter(query), order: toOrder(query) },
    callSettings(options, timeoutMs),
  );
  return { movies, nextPageToken: nextPageToken || undefined, totalSize };
}

/** All movies that match a query. The next page is fetched while the caller reads this one. */
export async function* listMovies(
  servers: Servers,
  query: MovieQuery,
  options: PageOptions,
  timeoutMs: number,
): AsyncGenerator<Movie, void, undefined> {
  const leaving = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, leaving.signal]) : leaving.signal;
  const tokens = new Set<string>();
  const fetchPage = (pageToken?: string) => {
    if (pageToken !== undefined) tokens.add(pageToken);
    const token = pageToken === undefined ? {} : { pageToken };
    const page = listPage(servers, query, { pageSize: MAX_PAGE_SIZE, ...options, ...token, signal }, timeoutMs, tokens);
    // It may fail before the loop below awaits it, which then throws.
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
    leaving.abort();
  }
}
