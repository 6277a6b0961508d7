import type { Movie } from '../catalog/movie.js';
import { movieViolations } from '../catalog/movie-rules.js';
import { findJsonFault, lineAndColumn } from './json-fault.js';

/** The most faults that are told one by one. */
const MAX_FAULTS = 5;
const NO_GENRES: readonly string[] = Object.freeze([]);

/** A text is not a database of movies; the message says what is wrong and where, as sentences without a full stop. */
export class MoviesJsonError extends Error {
  override readonly name = 'MoviesJsonError';
}

/**
 * The movies in the text of a database, `{"movies": [...]}`, by their ids and in the text's order. A byte order mark
 * before it is skipped. What a movie doesn't say is empty or 0; what it says beyond a `Movie` is passed over.
 *
 * @throws MoviesJsonError naming the line and column, or the index and field, of the first few faults
 */
export function parseMovies(text: string): Map<string, Movie> {
  const reader = new MovieReader(moviesIn(parseJson(text)));
  const movies = reader.read();
  if (reader.faultCount > 0) throw new MoviesJsonError(reader.faultListing);
  return movies;
}

function parseJson(text: string): unknown {
  const json = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (json.trim() === '') throw new MoviesJsonError('it is empty, where {"movies": []} is the least it must hold');
  try {
    return JSON.parse(json);
  } catch (cause) {
    const fault = findJsonFault(json) ?? { index: 0, description: 'can not be read' };
    throw new MoviesJsonError(`it is not JSON: line ${place(json, fault.index)} ${fault.description}`, { cause });
  }
}

function place(json: string, index: number): string {
  return lineAndColumn(json, index).replace(':', ' column ');
}

function moviesIn(root: unknown): readonly unknown[] {
  if (!isObject(root)) throw new MoviesJsonError(`it must be an object, {"movies": [...]}, and is ${kindOf(root)}`);
  const movies = 'movies' in root ? root.movies : undefined;
  if (isArray(movies)) return movies;
  if (movies !== undefined) throw new MoviesJsonError(`"movies" must be a list, and is ${kindOf(movies)}`);
  const keys = Object.keys(root)
    .slice(0, MAX_FAULTS)
    .map((key) => JSON.stringify(key));
  throw new MoviesJsonError(`it has no "movies"; it has ${keys.length === 0 ? 'nothing' : keys.join(', ')}`);
}

/** What JSON.parse makes of a movie: anything may be in any field. */
type RawMovie = { readonly [Field in keyof Movie]?: unknown };

/** Makes movies of what JSON.parse gave, and collects what is wrong with it. */
class MovieReader {
  faultCount = 0;
  readonly #told: string[] = [];
  readonly #raw: readonly unknown[];
  // A director or genre that many movies share is one text in memory.
  readonly #texts = new Map<string, string>();
  #index = 0;

  constructor(raw: readonly unknown[]) {
    this.#raw = raw;
  }

  read(): Map<string, Movie> {
    const movies = new Map<string, Movie>();
    for (const raw of this.#raw) {
      const movie = isObject(raw) ? this.#movie(raw) : this.#fault('', `must be an object, and is ${kindOf(raw)}`);
      if (movie !== undefined && movies.has(movie.id)) this.#repeatFault(movie.id);
      else if (movie !== undefined) movies.set(movie.id, movie);
      this.#index++;
    }
    return movies;
  }

  get faultListing(): string {
    const told = this.#told.join('; ');
    return this.faultCount > MAX_FAULTS ? `${told}; and ${this.faultCount - MAX_FAULTS} more faults` : told;
  }

  #movie(raw: RawMovie): Movie | undefined {
    const faultsBefore = this.faultCount;
    const movie = {
      id: this.#text(raw, 'id'),
      title: this.#text(raw, 'title'),
      rating: this.#number(raw, 'rating'),
      director: this.#shared(this.#text(raw, 'director')),
      releaseYear: this.#number(raw, 'releaseYear'),
      genres: this.#genres(raw.genres),
    };
    // A value of the wrong type is told already, and what stands for it would break a rule.
    if (this.faultCount > faultsBefore) return undefined;
    const violations = movieViolations(movie);
    for (const { field, description } of violations) {
      this.#fault(`.${field === 'release_year' ? 'releaseYear' : field}`, description);
    }
    return violations.length > 0 ? undefined : movie;
  }

  #text(raw: RawMovie, key: keyof Movie): string {
    const value = raw[key];
    if (typeof value === 'string') return value;
    if (value !== undefined) this.#fault(`.${key}`, `must be a string, and is ${kindOf(value)}`);
    return '';
  }

  #number(raw: RawMovie, key: keyof Movie): number {
    const value = raw[key];
    if (typeof value === 'number') return value;
    if (value !== undefined) this.#fault(`.${key}`, `must be a number, and is ${kindOf(value)}`);
    return 0;
  }

  #genres(value: unknown): readonly string[] {
    if (value === undefined) return NO_GENRES;
    if (!isArray(value)) {
      this.#fault('.genres', `must be a list, and is ${kindOf(value)}`);
      return NO_GENRES;
    }
    const genres = value.map((genre, index) => {
      if (typeof genre === 'string') return this.#shared(genre);
      this.#fault(`.genres[${index}]`, `must be a string, and is ${kindOf(genre)}`);
      return '';
    });
    return genres.length === 0 ? NO_GENRES : genres;
  }

  #shared(text: string): string {
    const known = this.#texts.get(text);
    if (known === undefined) this.#texts.set(text, text);
    return known ?? text;
  }

  #repeatFault(id: string): void {
    // The search is long, and there may be as many repeats as movies.
    const isTold = this.faultCount < MAX_FAULTS;
    const first = !isTold ? '' : this.#raw.findIndex((raw) => isObject(raw) && 'id' in raw && raw.id === id);
    this.#fault('.id', `is ${JSON.stringify(id)}, and so is movies[${first}].id`);
  }

  #fault(field: string, description: string): undefined {
    this.faultCount++;
    if (this.faultCount <= MAX_FAULTS) this.#told.push(`movies[${this.#index}]${field} ${description}`);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Array.isArray makes `any[]` of an unknown value.
function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
