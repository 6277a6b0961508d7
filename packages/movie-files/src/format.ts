import type { ReadOptions } from './field-names.js';
import type { FileMovie } from './movie-record.js';
import type { RecordProblem } from './record-problem.js';

/** A record of a file: where it is, and its movie or why it has none. */
export interface FileRecord {
  /** A number that the format's `where` puts into words. Later records have higher ones. */
  readonly place: number;
  readonly movie: FileMovie | RecordProblem;
}

/**
 * The longest record that is read, in characters. A movie of the largest size has less than a quarter of it, even if all
 * its characters are escaped.
 */
export const MAX_RECORD_LENGTH = 1024 * 1024;

/** How to write movies. */
export interface WriteOptions {
  /** Writes CSV that Excel opens as it should: with a byte order mark, and no text that it takes for a formula. Default: false. */
  readonly excel?: boolean;
}

/** One way to write movies to a file and to read them. */
export interface Format {
  /**
   * Reads records as they come.
   *
   * @throws FormatError at a place after which the rest of the file can't be read
   */
  read(text: AsyncIterable<string>, options?: ReadOptions): AsyncIterable<FileRecord>;
  /** Writes movies, as chunks of text. */
  write(movies: AsyncIterable<FileMovie>, options?: WriteOptions): AsyncIterable<string>;
  /** A place in words: `line 12`. */
  where(place: number): string;
}
