import { type Command, Option } from 'commander';
import type { MovieOrder, MovieQuery } from '../../movie.js';
import { addFilterOptions, type FilterOptions, toFilter } from './filter-options.js';

const ORDERS = {
  id: 'id',
  title: 'title',
  rating: 'rating',
  year: 'releaseYear',
  director: 'director',
  added: 'added',
} as const satisfies Record<Exclude<MovieOrder, 'releaseYear'> | 'year', MovieOrder>;

/** The values of the options that choose movies, and their order. */
export interface QueryOptions extends FilterOptions {
  readonly order: keyof typeof ORDERS;
  readonly descending?: boolean;
}

/** Adds the options that choose movies and their order. */
export function addQueryOptions(command: Command): Command {
  return addFilterOptions(command)
    .addOption(new Option('--order <FIELD>').choices(Object.keys(ORDERS)).default('id'))
    .option('--descending', 'from the highest to the lowest');
}

/** The query for the options. */
export function toQuery(options: QueryOptions): MovieQuery {
  return { ...toFilter(options), orderBy: ORDERS[options.order], descending: options.descending };
}
