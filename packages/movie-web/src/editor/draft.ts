import type { Movie } from 'movie-proto/web';

/** The fields that a person edits, as the form has them. */
export interface Draft {
  readonly title: string;
  readonly director: string;
  /** As typed; empty means unknown. */
  readonly releaseYear: string;
  readonly rating: string;
  readonly genres: readonly string[];
}

/** The fields of the form, in its order. */
export const FIELDS = [
  'title',
  'director',
  'releaseYear',
  'rating',
  'genres',
] as const satisfies readonly (keyof Draft)[];
export type Field = (typeof FIELDS)[number];

/** What people call a field. */
export const LABELS: Readonly<Record<Field, string>> = {
  title: 'Title',
  director: 'Director',
  releaseYear: 'Year',
  rating: 'Rating',
  genres: 'Genres',
};

/** A field by its name in the contract: `release_year`. */
export const WIRE_NAMES: Readonly<Record<Field, string>> = {
  title: 'title',
  director: 'director',
  releaseYear: 'release_year',
  rating: 'rating',
  genres: 'genres',
};

/** A movie without anything. */
export const NEW_MOVIE: Movie = { id: '', title: '', rating: 0, director: '', releaseYear: 0, genres: [], etag: '' };

/** The form's content for a movie. */
export function draftOf({ title, director, releaseYear, rating, genres }: Movie): Draft {
  return { title, director, releaseYear: releaseYear === 0 ? '' : String(releaseYear), rating: String(rating), genres };
}

/** The movie with the form's content. What is no number becomes NaN, which `problemsOf` reports. */
export function movieOf(draft: Draft, { id, etag }: Movie): Movie {
  const { title, director, genres } = draft;
  return {
    id,
    etag,
    title,
    director,
    releaseYear: number(draft.releaseYear),
    rating: number(draft.rating),
    genres: [...genres],
  };
}

function number(text: string): number {
  return text.trim() === '' ? 0 : Number(text.replace(',', '.'));
}

/** What the contract's types can't hold, and so the server can't check. */
export function problemsOf({ rating, releaseYear }: Movie): ReadonlyMap<Field, string> {
  const problems = new Map<Field, string>();
  if (Number.isNaN(rating)) problems.set('rating', 'must be a number');
  if ((releaseYear | 0) !== releaseYear) problems.set('releaseYear', 'must be a whole number');
  return problems;
}

/** Whether two drafts have the same in a field. */
export function isSame(field: Field, first: Draft, second: Draft): boolean {
  return JSON.stringify(first[field]) === JSON.stringify(second[field]);
}

/** The fields that differ. */
export function changedFields(first: Draft, second: Draft): readonly Field[] {
  return FIELDS.filter((field) => !isSame(field, first, second));
}

/** A field as a person reads it. */
export function shown(field: Field, draft: Draft): string {
  const value = field === 'genres' ? draft.genres.join(', ') : draft[field];
  return value === '' ? 'empty' : value;
}
