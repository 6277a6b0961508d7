import { decodeUtf8, type Format, RecordProblem } from 'movie-files';
import type { NewMovie } from '../../movie.js';
import { CommandError } from '../command-error.js';
import { EXIT } from '../exit-code.js';
import type { InputFile } from './input-file.js';
import { Places } from './places.js';

/** The most problems that are printed. */
const MAX_PROBLEMS = 20;

/** How to read the movies of a file. */
export interface ImportSourceOptions {
  /** Leaves out records that are not movies instead of failing. */
  readonly skipsProblems: boolean;
  /** Gets the number of movies read, and the part of the file from 0 to 1; undefined if its size isn't known. */
  readonly onProgress: (movies: number, part: number | undefined) => void;
}

/** The movies of a file, for an import. */
export class ImportSource {
  readonly #input: InputFile;
  readonly #format: Format;
  readonly #options: ImportSourceOptions;
  readonly #places = new Places();
  readonly #problems: string[] = [];
  #problemCount = 0;
  #bytesRead = 0;

  constructor(input: InputFile, format: Format, options: ImportSourceOptions) {
    this.#input = input;
    this.#format = format;
    this.#options = options;
  }

  /** How many records are not movies. */
  get problemCount(): number {
    return this.#problemCount;
  }

  /** Where those records are and what is wrong with them; the first 20. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** Where in the file a movie is, by its index among those given. */
  where(index: number): string {
    return this.#format.where(this.#places.of(index));
  }

  /**
   * The movies as they are read.
   *
   * @throws FormatError if the file can't be read to its end, and CommandError at the end if it has records that are not
   * movies
   */
  async *movies(): AsyncGenerator<NewMovie, void, undefined> {
    const { skipsProblems, onProgress } = this.#options;
    for await (const { place, movie } of this.#format.read(decodeUtf8(this.#bytes()))) {
      if (movie instanceof RecordProblem) this.#add(place, movie);
      else if (this.#problemCount === 0 || skipsProblems) {
        this.#places.add(place);
        onProgress(this.#places.count, this.#input.size && this.#bytesRead / this.#input.size);
        yield movie;
      }
    }
    if (this.#problemCount > 0 && !skipsProblems) throw this.#refusal();
  }

  async *#bytes(): AsyncGenerator<Buffer> {
    for await (const chunk of this.#input.stream) {
      this.#bytesRead += chunk.length;
      yield chunk;
    }
  }

  #add(place: number, { message }: RecordProblem): void {
    this.#problemCount += 1;
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push(`${this.#format.where(place)} ${message}`);
  }

  #refusal(): CommandError {
    const more = this.#problemCount - this.#problems.length;
    const lines = [...this.#problems, ...(more > 0 ? [`and ${more} more`] : [])].map((line) => `\n  ${line}`).join('');
    const advice = 'Fix the file, or skip bad movies with --skip-invalid.';
    return new CommandError(EXIT.refused, `Nothing was imported:${lines}\n${advice}`);
  }
}
