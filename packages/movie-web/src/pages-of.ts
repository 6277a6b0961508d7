import { type CatalogQuery, filterOf, isEmptyRange, isSearch, listRequest } from './catalog-query.js';
import { listMovies, type MoviePage, searchMovies } from './movie-calls.js';

/** Fetches one page of what is shown. An empty token means the first. */
export type FetchPage = (pageToken: string, pageSize: number, signal: AbortSignal) => Promise<MoviePage>;

const NOTHING: MoviePage = { movies: [], nextPageToken: '', totalSize: 0, droppedWords: [] };

/** Fetches pages of what a query asks for. */
export function pagesOf(query: CatalogQuery): FetchPage {
  const { minRating, maxRating, minYear, maxYear } = query;
  // The server refuses these; a person is between two changes of a range.
  if (isEmptyRange(minRating, maxRating) || isEmptyRange(minYear, maxYear)) return async () => NOTHING;
  if (!isSearch(query)) return (token, size, signal) => listMovies(listRequest(query, token, size), signal);
  return (_token, _size, signal) => searchMovies(query.words, filterOf(query), signal);
}
