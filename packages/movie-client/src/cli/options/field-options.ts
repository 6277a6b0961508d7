import { type Command, InvalidArgumentError } from 'commander';
import type { MovieChanges, MovieFields } from '../../movie.js';
import type { FieldName } from '../../movie-fields.js';
import { collect } from './collect.js';
import { finiteNumber, wholeNumber } from './parse-number.js';

/** The values of labels by their keys; null for one to remove. */
type LabelValues = Readonly<Record<string, string | null>>;

/** The values of the options for the fields of a movie. False is for those that clear one: `--no-rating`. */
export interface FieldOptions {
  readonly title?: string;
  readonly rating?: number | false;
  readonly director?: string | false;
  readonly year?: number | false;
  readonly genre?: readonly string[] | false;
  readonly label?: LabelValues;
}

/** Adds an option for each field of a movie. */
export function addFieldOptions(command: Command): Command {
  return command
    .option('--title <TITLE>', 'the title')
    .option('--rating <NUMBER>', 'from 0 to 10', finiteNumber)
    .option('--director <NAME>', "the director's name")
    .option('--year <YEAR>', 'the year of its first release', wholeNumber)
    .option('--genre <GENRE>', 'a genre; repeat it for several', collect)
    .option('--label <KEY=VALUE>', 'a label; repeat it for several', addLabel);
}

/** Adds the options that clear fields. */
export function addClearingOptions(command: Command): Command {
  return command
    .option('--no-rating', 'remove the rating')
    .option('--no-director', 'remove the director')
    .option('--no-year', 'remove the year')
    .option('--no-genre', 'remove all genres')
    .option('--no-label <KEY>', 'remove this label; repeat it for several', (key: string, before?: LabelValues) => ({
      ...before,
      [key]: null,
    }));
}

function addLabel(text: string, before?: LabelValues): LabelValues {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It must be like "shelf=B 2".');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

/** The fields that the options set. */
export function toFields(options: FieldOptions): MovieFields {
  const { title, rating, director, year, genre, label } = options;
  const fields: { readonly [Name in FieldName]: MovieFields[Name] } = {
    title,
    rating: rating === false ? null : rating,
    director: director === false ? '' : director,
    releaseYear: year === false ? 0 : year,
    genres: genre === false ? [] : genre,
    labels: label && Object.fromEntries(Object.entries(label).map(([key, value]) => [key, value ?? ''])),
  };
  return fields;
}

/** The changes that the options make; undefined if there are none. A label that isn't named stays. */
export function toChanges(options: FieldOptions): MovieChanges | undefined {
  const { labels: _, ...fields } = toFields(options);
  const changes = { ...fields, setLabels: options.label };
  return Object.values(changes).some((value) => value !== undefined) ? changes : undefined;
}
