import { createHash } from 'node:crypto';
import { v1 } from 'movie-proto';
import type { Movie } from '../catalog/movie.js';
import type { MovieFilter } from '../catalog/movie-filter.js';
import type { ListQuery } from '../catalog/movie-lists.js';
import type { Cursor, MovieOrder, OrderKey } from '../catalog/movie-order.js';
import { idProblem, MAX_BYTES, MAX_GENRES, movieViolations, textProblem } from '../catalog/movie-rules.js';
import type { FieldViolation } from '../rpc/rpc-error.js';
import { invalidRequest } from './movie-errors.js';
import { fromOptionalMessage } from './movie-messages.js';
import { makeToken, readToken } from './opaque-token.js';

/** The sizes of pages and results that callers may leave to the server, and the largest they get. */
export const SIZES = { page: { default: 50, max: 1_000 }, results: { default: 10, max: 100 } } as const;

const MAX_QUERY_BYTES = 256;

/** Collects all that is wrong with one request. */
class Violations {
  readonly #found: FieldViolation[] = [];

  add(field: string, description: string | undefined): void {
    if (description !== undefined) this.#found.push({ field, description });
  }

  addMovie(movie: Movie): void {
    for (const { field, description } of movieViolations(movie)) this.add(`movie.${field}`, description);
  }

