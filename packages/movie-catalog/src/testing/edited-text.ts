import { isDeepStrictEqual } from 'node:util';
import { editsOf } from '../json-file/movie-edits.js';
import { parseMovies } from '../json-file/movies-json.js';
import { editMovies, findMovies, keepUp, tailToEdit } from '../json-file/movies-text.js';
import type { Movie } from '../movie.js';

/** What movies become, by their ids; undefined deletes one. */
export type Changes = Readonly<Record<string, Movie | undefined>>;

/** The text of a JSON database after changes. */
export function editedText(text: string, changes: Changes): string {
  const movies = parseMovies(text);
  const edits = editsOf(Object.entries(changes).map(([id, after]) => ({ id, before: movies.get(id), after })));
  const json = Buffer.from(text);
  const places = findMovies(json, [...movies.keys()]);
  const tail = tailToEdit(places, edits);
  const edited = editMovies(json.subarray(tail.start), places, tail, edits);
  const result = Buffer.concat([json.subarray(0, tail.start), edited.content]);
  keepUp(places, tail, edited, edits);
  if (!isDeepStrictEqual(places, findMovies(result, places.ids)))
    throw new Error('The places are not those of the text.');
  return result.toString();
}
