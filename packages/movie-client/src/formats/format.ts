import type { Movie, NewMovie } from '../movie-input.js';
import type { RecordProblem } from './movie-record.js';

/** A record of a file: where it is, and the movie it stands for or why it stands for none. */
export interface FileRecord {
  /** A line or an index; the format's `where` says it in words. */
  readonly place: number;
  readonly movie: NewMovie | RecordProblem;
}

/** One way to write movies to a file, and to read them. */
export interface Format {
  /**
   * Reads records as they come.
   *
   * @throws CommandError where the file can't be read on
   */
  read(text: AsyncIterable<string>): AsyncIterable<FileRecord>;
  /** Writes movies, as pieces of text. */
  write(movies: AsyncIterable<Movie>): AsyncIterable<string>;
  /** A place in words: `line 12`. */
  where(place: number): string;
}
