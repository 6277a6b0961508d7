import { editsOf } from '../json-file/movie-edits.js';
import { parseMovies } from '../json-file/movies-json.js';
import { editMovies } from '../json-file/movies-text.js';
import type { Movie } from '../movie.js';

/** What movies become, by their ids; undefined deletes one. */
export type Changes = Readonly<Record<string, Movie | undefined>>;

/** The text of a JSON database after changes. */
export function editedText(text: string, changes: Changes): string {
  const movies = parseMovies(text);
  const edits = editsOf(Object.entries(changes).map(([id, after]) => ({ id, before: movies.get(id), after })));
  return editMovies(Buffer.from(text), [...movies.keys()], edits).toString();
}
