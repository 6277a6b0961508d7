import {
  decodeText,
  type FileMovie,
  type Format,
  type ReadOptions,
  RecordProblem,
  type UnsplitGenre,
} from 'movie-files';
import type { ImportMovie } from '../../movie.js';
import { broughtFields } from './brought-fields.js';
import type { InputFile } from './input-file.js';
import { Places } from './places.js';
import { type Problem, ProblemGroups } from './problem-groups.js';
import { serverProblem } from './server-problem.js';

/** How to read the movies of a file. */
export interface ImportSourceOptions extends ReadOptions {
  /** Default: found. */
  readonly encoding?: string | undefined;
  /** Leaves out records that are not movies instead of failing. */
  readonly skipsProblems: boolean;
  /** Gets the number of movies read, and the part of the file from 0 to 1; undefined if its size isn't known. */
  readonly onProgress: (movies: number, part: number | undefined) => void;
}

/** A file has records that are not movies. */
export class BadRecordsError extends Error {
  override readonly name = 'BadRecordsError';
}

/** Movies are announced some years ahead, but a year that is further ahead is more likely a slip. */
const YEARS_AHEAD = 10;

/** The movies of a file, for an import. */
export class ImportSource {
  readonly #input: InputFile;
  readonly #format: Format;
  readonly #options: ImportSourceOptions;
  readonly #places = new Places();
  readonly #lastYear = new Date().getFullYear() + YEARS_AHEAD;
  /** What is wrong with the records. */
  readonly problems: ProblemGroups;
  /** What is strange about movies. */
  readonly warnings: ProblemGroups;
  #problemCount = 0;
  #bytesRead = 0;

  constructor(input: InputFile, format: Format, options: ImportSourceOptions) {
    this.#input = input;
    this.#format = format;
    this.#options = options;
    this.problems = new ProblemGroups(format.where);
    this.warnings = new ProblemGroups(format.where);
  }

  /** How many records are not movies. */
  get problemCount(): number {
    return this.#problemCount;
  }

  /** How many movies have been given. */
  get movieCount(): number {
    return this.#places.count;
  }

  /** Adds what a server says of a movie, by its index among those given. */
  addServerProblem(index: number, field: string, description: string): void {
    const place = this.#places.of(index);
    this.problems.add(
      place,
      serverProblem(field, description, (other) => this.where(other)),
    );
    // What isn't imported needs no warning.
    this.warnings.removeAt(place);
  }

  /** The place of a movie in words, by its index among those given. */
  where(index: number): string {
    return this.#format.where(this.#places.of(index));
  }

  /**
   * The movies as they are read.
   *
   * @throws FormatError if the file can't be read to its end, and BadRecordsError at the end if it has records that are
   * not movies
   */
  async *movies(): AsyncGenerator<ImportMovie, void, undefined> {
    const { skipsProblems, onProgress, encoding } = this.#options;
    const text = decodeText(this.#bytes(), encoding);
    for await (const { place, movie, brings, unsplit } of this.#format.read(text, this.#options)) {
      if (movie instanceof RecordProblem) {
        this.#problemCount += 1;
        for (const { message, kind, value, advice } of movie.parts) {
          this.problems.add(place, { sentence: ` ${message}`, kind, value, advice });
        }
      } else if (this.#problemCount === 0 || skipsProblems) {
        this.#places.add(place);
        this.#warn(place, movie);
        if (unsplit) this.warnings.add(place, severalGenres(unsplit));
        onProgress(this.#places.count, this.#input.size && this.#bytesRead / this.#input.size);
        yield broughtFields(movie, brings);
      }
    }
    if (this.#problemCount > 0 && !skipsProblems) throw new BadRecordsError('The file has bad records.');
  }

  async *#bytes(): AsyncGenerator<Buffer> {
    for await (const chunk of this.#input.stream) {
      this.#bytesRead += chunk.length;
      yield chunk;
    }
  }

  #warn(place: number, { releaseYear }: FileMovie): void {
    if (releaseYear <= this.#lastYear) return;
    const kind = `releaseYear is more than ${YEARS_AHEAD} years ahead`;
    this.warnings.add(place, {
      sentence: `: ${kind}: ${releaseYear}`,
      kind,
      value: String(releaseYear),
      advice: undefined,
    });
  }
}

function severalGenres({ genre, separator }: UnsplitGenre): Problem {
  const value = JSON.stringify(genre);
  const because = 'since semicolons separate genres';
  return {
    sentence: ` has the one genre ${value}, ${because}`,
    kind: `a genre with ${JSON.stringify(separator)} is one genre, ${because}`,
    value,
    advice: `--genre-separator "${separator}" reads it as several`,
  };
}
