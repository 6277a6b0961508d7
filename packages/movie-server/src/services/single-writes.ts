import { type Decision, etagOf, type GetMovie, type Movie, sameMovie } from 'movie-catalog';
import type { v1 } from 'movie-proto';
import { etagMismatch, movieAlreadyExists, movieNotFound } from './movie-errors.js';
import { toMessage } from './movie-messages.js';
import type { UpdateRequest } from './update-request.js';

/** What a write of one movie answers. */
interface WrittenMovie {
  /** The movie as it is stored. */
  readonly movie: v1.Movie;
}

/** @throws RpcError if its id is in use */
export function decideCreate(movie: Movie, get: GetMovie): Decision<WrittenMovie> {
  if (get(movie.id)) throw movieAlreadyExists(movie.id);
  return { changes: [{ id: movie.id, after: movie }], result: { movie: toMessage(movie) } };
}

/** @throws RpcError if the movie doesn't exist, or isn't what the caller has read, or would break a rule */
export function decideUpdate(update: UpdateRequest, get: GetMovie): Decision<WrittenMovie> {
  const { id, etag, allowMissing } = update;
  const current = get(id);
  if (!current && !allowMissing) throw movieNotFound(id);
  checkEtag(id, etag, current);
  const after = update.apply(current);
  return { changes: sameMovie(current, after) ? [] : [{ id, after }], result: { movie: toMessage(after) } };
}

/** @throws RpcError if the movie doesn't exist, or isn't what the caller has read */
export function decideDelete({ id, etag, allowMissing }: v1.DeleteMovieRequest, get: GetMovie): Decision<object> {
  const current = get(id);
  if (!current && !allowMissing) throw movieNotFound(id);
  if (!current) return { changes: [], result: {} };
  checkEtag(id, etag, current);
  return { changes: [{ id, after: undefined }], result: {} };
}

/** AIP-154: an etag that was given must be that of the movie as it is. */
function checkEtag(id: string, etag: string, movie: Movie | undefined): void {
  if (etag !== '' && (!movie || etagOf(movie) !== etag)) throw etagMismatch(id);
}
