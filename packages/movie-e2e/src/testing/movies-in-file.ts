import { readFileSync } from 'node:fs';
import type { Movie } from 'movie-client';
import type { Movies } from './history.js';
import { fieldsOf } from './recorded-caller.js';

/**
 * The movies in a database, read as any program reads a JSON file.
 *
 * @throws Error if it isn't JSON, or a movie is there twice
 */
export function moviesInFile(path: string): Movies {
  const { movies }: { readonly movies: readonly Movie[] } = JSON.parse(readFileSync(path, 'utf8'));
  const byId = new Map(movies.map((movie) => [movie.id, fieldsOf(movie)]));
  if (byId.size !== movies.length) throw new Error(`${path} has a movie twice.`);
  return byId;
}
