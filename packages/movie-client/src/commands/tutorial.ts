import type { MovieData } from 'movie-proto';
import type { MovieClient } from '../movie-client.js';

/** The movie that the tutorial asks for. */
const MOVIE_ID = 'a8034f44-aee4-44cf-b32c-74cf452aaaae';

/**
 * The tutorial's client: asks for one movie by its id, then for all, and prints what the tutorial's Python program
 * prints.
 *
 * @param print takes one line, without its end
 */
export async function tutorial(client: MovieClient, print: (line: string) => void): Promise<void> {
  print('-------------- GetMovieByID --------------');
  print(textFormat(await client.getMovieById(MOVIE_ID)));
  print('-------------- GetListMovies --------------');
  for await (const { title } of client.getListMovies()) print(`Movie called ${title}`);
}

/** A message in Protocol Buffers' text format, as Python's `str()` gives it: each field that is set on a line. */
function textFormat({ title, rating, director, id }: MovieData): string {
  let text = '';
  if (title) text += `title: ${quote(title)}\n`;
  if (rating) text += `rating: ${Number.isInteger(rating) ? rating.toFixed(1) : rating}\n`;
  if (director) text += `director: ${quote(director)}\n`;
  if (id) text += `id: ${quote(id)}\n`;
  return text;
}

/** Python writes what is not ASCII as the octal numbers of its UTF-8 bytes. */
function quote(text: string): string {
  const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  const escaped = (character: string) =>
    shortEscapes[character] ??
    [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  const quoted = text.replace(/["'\\]/g, '\\$&').replace(/[^\x20-\x7e]/gu, escaped);
  return `"${quoted}"`;
}
