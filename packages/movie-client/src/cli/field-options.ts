import type { Command } from 'commander';
import type { MovieFields } from '../movie-input.js';
import { finiteNumber, wholeNumber } from './parse-number.js';

/** The fields of a movie, as options give them. */
export interface FieldOptions {
  readonly title?: string;
  readonly rating?: number;
  readonly director?: string;
  readonly year?: number;
  /** False for `--no-genre`. */
  readonly genre?: readonly string[] | false;
}

/** Adds an option for each field of a movie. */
export function addFieldOptions(command: Command): Command {
  return command
    .option('--title <TITLE>', 'the title under which it was released')
    .option('--rating <NUMBER>', 'from 0 to 10', finiteNumber)
    .option('--director <NAME>', "the director's name")
    .option('--year <YEAR>', 'of its first release', wholeNumber)
    .option('--genre <GENRE>', 'a genre; give it again for each further one', another);
}

/** The value of an option that may be given again. */
export function another(value: string, before: readonly string[] | false | undefined): readonly string[] {
  return [...(before || []), value];
}

/** The fields that the options name. */
export function toFields({ title, rating, director, year, genre }: FieldOptions): MovieFields {
  return {
    ...(title !== undefined && { title }),
    ...(rating !== undefined && { rating }),
    ...(director !== undefined && { director }),
    ...(year !== undefined && { releaseYear: year }),
    ...(genre !== undefined && { genres: genre || [] }),
  };
}
