import type { Movie } from 'movie-proto/web';

/** A field that a person edits. One that the contract gains counts as such, and everything made from these must have it. */
export type Field = Exclude<keyof Movie, 'id' | 'etag'>;

/** A movie that is written with each of its fields, also those that needn't be set. */
export type WholeMovie = Movie & Record<keyof Movie, unknown>;

interface FieldNames {
  /** What people call it. */
  readonly label: string;
  /** Its name in the contract. */
  readonly wireName: string;
}

/** The fields that a person edits, in the order of the form. */
export const FIELD_NAMES: Readonly<Record<Field, FieldNames>> = {
  title: { label: 'Title', wireName: 'title' },
  director: { label: 'Director', wireName: 'director' },
  releaseYear: { label: 'Year', wireName: 'release_year' },
  rating: { label: 'Rating', wireName: 'rating' },
  genres: { label: 'Genres', wireName: 'genres' },
  labels: { label: 'Labels', wireName: 'labels' },
};

// What `Object.keys` loses: its type.
export const FIELDS = Object.keys(FIELD_NAMES) as readonly Field[];

/** The field by its name in the contract; undefined if a person doesn't edit it. */
export function fieldOfWireName(name: string | undefined): Field | undefined {
  return FIELDS.find((field) => FIELD_NAMES[field].wireName === name);
}
