import type { ReadOptions } from './field-names.js';
import type { FileMovie } from './file-movie.js';
import type { ParsedRecord } from './movie-record.js';

/** A record of a file: where it is, its movie or why it has none, and which fields it brings. */
export interface FileRecord extends ParsedRecord {
  /** A number that the format's `where` puts into words. Later records have higher ones. */
  readonly place: number;
}

/**
 * The longest record that is read, in characters. A movie of the largest size has less than a third of it, even if all
 * its characters are escaped.
 */
export const MAX_RECORD_LENGTH = 1024 * 1024;

/** How to write movies. */
export interface WriteOptions {
  /** Writes CSV that Excel opens as it should: with a byte order mark, and no text that it takes for a formula. Default: false. */
  readonly excel?: boolean;
  /** Writes the etag of each movie, which makes sure that an import changes nothing that has changed since. Default: false. */
  readonly etags?: boolean;
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
