import { type Command, InvalidArgumentError, Option } from 'commander';
import type { LabelFilter, MovieFilter } from '../../movie.js';
import { collect } from './collect.js';
import { nonEmpty } from './non-empty.js';
import { finiteNumber, wholeNumber } from './parse-number.js';

/** The values of the options that choose movies. */
export interface FilterOptions {
  readonly title?: string;
  readonly director?: string;
  readonly genre?: readonly string[];
  readonly anyGenre?: readonly string[];
  readonly year?: number;
  readonly minYear?: number;
  readonly maxYear?: number;
  readonly minRating?: number;
  readonly maxRating?: number;
  readonly rated?: boolean;
  readonly unrated?: boolean;
  readonly label?: readonly LabelFilter[];
  readonly text?: string;
}

/** One of those options. */
interface Definition {
  /** Its long name and the placeholder of its value. */
  readonly flags: string;
  readonly about: string;
  readonly parse?: (value: string, before: never) => unknown;
  /** Those that it contradicts. */
  readonly conflicts?: readonly (keyof FilterOptions)[];
}

const DEFINITIONS = {
  title: { flags: 'title <TEXT>', about: 'whose title contains this', parse: nonEmpty },
  director: { flags: 'director <TEXT>', about: "whose director's name contains this", parse: nonEmpty },
  genre: { flags: 'genre <TEXT>', about: 'with a genre that contains this; repeated, all of them', parse: addText },
  anyGenre: { flags: 'any-genre <TEXT>', about: 'the same; repeated, any of them', parse: addText },
  year: { flags: 'year <YEAR>', about: 'released in this year', parse: wholeNumber, conflicts: ['minYear', 'maxYear'] },
  minYear: { flags: 'min-year <YEAR>', about: 'released in this year or later', parse: wholeNumber },
  maxYear: { flags: 'max-year <YEAR>', about: 'released in this year or earlier', parse: wholeNumber },
  minRating: { flags: 'min-rating <NUMBER>', about: 'rated this or higher', parse: finiteNumber },
  maxRating: { flags: 'max-rating <NUMBER>', about: 'rated this or lower', parse: finiteNumber },
  rated: { flags: 'rated', about: 'with a rating', conflicts: ['unrated'] },
  unrated: { flags: 'unrated', about: 'without a rating', conflicts: ['minRating', 'maxRating'] },
  label: { flags: 'label <KEY[=VALUE]>', about: 'with this label; repeated, all of them', parse: addLabel },
  text: { flags: 'text <TEXT>', about: 'with this in the title, director, a genre or label', parse: nonEmpty },
} as const satisfies Record<keyof FilterOptions, Definition>;

const NAMES = Object.keys(DEFINITIONS) as (keyof FilterOptions)[]; // Object.keys widens the keys to string.

function addText(text: string, before: readonly string[] | undefined): readonly string[] {
  return collect(nonEmpty(text), before);
}

function addLabel(text: string, before: readonly LabelFilter[] = []): readonly LabelFilter[] {
  const [, key, value] = /^([^=]+)(?:=(.*))?$/s.exec(text) ?? [];
  if (key === undefined) throw new InvalidArgumentError('It must be like shelf or "shelf=B 2".');
  return [...before, { key, value }];
}

/** Adds the options that choose movies. */
export function addFilterOptions(command: Command): Command {
  for (const name of NAMES) command.addOption(optionFor(name, '', (other) => other));
  return command;
}

/** The values of the options that choose the movies of a write, whose names begin with `--where-`. */
export type WhereOptions = { readonly [Name in keyof FilterOptions as WhereName<Name>]: FilterOptions[Name] };
type WhereName<Name extends string> = `where${Capitalize<Name>}`;

function whereName(name: keyof FilterOptions): keyof WhereOptions {
  // The compiler doesn't follow the change of the first letter.
  return `where${name.charAt(0).toUpperCase()}${name.slice(1)}` as keyof WhereOptions;
}

/** Adds the options that choose the movies of a write. */
export function addWhereOptions(command: Command): Command {
  for (const name of NAMES) command.addOption(optionFor(name, 'where-', whereName));
  return command;
}

function optionFor(
  name: keyof FilterOptions,
  prefix: string,
  attribute: (name: keyof FilterOptions) => string,
): Option {
  const { flags, about, parse, conflicts = [] }: Definition = DEFINITIONS[name];
  const option = new Option(`--${prefix}${flags}`, about).conflicts(conflicts.map(attribute));
  // commander gives a parser what the same parser returned for the option before.
  return parse ? option.argParser(parse as (value: string, before: unknown) => unknown) : option;
}

/** The conditions of a write by the names that they have elsewhere; undefined if there are none. */
export function whereConditions(options: WhereOptions): FilterOptions | undefined {
  const given = NAMES.flatMap((name) => {
    const value = options[whereName(name)];
    return value === undefined ? [] : [[name, value] as const];
  });
  // Each value is that of the option of the same type.
  return given.length === 0 ? undefined : (Object.fromEntries(given) as FilterOptions);
}

/** The filter for the options. */
export function toFilter(options: FilterOptions): MovieFilter {
  const { title, director, genre, anyGenre, year, minYear, maxYear, minRating, maxRating, label, text } = options;
  const filter: { readonly [Name in keyof Required<MovieFilter>]: MovieFilter[Name] } = {
    titleContains: title,
    directorContains: director,
    allGenres: genre,
    anyGenres: anyGenre,
    minReleaseYear: year ?? minYear,
    maxReleaseYear: year ?? maxYear,
    minRating,
    maxRating,
    rated: options.rated ?? (options.unrated ? false : undefined),
    labels: label,
    text,
  };
  return filter;
}
