import { randomUUID } from 'node:crypto';
import { findSyntaxError, lineAndColumn } from 'movie-files/json-syntax';
import { type Labels, type Movie, NO_GENRES, NO_LABELS, sortedLabels } from '../movie.js';
import { labelField, movieViolations } from '../movie-rules.js';
import { MovieTable } from '../movie-table.js';
import { SharedValues } from '../shared-values.js';

/** How many violations are listed; the others are counted. */
const MAX_LISTED = 5;
/** About how many bytes a piece of a long text has: a few hundred movies. */
const PIECE_LENGTH = 2 ** 16;
/** How often to look further for the end of a movie, which its own parts and texts may look like. */
const MAX_WRONG_CUTS = 8;

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

/**
 * The same from the bytes of a text, piece by piece, so that what JSON.parse makes of it is freed while it is young. Where
 * no movie is followed by `},`, the rest is one piece.
 *
 * @param json UTF-8
 * @returns undefined for a text that is short, has something else before its movies or breaks a rule: `parseMovies` takes
 * it, or tells where it is broken
 */
export function parseMoviesInPieces(json: Buffer): MovieTable | undefined {
  if (json.length < 2 * PIECE_LENGTH) return undefined;
  const reader = new MovieReader();
  try {
    for (const movies of listsIn(json)) reader.read(movies);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof MoviesJsonError) return undefined;
    throw error;
  }
  return reader.violationCount > 0 ? undefined : reader.movies;
}

/** @throws SyntaxError or MoviesJsonError if the text isn't JSON, or where its movies end can't be found */
function* listsIn(json: Buffer): Generator<readonly unknown[]> {
  const text = (start: number, end?: number) => json.toString('utf8', start, end);
  let start = json.indexOf('[') + 1;
  const members = text(json[0] === 0xef ? 3 : 0, start);
  moviesIn(JSON.parse(`${members}]}`));
  let wrongCuts = 0;
  for (let end = start; json.length - start > PIECE_LENGTH; ) {
    end = json.indexOf('},', Math.max(end, start + PIECE_LENGTH)) + 1;
    if (end === 0) break;
    const movies = parseCut(`[${text(start, end)}]`);
    if (movies !== undefined) {
      yield movies;
      start = end + 1;
      wrongCuts = 0;
    } else if (++wrongCuts === MAX_WRONG_CUTS) throw new SyntaxError('no movie ends here');
  }
  // Tells whether this list is the one that counts: of two with one name, the last is.
  const mark = randomUUID();
  const [first, ...movies] = moviesIn(JSON.parse(`{"movies":["${mark}",${text(start)}`));
  if (first !== mark) throw new SyntaxError('"movies" comes twice');
  yield movies;
}

/** Parses a text that may have been cut in the middle of a movie or of a string: then it isn't JSON. */
function parseCut(text: string): readonly unknown[] | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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

function moviesIn(root: unknown): readonly unknown[] {
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
class MovieReader {
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
