import { type Command, Option } from 'commander';
import type { MovieQuery } from '../../movie.js';
import { collect } from './field-options.js';
import { finiteNumber, wholeNumber } from './parse-number.js';

const ORDERS = { id: 'id', title: 'title', rating: 'rating', year: 'releaseYear' } as const;

/** The values of the options that choose movies. */
export interface QueryOptions {
  readonly title?: string;
  readonly director?: string;
  readonly genre?: readonly string[];
  readonly minRating?: number;
  readonly maxRating?: number;
  readonly minYear?: number;
  readonly maxYear?: number;
  readonly order: keyof typeof ORDERS;
  readonly descending?: boolean;
}

/** Adds the options that choose movies and their order. */
export function addQueryOptions(command: Command): Command {
  return command
    .option('--title <TEXT>', 'whose title contains this')
    .option('--director <NAME>', 'by this director')
    .option('--genre <GENRE>', 'of this genre; repeat it for several', collect)
    .option('--min-rating <NUMBER>', 'rated this or higher', finiteNumber)
    .option('--max-rating <NUMBER>', 'rated this or lower', finiteNumber)
    .option('--min-year <YEAR>', 'released in this year or later', wholeNumber)
    .option('--max-year <YEAR>', 'released in this year or earlier', wholeNumber)
    .addOption(new Option('--order <FIELD>', 'sort by this field').choices(Object.keys(ORDERS)).default('id'))
    .option('--descending', 'from the highest to the lowest');
}

/** The query for the options. */
export function toQuery(options: QueryOptions): MovieQuery {
  const { title, director, genre, minRating, maxRating, minYear, maxYear, order, descending } = options;
  return {
    orderBy: ORDERS[order],
    ...(descending && { descending }),
    ...(title !== undefined && { titleContains: title }),
    ...(director !== undefined && { directorContains: director }),
    ...(genre !== undefined && { allGenres: genre }),
    ...(minRating !== undefined && { minRating }),
    ...(maxRating !== undefined && { maxRating }),
    ...(minYear !== undefined && { minReleaseYear: minYear }),
    ...(maxYear !== undefined && { maxReleaseYear: maxYear }),
  };
}
