import { constants, isUtf8 } from 'node:buffer';
import type { Stats } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { lineAndColumn } from 'movie-files/json-syntax';
import type { MovieTable } from '../movie-table.js';
import { StoreError } from '../store.js';
import { errnoOf, messageOf } from './errno.js';
import { MoviesJsonError, parseMovies } from './movies-json.js';
import { readInPieces } from './read-in-pieces.js';

/** The longest file that can be read: what fits into one string, 512 MiB. */
export const MAX_FILE_BYTES = constants.MAX_STRING_LENGTH;

/**
 * The movies in a file, by their ids and in the file's order.
 *
 * @throws StoreError `UNREADABLE`, with the file's path, what is wrong, where, and what to do
 */
export async function readDatabase(path: string): Promise<MovieTable> {
  try {
    const stats = await stat(path);
    expectFile(path, stats);
    const { size } = stats;
    if (size > MAX_FILE_BYTES) throw broken(path, `it has ${size} bytes, and ${MAX_FILE_BYTES} is the most`);
    return (await readInPieces(path)) ?? parseMovies(await readText(path));
  } catch (error) {
    throw error instanceof StoreError ? error : unreadable(path, error);
  }
}

/**
 * The path of a file itself, where `path` may be a link to it.
 *
 * @throws StoreError `UNREADABLE`
 */
export async function pathOfFile(path: string): Promise<string> {
  try {
    const file = await realpath(path);
    expectFile(path, await stat(file));
    return file;
  } catch (error) {
    throw error instanceof StoreError ? error : unreadable(path, error);
  }
}

/**
 * Refuses what is no regular file: opening a named pipe, for one, may wait for ever.
 *
 * @throws StoreError `UNREADABLE`
 */
export function expectFile(path: string, stats: Stats): void {
  if (stats.isFile()) return;
  const [what, remedy] = stats.isDirectory()
    ? ['a folder', 'Name the file in it.']
    : [`a ${kindOf(stats)}, not a file`, 'Name a file.'];
  throw new StoreError('UNREADABLE', `The database ${path} can't be read: it is ${what}. ${remedy}`);
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'named pipe';
  return stats.isSocket() ? 'socket' : 'device';
}

function unreadable(path: string, error: unknown): StoreError {
  const options = { cause: error };
  if (error instanceof MoviesJsonError) return broken(path, error.message, options);
  const what = `The database ${path} can't be read:`;
  switch (errnoOf(error)) {
    case 'ENOENT':
      return new StoreError(
        'UNREADABLE',
        `${what} there is no such file. Name another, or create it with {"movies": []}.`,
        options,
      );
    case 'EACCES':
    case 'EPERM':
      return new StoreError(
        'UNREADABLE',
        `${what} this user may not read it. Change its permissions or its folder's.`,
        options,
      );
    default:
      return new StoreError('UNREADABLE', `${what} ${messageOf(error)}.`, options);
  }
}

function broken(path: string, fault: string, options?: ErrorOptions): StoreError {
  const message = `The database ${path} can't be used: ${fault}. Fix the file.`;
  return new StoreError('UNREADABLE', message, { ...options, fault });
}

async function readText(path: string): Promise<string> {
  const bytes = await readFile(path);
  const text = bytes.toString('utf8');
  if (isUtf8(bytes)) return text;
  // What isn't UTF-8 was read as U+FFFD.
  const where = lineAndColumn(text, text.indexOf('\ufffd'));
  throw broken(path, `it is not UTF-8: ${where} has a byte that can't be. Save it as UTF-8`);
}
