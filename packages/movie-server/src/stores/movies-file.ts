import { readFile } from 'node:fs/promises';
import type { Movie } from '../catalog/movie.js';
import { movieViolations, type Violation } from '../catalog/movie-rules.js';

/** The database can't be read, or what is in it is not a catalog of movies. Its message is for the operator. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}

/**
 * Reads the movies of a database file: JSON, `{"movies": [{"id": …, "title": …, "rating": …, "director": …}, …]}`.
 *
 * @throws DatabaseError that says what is wrong, where, and what to do
 */
export async function readMoviesFile(path: string): Promise<Movie[]> {
  const text = await readText(path);
  if (text.trim() === '') throw new DatabaseError(`The database ${path} is empty. It must be {"movies": […]}.`);
  return readMovies(parseJson(text, path), path);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') throw new DatabaseError(`There is no database ${path}. Name another with --database FILE.`);
    if (code === 'EISDIR')
      throw new DatabaseError(`The database ${path} is a folder. Name a file with --database FILE.`);
    if (code === 'EACCES') throw new DatabaseError(`The database ${path} may not be read by this user. Allow it to.`);
    throw error;
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new DatabaseError(`The database ${path} is not JSON: ${positioned(message, text)}. Mend it.`, {
      cause: error,
    });
  }
}

/** People look for line and column. */
function positioned(message: string, text: string): string {
  const before = text.slice(0, faultOffset(text)).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  const what = message.replace(/ (in JSON )?at position .*/s, '').replace(/, (\.{3})?".*/s, '');
  return `line ${before.length}, column ${column}: ${what}`;
}

/** Node doesn't tell where an unexpected token is: it is after the longest beginning that could still become JSON. */
function faultOffset(text: string): number {
  let [good, bad] = [0, text.length + 1];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (canGoOn(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function canGoOn(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return /^(Unexpected end|Unterminated)/.test(message) || message.includes(`at position ${beginning.length}`);
  }
}

function readMovies(database: unknown, path: string): Movie[] {
  const records = isRecord(database) ? database['movies'] : undefined;
  if (!Array.isArray(records)) {
    throw new DatabaseError(`The database ${path} has no "movies" array. It must be {"movies": […]}.`);
  }
  const movies = new Map<string, Movie>();
  const indexes = new Map<string, number>();
  records.forEach((record: unknown, index) => {
    const movie = readMovie(record, (field, description) => {
      throw new DatabaseError(`The database ${path} has a mistake: movies[${index}]${field} ${description}. Mend it.`);
    });
    const twin = indexes.get(movie.id);
    if (twin !== undefined) {
      const id = JSON.stringify(movie.id);
      throw new DatabaseError(
        `The database ${path} has the id ${id} twice: movies[${twin}] and movies[${index}]. Mend it.`,
      );
    }
    indexes.set(movie.id, index);
    movies.set(movie.id, movie);
  });
  return [...movies.values()];
}

function readMovie(record: unknown, fail: (field: string, description: string) => never): Movie {
  if (!isRecord(record)) return fail('', 'must be an object');
  const text = (field: string): string => {
    const value = record[field] ?? '';
    return typeof value === 'string' ? value : fail(`.${field}`, `must be a string, and is ${JSON.stringify(value)}`);
  };
  const number = (field: string): number => {
    const value = record[field] ?? 0;
    return typeof value === 'number' ? value : fail(`.${field}`, `must be a number, and is ${JSON.stringify(value)}`);
  };
  const movie: Movie = {
    id: text('id'),
    title: text('title'),
    rating: number('rating'),
    director: text('director'),
    releaseYear: number('releaseYear'),
    genres: [],
  };
  const [violation]: readonly Violation[] = movieViolations(movie);
  return violation ? fail(`.${violation.field}`, violation.description) : movie;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
