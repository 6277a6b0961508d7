import type { Format } from '../formats/format.js';
import { RecordProblem } from '../formats/movie-record.js';
import { decodeUtf8 } from '../formats/utf8.js';
import type { NewMovie } from '../movie-input.js';
import { CommandError } from './command-error.js';
import { EXIT } from './exit-code.js';
import type { InputFile } from './input-file.js';
import { Places } from './places.js';

/** How many records that are no movies are told in words. */
const MAX_PROBLEMS = 20;

/** The movies of a file, as an import takes them. */
export class ImportSource {
  readonly #input: InputFile;
  readonly #format: Format;
  readonly #skipsProblems: boolean;
  readonly #onProgress: (movies: number, part: number | undefined) => void;
  readonly #places = new Places();
  readonly #problems: string[] = [];
  #problemCount = 0;
  #bytesRead = 0;

  /**
   * @param skipsProblems leaves records that are no movies out, instead of failing
   * @param onProgress is told how many movies were read, and which part of the file that is
   */
  constructor(
    input: InputFile,
    format: Format,
    skipsProblems: boolean,
    onProgress: (movies: number, part: number | undefined) => void,
  ) {
    this.#input = input;
    this.#format = format;
    this.#skipsProblems = skipsProblems;
    this.#onProgress = onProgress;
  }

  /** How many records are no movies. */
  get problemCount(): number {
    return this.#problemCount;
  }

  /** Where those are and why, the first of them. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** Where in the file a movie is, by its position among those given. */
  where(position: number): string {
    return this.#format.where(this.#places.of(position));
  }

  /**
   * The movies, as they are read.
   *
   * @throws CommandError if the file can't be read, or at its end if it has records that are no movies
   */
  async *movies(): AsyncGenerator<NewMovie, void, undefined> {
    for await (const { place, movie } of this.#format.read(decodeUtf8(this.#bytes()))) {
      if (movie instanceof RecordProblem) this.#note(place, movie);
      else if (this.#problemCount === 0 || this.#skipsProblems) {
        this.#places.add(place);
        const { size } = this.#input;
        this.#onProgress(this.#places.count, size && this.#bytesRead / size);
        yield movie;
      }
    }
    if (this.#problemCount > 0 && !this.#skipsProblems) throw this.#refusal();
  }

  async *#bytes(): AsyncGenerator<Buffer> {
    for await (const chunk of this.#input.stream) {
      this.#bytesRead += chunk.length;
      yield chunk;
    }
  }

  #note(place: number, { message }: RecordProblem): void {
    this.#problemCount += 1;
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push(`${this.#format.where(place)} ${message}`);
  }

  #refusal(): CommandError {
    const more = this.#problemCount - this.#problems.length;
    const lines = [...this.#problems, ...(more > 0 ? [`and ${more} more`] : [])].map((line) => `\n  ${line}`).join('');
    const advice = 'Mend the file, or leave bad movies out with --skip-invalid.';
    return new CommandError(EXIT.refused, `Nothing was imported:${lines}\n${advice}`);
  }
}
