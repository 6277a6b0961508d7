import type { MovieData } from 'movie-proto';
import type { MovieClient } from '../../movie-client.js';
import { printable } from '../terminal/printable.js';

/** The movie that the tutorial asks for. */
const MOVIE_ID = 'a8034f44-aee4-44cf-b32c-74cf452aaaae';

/**
 * The tutorial's client: gets one movie by its id, then all of them, and prints exactly what the tutorial's Python
 * program prints.
 *
 * @param print gets one line, without the line break
 */
export async function tutorial(client: MovieClient, print: (line: string) => Promise<void>): Promise<void> {
  await print('-------------- GetMovieByID --------------');
  await print(textFormat(await client.getMovieById(MOVIE_ID)));
  await print('-------------- GetListMovies --------------');
  for await (const { title } of client.getListMovies()) await print(`Movie called ${printable(title)}`);
}

/** A message in Protocol Buffers' text format, like Python's `str()`: one line for each field that is set. */
function textFormat({ title, rating, director, id }: MovieData): string {
  let text = '';
  if (title) text += `title: ${quote(title)}\n`;
  if (rating) text += `rating: ${Number.isInteger(rating) ? rating.toFixed(1) : rating}\n`;
  if (director) text += `director: ${quote(director)}\n`;
  if (id) text += `id: ${quote(id)}\n`;
  return text;
}

/** Python escapes characters beyond ASCII as the octal numbers of their UTF-8 bytes. */
function quote(text: string): string {
  const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  const escaped = (character: string) =>
    shortEscapes[character] ??
    [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  const quoted = text.replace(/["'\\]/g, '\\$&').replace(/[^\x20-\x7e]/gu, escaped);
  return `"${quoted}"`;
}
