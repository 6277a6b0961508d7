import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { MovieTable } from '../movie-table.js';
import { FileWindow } from './file-window.js';
import { MovieReader, MoviesJsonError, moviesIn } from './movies-json.js';

/** About how many bytes a piece has: a few hundred movies. */
const PIECE_LENGTH = 2 ** 16;
/** How often to look further for the end of a movie, which its own parts and texts may look like. */
const MAX_WRONG_CUTS = 8;

/**
 * The movies in a file as `parseMovies` gives them, but read and parsed piece by piece, so that neither the file nor what
 * JSON.parse makes of it is in memory as a whole. Where no movie is followed by `},`, the rest is one piece.
 *
 * @returns undefined for a file that is short, has something else before its movies or breaks a rule: `parseMovies` takes
 * its text, or tells where it is broken
 * @throws Error if the file can't be read
 */
export async function readInPieces(path: string): Promise<MovieTable | undefined> {
  await using file = await open(path);
  const reader = new MovieReader();
  try {
    for await (const movies of listsIn(new FileWindow(file))) reader.read(movies);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof MoviesJsonError) return undefined;
    throw error;
  }
  return reader.violationCount > 0 ? undefined : reader.movies;
}

/** @throws SyntaxError or MoviesJsonError if it is short or isn't JSON, or if where its movies end can't be found */
async function* listsIn(file: FileWindow): AsyncGenerator<readonly unknown[], undefined> {
  const first = await file.next(2 * PIECE_LENGTH);
  if (first.length < 2 * PIECE_LENGTH) throw new SyntaxError('it is short');
  const start = first.indexOf('[') + 1;
  moviesIn(JSON.parse(`${textOf(first.subarray(first[0] === 0xef ? 3 : 0, start))}]}`));
  file.skip(start);
  let from = PIECE_LENGTH;
  let wrongCuts = 0;
  for (;;) {
    const end = await endOfMovie(file, from);
    if (end === undefined) break;
    const bytes = await file.next(end);
    const movies = parseCut(`[${textOf(bytes.subarray(0, end))}]`);
    if (movies !== undefined) {
      yield movies;
      file.skip(end + 1);
      from = PIECE_LENGTH;
      wrongCuts = 0;
    } else if (++wrongCuts === MAX_WRONG_CUTS) throw new SyntaxError('no movie ends here');
    else from = end;
  }
  // Tells whether this list is the one that counts: of two with one name, the last is.
  const mark = randomUUID();
  const rest = textOf(await file.next(Number.POSITIVE_INFINITY));
  const [marked, ...movies] = moviesIn(JSON.parse(`{"movies":["${mark}",${rest}`));
  if (marked !== mark) throw new SyntaxError('"movies" comes twice');
  yield movies;
}

/** Where the first `},` after so many bytes has its comma; undefined if none comes. */
async function endOfMovie(file: FileWindow, from: number): Promise<number | undefined> {
  for (let length = from + PIECE_LENGTH; ; length *= 2) {
    const bytes = await file.next(length);
    const index = bytes.indexOf('},', from);
    if (index >= 0) return index + 1;
    if (bytes.length < length) return undefined;
  }
}

/** Parses a text that may have been cut in the middle of a movie or of a string: then it isn't JSON. */
function parseCut(text: string): readonly unknown[] | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new SyntaxError('it is not UTF-8');
  return bytes.toString('utf8');
}
