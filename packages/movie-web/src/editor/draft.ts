import type { Movie } from 'movie-proto/web';
import type { Field, WholeMovie } from '../movie-fields.js';

/** A label as it is typed. */
export interface TypedLabel {
  readonly key: string;
  readonly value: string;
}

/** What a person types for a value of the contract. */
type Typed<Value> = Value extends string | number | undefined
  ? string
  : Value extends readonly string[]
    ? readonly string[]
    : readonly TypedLabel[];

/** The fields that a person edits, as the form has them. An empty text means unknown, or not rated. */
export type Draft = { readonly [Name in Field]: Typed<Movie[Name]> };

/** A movie without anything. */
export const NEW_MOVIE = {
  id: '',
  title: '',
  rating: undefined,
  director: '',
  releaseYear: 0,
  genres: [],
  labels: {},
  etag: '',
} satisfies WholeMovie;

/** The form's content for a movie. */
export function draftOf({ title, director, releaseYear, rating, genres, labels }: Movie): Draft {
  return {
    title,
    director,
    releaseYear: releaseYear === 0 ? '' : String(releaseYear),
    rating: String(rating ?? ''),
    genres,
    labels: typedLabels(labels),
  };
}

/** Labels as the form has them, by their keys. */
export function typedLabels(labels: Movie['labels']): readonly TypedLabel[] {
  return Object.entries(labels)
    .map(([key, value]) => ({ key, value }))
    .sort((one, other) => (one.key < other.key ? -1 : 1));
}

/** The movie with the form's content. What is no number becomes NaN, which `problemsOf` reports. */
export function movieOf(draft: Draft, { id, etag }: Movie): Movie {
  const { title, director, releaseYear, rating, genres } = draft;
  return {
    id,
    etag,
    title,
    director,
    releaseYear: number(releaseYear) ?? 0,
    rating: number(rating),
    genres: [...genres],
    labels: labelsOf(draft),
  } satisfies WholeMovie;
}

function number(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text.replace(',', '.'));
}

/** The labels of a draft. Rows that nothing is typed into are none. */
export function labelsOf({ labels }: Draft): Movie['labels'] {
  return Object.fromEntries(typedRows(labels).map(({ key, value }) => [key.trim(), value]));
}

function typedRows(labels: readonly TypedLabel[]): readonly TypedLabel[] {
  return labels.filter(({ key, value }) => key.trim() !== '' || value !== '');
}

/** What is wrong with fields and labels, by the names that `nameOfLabel` gives labels. */
export type Problems = ReadonlyMap<string, string>;

/** The name of a label among the problems and the parts of a draft. */
export function nameOfLabel(key: string): string {
  return `labels.${key.trim()}`;
}

/** What the contract's types can't hold, and so the server can't check. */
export function problemsOf(draft: Draft): Problems {
  const { rating = 0, releaseYear } = movieOf(draft, NEW_MOVIE);
  const problems = new Map<string, string>();
  if (Number.isNaN(rating)) problems.set('rating', 'must be a number');
  if ((releaseYear | 0) !== releaseYear) problems.set('releaseYear', 'must be a whole number');
  const names = typedRows(draft.labels).map(({ key }) => nameOfLabel(key));
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) < index) problems.set(name, 'is there twice');
  }
  return problems;
}
