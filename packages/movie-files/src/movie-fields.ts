import { type FieldForm, GENRES, LABELS, RATING, TEXT, WHOLE_NUMBER } from './field-form.js';
import type { FileMovie } from './file-movie.js';

/** A field of a movie in a file. */
export type FieldName = keyof FileMovie;

/** Every field, in the order of the database's records. All that reads or writes fields goes through this list. */
export const FIELD_FORMS: { readonly [Field in FieldName]: FieldForm<FileMovie[Field]> } = {
  title: TEXT,
  rating: RATING,
  director: TEXT,
  id: TEXT,
  releaseYear: WHOLE_NUMBER,
  genres: GENRES,
  labels: LABELS,
  etag: TEXT,
};

// TypeScript gives the keys of an object as any texts, since it may have more than its type says; this one has not.
/** The fields in the order of the database's records. */
export const RECORD_FIELDS = Object.keys(FIELD_FORMS) as readonly FieldName[];

/** The fields in the order of a CSV file's columns. */
export const FIELD_NAMES: readonly FieldName[] = ['id', ...RECORD_FIELDS.filter((name) => name !== 'id')];

/** One field of a movie, for JSON; undefined if it is left out. */
export function fieldJson<Field extends FieldName>(movie: FileMovie, name: Field): unknown {
  return FIELD_FORMS[name].toJson(movie[name]);
}

/** One field of a movie, for a cell of a CSV file. */
export function fieldCell<Field extends FieldName>(movie: FileMovie, name: Field): string {
  return FIELD_FORMS[name].toCell(movie[name]);
}
