import type { Movie } from 'movie-catalog';
import type { v1 } from 'movie-proto';
import { FieldViolations, wireNameOf } from './field-violations.js';
import { quoted } from './movie-errors.js';
import { fromMessage } from './movie-messages.js';

/** What an update may change. */
const CHANGEABLE = ['title', 'rating', 'director', 'releaseYear', 'genres'] as const satisfies readonly (keyof Movie)[];
type Changeable = (typeof CHANGEABLE)[number];

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
  const fields = updateMask ? readMask(updateMask, violations) : populatedFields(given);
  if (movie) violations.addMovie(given, ['id', ...fields]);
  else violations.add('movie', 'is required');
  violations.throwIfAny();
  const apply = (current: Movie | undefined) => {
    const changes = Object.fromEntries(fields.map((field) => [field, given[field]]));
    const next = current ? { ...current, ...changes } : given;
    const broken = new FieldViolations();
    broken.addMovie(next);
    broken.throwIfAny();
    return next;
  };
  return { id: given.id, etag: movie?.etag ?? '', allowMissing, apply };
}

function readMask(mask: readonly string[], violations: FieldViolations): readonly Changeable[] {
  if (mask.length === 0) violations.add('update_mask', 'names no field; name some, or leave it out');
  if (mask.length === 1 && mask[0] === '*') return CHANGEABLE;
  const names = CHANGEABLE.map(wireNameOf).join(', ');
  return mask.flatMap((path, index) => {
    const field = CHANGEABLE.find((name) => wireNameOf(name) === path);
    if (field !== undefined) return [field];
    violations.add(`update_mask.paths[${index}]`, `must be one of ${names}, or * alone, and is ${quoted(path)}`);
    return [];
  });
}

/** AIP-134: without a mask, the fields that are not empty are meant. */
function populatedFields(movie: Movie): readonly Changeable[] {
  return CHANGEABLE.filter((field) => {
    const value = movie[field];
    return typeof value === 'object' ? value.length > 0 : Boolean(value);
  });
}
