import { findSyntaxError, lineAndColumn } from 'movie-files/json-syntax';
import { type Labels, type Movie, NO_GENRES, NO_LABELS, sortedLabels } from '../movie.js';
import { labelField, movieViolations } from '../movie-rules.js';
import { MovieTable } from '../movie-table.js';
import { SharedValues } from '../shared-values.js';

/** How many violations are listed; the others are counted. */
const MAX_LISTED = 5;

/** A text is not a database of movies; the message says what is wrong and where, as sentences without a full stop. */
export class MoviesJsonError extends Error {
  override readonly name = 'MoviesJsonError';
}

/**
 * The movies in the text of a database, `{"movies": [...]}`, by their ids and in the text's order. A byte order mark
 * before it is skipped. A field that a movie lacks is empty or 0; without a rating, or with null, it isn't rated. A key
 * that isn't a field of a `Movie` is ignored.
 *
 * @throws MoviesJsonError naming the line and column, or the index and field, of the first few violations
 */
export function parseMovies(text: string): MovieTable {
  const reader = new MovieReader();
  reader.read(moviesIn(parseJson(text)));
  if (reader.violationCount > 0) throw new MoviesJsonError(reader.violationList);
  return reader.movies;
}

function parseJson(text: string): unknown {
  const json = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (json.trim() === '') throw new MoviesJsonError('it is empty; the smallest database is {"movies": []}');
  try {
    return JSON.parse(json);
  } catch (cause) {
    const { index, description } = findSyntaxError(json) ?? { index: 0, description: 'can not be read' };
    throw new MoviesJsonError(`it is not JSON: ${lineAndColumn(json, index)} ${description}`, { cause });
  }
}

/**
 * The list of movies in what JSON.parse gave.
 *
 * @throws MoviesJsonError if there is none
 */
export function moviesIn(root: unknown): readonly unknown[] {
  if (!isObject(root)) throw new MoviesJsonError(`it must be an object, {"movies": [...]}, and is ${kindOf(root)}`);
  const movies = 'movies' in root ? root.movies : undefined;
  if (isArray(movies)) return movies;
  if (movies !== undefined) throw new MoviesJsonError(`"movies" must be a list, and is ${kindOf(movies)}`);
  const keys = Object.keys(root)
    .slice(0, MAX_LISTED)
    .map((key) => JSON.stringify(key));
  throw new MoviesJsonError(`it has no "movies"; it has ${keys.length === 0 ? 'nothing' : keys.join(', ')}`);
}

/** What JSON.parse makes of a movie: anything may be in any field. */
type RawMovie = { readonly [Field in keyof Movie]?: unknown };

/** Makes movies from what JSON.parse gave, and collects the rules that they break. */
export class MovieReader {
  readonly movies = new MovieTable();
  violationCount = 0;
  readonly #listed: string[] = [];
  // What many movies share is one text, or one object, in memory.
  readonly #texts = new Map<string, string>();
  readonly #ratings = new Map<number, number>();
  readonly #sharedGenres = new SharedValues<readonly string[]>();
  readonly #sharedLabels = new SharedValues<Labels>();
  #index = 0;

  read(list: readonly unknown[]): void {
    for (const raw of list) {
      const movie = isObject(raw) ? this.#movie(raw) : this.#violation('', `must be an object, and is ${kindOf(raw)}`);
      if (movie !== undefined && !this.movies.add(movie)) this.#repeat(movie.id, list);
      this.#index++;
    }
  }

  get violationList(): string {
    const listed = this.#listed.join('; ');
    return this.violationCount > MAX_LISTED ? `${listed}; and ${this.violationCount - MAX_LISTED} more` : listed;
  }

  #movie(raw: RawMovie): Movie | undefined {
    const countBefore = this.violationCount;
    const movie: Movie = {
      id: this.#text('id', raw.id),
      title: this.#text('title', raw.title),
      rating: raw.rating === undefined || raw.rating === null ? undefined : this.#rating(raw.rating),
      director: this.#shared(this.#text('director', raw.director)),
      releaseYear: this.#number('releaseYear', raw.releaseYear),
      genres: this.#genres(raw.genres),
      labels: this.#labels(raw.labels),
    };
    // A value of the wrong type is reported already, and its replacement would break a rule.
    if (this.violationCount > countBefore) return undefined;
    const violations = movieViolations(movie);
    for (const { field, description } of violations) this.#violation(`.${field}`, description);
    return violations.length > 0 ? undefined : movie;
  }

  #text(key: keyof Movie, value: unknown): string {
    if (typeof value === 'string') return value;
    if (value !== undefined) this.#violation(`.${key}`, `must be a string, and is ${kindOf(value)}`);
    return '';
  }

  #number(key: keyof Movie, value: unknown): number {
    if (typeof value === 'number') return value;
    if (value !== undefined) this.#violation(`.${key}`, `must be a number, and is ${kindOf(value)}`);
    return 0;
  }

  /** A number that isn't whole takes memory of its own, unless it comes from where another movie's came from. */
  #rating(value: unknown): number {
    const rating = this.#number('rating', value);
    // Whole ones take none. -0 is one of them, and a Map doesn't tell it from 0.
    if (Number.isInteger(rating)) return rating;
    const known = this.#ratings.get(rating);
    if (known === undefined) this.#ratings.set(rating, rating);
    return known ?? rating;
  }

  #genres(value: unknown): readonly string[] {
    if (value === undefined) return NO_GENRES;
    if (!isArray(value)) {
      this.#violation('.genres', `must be a list, and is ${kindOf(value)}`);
      return NO_GENRES;
    }
    const genres = value.map((genre, index) => {
      if (typeof genre === 'string') return this.#shared(genre);
      this.#violation(`.genres[${index}]`, `must be a string, and is ${kindOf(genre)}`);
      return '';
    });
    return genres.length === 0 ? NO_GENRES : this.#sharedGenres.of(JSON.stringify(genres), () => genres);
  }

  #labels(value: unknown): Labels {
    if (value === undefined) return NO_LABELS;
    if (!isObject(value)) {
      this.#violation('.labels', `must be an object, and is ${kindOf(value)}`);
      return NO_LABELS;
    }
    const entries = Object.entries(value).map(([key, label]: [string, unknown]): [string, string] => {
      if (typeof label === 'string') return [key, this.#shared(label)];
      this.#violation(`.${labelField(key)}`, `must be a string, and is ${kindOf(label)}`);
      return [key, ''];
    });
    const labels = sortedLabels(Object.fromEntries(entries));
    return labels === NO_LABELS ? labels : this.#sharedLabels.of(JSON.stringify(labels), () => labels);
  }

  #shared(text: string): string {
    const known = this.#texts.get(text);
    if (known === undefined) this.#texts.set(text, text);
    return known ?? text;
  }

  #repeat(id: string, list: readonly unknown[]): void {
    // The search is long, and there may be as many repeats as movies.
    const isListed = this.violationCount < MAX_LISTED;
    const first = !isListed ? '' : list.findIndex((raw) => isObject(raw) && 'id' in raw && raw.id === id);
    this.#violation('.id', `is ${JSON.stringify(id)}, and so is movies[${first}].id`);
  }

  #violation(field: string, description: string): undefined {
    this.violationCount++;
    if (this.violationCount <= MAX_LISTED) this.#listed.push(`movies[${this.#index}]${field} ${description}`);
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
