import type { FieldViolation } from 'grpc-host';
import { type Movie, movieViolations } from 'movie-catalog';
import { invalidRequest } from './movie-errors.js';

/** The path of a field as the contract writes it: `release_year` for `releaseYear`, `labels["My key"]` as it is. */
export function wireNameOf(field: string): string {
  const name = nameIn(field);
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) + field.slice(name.length);
}

/** The field that a path begins with: `genres` of `genres[2]`. */
function nameIn(path: string): string {
  return path.slice(0, path.search(/\[|$/));
}

/**
 * Every rule that a movie breaks, by the names that the contract has for its fields.
 *
 * @param fields those that count; all of them by default
 */
export function violationsOf(movie: Movie, fields?: ReadonlySet<string>): FieldViolation[] {
  return movieViolations(movie)
    .filter(({ field }) => fields?.has(nameIn(field)) ?? true)
    .map(({ field, description }) => ({ field: wireNameOf(field), description }));
}

/** More are counted, but not kept: an error has no room for them. */
const MAX_KEPT = 100;

/** Collects every rule that one request breaks. */
export class FieldViolations {
  readonly #found: FieldViolation[] = [];
  #count = 0;

  /** The first of them. */
  get found(): readonly FieldViolation[] {
    return this.#found;
  }

  /** @param description what is wrong with the field; undefined if nothing is */
  add(field: string, description: string | undefined): void {
    if (description === undefined) return;
    this.#count++;
    if (this.#found.length < MAX_KEPT) this.#found.push({ field, description });
  }

  /**
   * Adds what is wrong with the request's field `movie`.
   *
   * @param fields those that count; all of them by default
   */
  addMovie(movie: Movie, fields?: ReadonlySet<string>): void {
    for (const { field, description } of violationsOf(movie, fields)) this.add(`movie.${field}`, description);
  }

  /** @throws RpcError INVALID_REQUEST with as many of them as an error has room for */
  throwIfAny(): void {
    if (this.#count > 0) throw invalidRequest(this.#found, this.#count);
  }
}
