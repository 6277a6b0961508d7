import { FIELD_NAMES, type FieldName } from './movie-fields.js';

/** One label of a movie: `labels.shelf`. */
export type LabelPath = `labels.${string}`;

/** What a column or key of a file can be: a field of a movie, or one of its labels. */
export type FieldPath = FieldName | LabelPath;

/** What the path of a label begins with. */
const LABEL = 'labels.';

/** Words of the screens for fields that have another name in files. */
const OTHER_WORDS: Readonly<Record<string, FieldName>> = { year: 'releaseYear', genre: 'genres', label: 'labels' };

/** How to read the names of the fields in a file of another program. */
export interface ReadOptions {
  /** Names in the file, in any case, and the fields that they mean; an empty text leaves a field out. Default: none. */
  readonly names?: ReadonlyMap<string, FieldPath | ''>;
  /** Leaves out what is no field of a movie. Default: false. */
  readonly ignoresUnknown?: boolean;
  /** What separates genres in CSV, besides semicolons. Default: what the site whose export it is has, or nothing. */
  readonly genreSeparator?: string | undefined;
}

/**
 * The field with this name, in any case and spelling: `Release Year`, `release_year` and `year` are `releaseYear`. What
 * comes after `labels.` is the key of a label, as it is.
 */
export function fieldNamed(name: string): FieldPath | undefined {
  const key = /^\s*labels?\.(.+)$/is.exec(name)?.[1]?.trim();
  if (key) return `labels.${key}`;
  const sought = folded(name);
  const word = Object.hasOwn(OTHER_WORDS, sought) ? OTHER_WORDS[sought] : undefined;
  return word ?? FIELD_NAMES.find((field) => folded(field) === sought);
}

/** Whether a name is exactly that of a field or label. */
export function isFieldPath(name: string): name is FieldPath {
  return isLabelPath(name) || FIELD_NAMES.some((field) => field === name);
}

/** Whether a name is that of one label. */
export function isLabelPath(name: string): name is LabelPath {
  return name.startsWith(LABEL) && name.length > LABEL.length;
}

/** The key of a label: `shelf` of `labels.shelf`. */
export function labelKey(path: LabelPath): string {
  return path.slice(LABEL.length);
}

/** The options' names with what `folded` makes of them. */
export function foldedNames({ names = new Map() }: ReadOptions): ReadonlyMap<string, FieldPath | ''> {
  return new Map([...names].map(([name, field]) => [folded(name), field]));
}

/** A name without what people spell in different ways. */
export function folded(name: string): string {
  return name.replace(/[\s_-]/g, '').toLowerCase();
}
