import { randomUUID } from 'node:crypto';
import { idProblem, type Movie, type SearchQuery, type SummaryQuery, textProblem } from 'movie-catalog';
import type { v1 } from 'movie-proto';
import { FieldViolations } from './field-violations.js';
import { readFilter } from './filter-request.js';
import { fromMessage } from './movie-messages.js';
import { readSize } from './request-size.js';

const MAX_QUERY_BYTES = 256;

/** @throws RpcError if no movie can have this id */
export function checkId(id: string): void {
  const violations = new FieldViolations();
  violations.add('id', idProblem(id));
  violations.throwIfAny();
}

/** What SearchMovies asks of the catalog. */
export interface SearchRequest {
  readonly words: string;
  readonly query: SearchQuery;
}

/** @throws RpcError with every violation */
export function readSearchRequest({ query, limit: given, filter }: v1.SearchMoviesRequest): SearchRequest {
  const violations = new FieldViolations();
  violations.add('query', query.trim() === '' ? 'is required' : textProblem(query, MAX_QUERY_BYTES));
  const limit = readSize('limit', given, { default: 10, max: 100 }, violations);
  const read = { limit, filter: readFilter(filter, violations) };
  violations.throwIfAny();
  return { words: query, query: read };
}

/**
 * What SummarizeMovies asks of the catalog.
 *
 * @throws RpcError with every violation
 */
export function readSummarizeRequest({ filter, limit: given }: v1.SummarizeMoviesRequest): SummaryQuery {
  const violations = new FieldViolations();
  const query = {
    filter: readFilter(filter, violations),
    limit: readSize('limit', given, { default: 20, max: 1_000 }, violations),
  };
  violations.throwIfAny();
  return query;
}

/**
 * The movie to create; one that comes without an id gets a UUID.
 *
 * @throws RpcError with every violation
 */
export function readCreateRequest(request: v1.CreateMovieRequest): Movie {
  const violations = new FieldViolations();
  if (!request.movie) violations.add('movie', 'is required');
  const movie = withId(fromMessage(request.movie));
  if (request.movie) violations.addMovie(movie);
  violations.throwIfAny();
  return movie;
}

/** The movie with an id: its own, or else a new UUID. */
export function withId(movie: Movie): Movie {
  return movie.id === '' ? { ...movie, id: randomUUID() } : movie;
}