  throwIfAny(): void {
    if (this.#found.length > 0) throw invalidRequest(this.#found);
  }
}

/** @throws RpcError if the id can't be a movie's */
export function checkId(id: string): void {
  const violations = new Violations();
  violations.add('id', idProblem(id));
  violations.throwIfAny();
}

/** What ListMovies asks of the catalog, and what its page tokens are bound to. */
export interface ListRequest {
  readonly query: ListQuery;
  /** Makes the token for the page after this one. */
  nextPageToken(next: Cursor): string;
}

/** @throws RpcError with all that is wrong */
export function readListRequest(request: v1.ListMoviesRequest): ListRequest {
  const violations = new Violations();
  const filter = readFilter(request.filter, violations);
  const order = readOrder(request.order, violations);
  const pageSize = readSize('page_size', request.pageSize, SIZES.page, violations);
  const fingerprint = fingerprintOf(request);
  const after = readPageToken(request.pageToken, fingerprint, order, violations);
  violations.throwIfAny();
  const query = after ? { filter, order, pageSize, after } : { filter, order, pageSize };
  return { query, nextPageToken: ({ value, id }) => makeToken([fingerprint, value, id]) };
}

/** @throws RpcError with all that is wrong */
export function readSearchRequest({ query, limit }: v1.SearchMoviesRequest): { words: string; limit: number } {
  const violations = new Violations();
  violations.add('query', query.trim() === '' ? 'is required' : textProblem(query, MAX_QUERY_BYTES));
  const results = readSize('limit', limit, SIZES.results, violations);
  violations.throwIfAny();
  return { words: query, limit: results };
}

/**
 * The movie to create.
 *
 * @param newId for a movie that comes without an id
 * @throws RpcError with all that is wrong
 */
export function readCreateRequest(request: v1.CreateMovieRequest, newId: () => string): Movie {
  const violations = new Violations();
  if (!request.movie) violations.add('movie', 'is required');
  violations.throwIfAny();
  const given = fromOptionalMessage(request.movie);
  const movie = given.id === '' ? { ...given, id: newId() } : given;
  violations.addMovie(movie);
  violations.throwIfAny();
  return movie;
}

/** What UpdateMovie is to do. */
export interface UpdateRequest {
  readonly id: string;
  /** Empty if it is not to be checked. */
  readonly etag: string;
  readonly allowMissing: boolean;
  /**
   * The movie from now on.
   *
   * @param current the movie as it is; undefined if it is to be created, with every field that was sent
   * @throws RpcError with all that would be wrong with it
   */
  apply(current: Movie | undefined): Movie;
}

const CHANGEABLE: Readonly<Record<string, keyof Movie>> = {
  title: 'title',
  rating: 'rating',
  director: 'director',
  release_year: 'releaseYear',
  genres: 'genres',
};

/** @throws RpcError with all that is wrong */
export function readUpdateRequest({ movie, updateMask, allowMissing }: v1.UpdateMovieRequest): UpdateRequest {
  const violations = new Violations();
  if (!movie) violations.add('movie', 'is required');
  else violations.add('movie.id', idProblem(movie.id));
  const given = fromOptionalMessage(movie);
  const fields = updateMask ? readMask(updateMask, violations) : populatedFields(given);
  violations.throwIfAny();
  const apply = (current: Movie | undefined) => {
    const picked = Object.fromEntries(fields.map((field) => [field, given[field]]));
    const next = current ? { ...current, ...picked } : given;
    const broken = new Violations();
    broken.addMovie(next);
    broken.throwIfAny();
    return next;
  };
  return { id: given.id, etag: movie?.etag ?? '', allowMissing, apply };
}

function readMask(mask: readonly string[], violations: Violations): readonly (keyof Movie)[] {
  if (mask.length === 0) violations.add('update_mask', 'names no field; name some, or leave it out');
  if (mask.length === 1 && mask[0] === '*') return Object.values(CHANGEABLE);
  return mask.flatMap((path, index) => {
    const field = Object.hasOwn(CHANGEABLE, path) ? CHANGEABLE[path] : undefined;
    if (field !== undefined) return [field];
    const names = Object.keys(CHANGEABLE).join(', ');
    violations.add(
      `update_mask.paths[${index}]`,
      `must be one of ${names}, or * alone, and is ${JSON.stringify(path)}`,
    );
    return [];
  });
}

/** AIP-134: without a mask, the fields that are not empty are meant. */
function populatedFields(movie: Movie): readonly (keyof Movie)[] {
  return Object.values(CHANGEABLE).filter((field) => {
    const value = movie[field];
    return typeof value === 'object' ? value.length > 0 : Boolean(value);
  });
}

function readFilter(filter: v1.MovieFilter | undefined, violations: Violations): MovieFilter {
  if (!filter) return {};
  const { titleContains, director, genres, minRating, maxRating, minReleaseYear, maxReleaseYear } = filter;
  violations.add('filter.title_contains', textProblem(titleContains, MAX_BYTES.title));
  violations.add('filter.director', textProblem(director, MAX_BYTES.director));
  if (genres.length > MAX_GENRES) violations.add('filter.genres', `must be at most ${MAX_GENRES}`);
  else
    for (const [index, genre] of genres.entries()) {
      violations.add(`filter.genres[${index}]`, textProblem(genre, MAX_BYTES.genre));
    }
  violations.add('filter.min_rating', rangeProblem(minRating, maxRating, 'max_rating'));
  if (Number.isNaN(maxRating)) violations.add('filter.max_rating', 'must be a number');
  violations.add('filter.min_release_year', rangeProblem(minReleaseYear, maxReleaseYear, 'max_release_year'));
  return { titleContains, director, genres, minRating, maxRating, minReleaseYear, maxReleaseYear };
}

function rangeProblem(min: number | undefined, max: number | undefined, maxName: string): string | undefined {
  if (Number.isNaN(min)) return 'must be a number';
  return min !== undefined && max !== undefined && min > max ? `must not be above ${maxName}` : undefined;
}

const ORDER_KEYS: Readonly<Record<number, OrderKey | undefined>> = {
  [v1.MovieOrderField.MOVIE_ORDER_FIELD_UNSPECIFIED]: 'id',
  [v1.MovieOrderField.MOVIE_ORDER_FIELD_ID]: 'id',
  [v1.MovieOrderField.MOVIE_ORDER_FIELD_TITLE]: 'title',
  [v1.MovieOrderField.MOVIE_ORDER_FIELD_RATING]: 'rating',
  [v1.MovieOrderField.MOVIE_ORDER_FIELD_RELEASE_YEAR]: 'releaseYear',
};

function readOrder(order: v1.MovieOrder | undefined, violations: Violations): MovieOrder {
  const by = ORDER_KEYS[order?.field ?? 0];
  if (by === undefined) violations.add('order.field', `must be a value of MovieOrderField, and is ${order?.field}`);
  return { by: by ?? 'id', descending: order?.descending ?? false };
}

function readSize(
  field: string,
  given: number,
  size: { default: number; max: number },
  violations: Violations,
): number {
  if (given < 0) violations.add(field, `must be 0 or more, and is ${given}`);
  return given === 0 ? size.default : Math.min(given, size.max);
}

/** Tells whether a page token is used with the arguments that it was made for. */
function fingerprintOf({ filter, order }: v1.ListMoviesRequest): string {
  const bytes = v1.ListMoviesRequest.encode(v1.ListMoviesRequest.create({ filter, order })).finish();
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 16);
}

function readPageToken(
  token: string,
  fingerprint: string,
  order: MovieOrder,
  violations: Violations,
): Cursor | undefined {
  if (token === '') return undefined;
  const [madeFor, value, id] = readToken(token) ?? [];
  const isText = order.by === 'id' || order.by === 'title';
  if (madeFor === undefined || typeof id !== 'string') {
    violations.add('page_token', 'must be the next_page_token of a page before, as it was');
  } else if (madeFor !== fingerprint || typeof value !== (isText ? 'string' : 'number')) {
    violations.add('page_token', 'must be used with the same filter and order as the page it came with');
  } else if (value !== undefined) {
    return { value, id };
  }
  return undefined;
}
