import type { FileMovie, RecordProblem } from './movie-record.js';

/** A record of a file: where it is, and its movie or why it has none. */
export interface FileRecord {
  /** A line or an index; the format's `where` puts it into words. */
  readonly place: number;
  readonly movie: FileMovie | RecordProblem;
}

/**
 * The longest record that is read, in characters. A movie of the largest size has less than a quarter of it, even if all
 * its characters are escaped.
 */
export const MAX_RECORD_LENGTH = 1024 * 1024;

/** One way to write movies to a file and to read them. */
export interface Format {
  /**
   * Reads records as they come.
   *
   * @throws FormatError at a place after which the rest of the file can't be read
   */
  read(text: AsyncIterable<string>): AsyncIterable<FileRecord>;
  /** Writes movies, as chunks of text. */
  write(movies: AsyncIterable<FileMovie>): AsyncIterable<string>;
  /** A place in words: `line 12`. */
  where(place: number): string;
}
