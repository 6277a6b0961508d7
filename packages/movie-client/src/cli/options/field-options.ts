import type { Command } from 'commander';
import type { MovieFields } from '../../movie.js';
import { finiteNumber, wholeNumber } from './parse-number.js';

/** The values of the options for the fields of a movie. */
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
    .option('--title <TITLE>', 'the title')
    .option('--rating <NUMBER>', 'from 0 to 10', finiteNumber)
    .option('--director <NAME>', "the director's name")
    .option('--year <YEAR>', 'the year of its first release', wholeNumber)
    .option('--genre <GENRE>', 'a genre; repeat it for several', collect);
}

/** Collects the values of an option that can be repeated. */
export function collect(value: string, before: readonly string[] | false | undefined): readonly string[] {
  return [...(before || []), value];
}

/** The fields that the options set. */
export function toFields({ title, rating, director, year, genre }: FieldOptions): MovieFields {
  return {
    ...(title !== undefined && { title }),
    ...(rating !== undefined && { rating }),
    ...(director !== undefined && { director }),
    ...(year !== undefined && { releaseYear: year }),
    ...(genre !== undefined && { genres: genre || [] }),
  };
}
