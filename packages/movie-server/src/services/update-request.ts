import type { Movie } from 'movie-catalog';
import type { v1 } from 'movie-proto';
import { FieldViolations } from './field-violations.js';
import { fromMessage } from './movie-messages.js';
import { UpdateMask } from './update-mask.js';

/** What UpdateMovie asks for. */
export interface UpdateRequest {
  readonly id: string;
  /** The etag that the movie must have; empty for any. */
  readonly etag: string;
  readonly allowMissing: boolean;
  /**
   * The movie after the update.
   *
   * @param current the movie as it is; undefined creates it with every field that was sent
   * @throws RpcError with every violation of the result
   */
  apply(current: Movie | undefined): Movie;
}

/** @throws RpcError with every violation */
export function readUpdateRequest({ movie, updateMask, allowMissing }: v1.UpdateMovieRequest): UpdateRequest {
  const violations = new FieldViolations();
  const given = fromMessage(movie);
  if (updateMask?.length === 0) violations.add('update_mask', 'names no field; name some, or leave it out');
  const mask = updateMask ? UpdateMask.read(updateMask, violations) : UpdateMask.ofPopulated(given);
  if (movie) violations.addMovie(mask.sample(given), mask.fieldsAndId);
  else violations.add('movie', 'is required');
  violations.throwIfAny();
  const apply = (current: Movie | undefined) => {
    const next = current ? mask.apply(current, given) : given;
    const broken = new FieldViolations();
    broken.addMovie(next);
    broken.throwIfAny();
    return next;
  };
  return { id: given.id, etag: movie?.etag ?? '', allowMissing, apply };
}
