import { decodeText } from '../decode-text.js';
import type { ReadOptions } from '../field-names.js';
import type { FileMovie } from '../file-movie.js';
import type { FileRecord, Format, WriteOptions } from '../format.js';
import { RecordProblem } from '../record-problem.js';

/** A movie with these fields, and with empty ones otherwise. */
export function movieWith(fields: Partial<FileMovie>): FileMovie {
  return {
    id: '',
    title: '',
    rating: undefined,
    director: '',
    releaseYear: 0,
    genres: [],
    labels: {},
    etag: '',
    ...fields,
  };
}

/** How a test reads a file. */
export interface TestReadOptions extends ReadOptions {
  /** In bytes. Default: 64 KiB. */
  readonly chunkSize?: number;
}

/** The records of a file. */
export async function readFile(
  format: Format,
  file: Uint8Array | string,
  { chunkSize = 64 * 1024, ...options }: TestReadOptions = {},
): Promise<FileRecord[]> {
  const records = [];
  for await (const record of format.read(decodeText(inChunks(Buffer.from(file), chunkSize)), options)) {
    records.push(record);
  }
  return records;
}

/** The fields of each movie of a file that aren't empty, or the problem of its record. */
export async function readFields(format: Format, file: Uint8Array | string, options?: TestReadOptions) {
  const records = await readFile(format, file, options);
  return records.map(({ place, movie }) =>
    movie instanceof RecordProblem ? `${format.where(place)} ${movie.message}` : filledFields(movie),
  );
}

/** The fields of a movie that aren't empty. */
export function filledFields(movie: FileMovie): Partial<FileMovie> {
  const empty = new Map(Object.entries(movieWith({})).map(([name, value]) => [name, JSON.stringify(value)]));
  return Object.fromEntries(Object.entries(movie).filter(([name, value]) => JSON.stringify(value) !== empty.get(name)));
}

/** A file of movies. */
export async function writeFile(format: Format, movies: readonly FileMovie[], options?: WriteOptions): Promise<string> {
  async function* each() {
    yield* movies;
  }
  let text = '';
  for await (const chunk of format.write(each(), options)) text += chunk;
  return text;
}

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
