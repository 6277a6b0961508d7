/** One movie. An immutable value: a changed movie is a new one. */
export interface Movie {
  /** Unique in the catalog. */
  readonly id: string;
  /** The title under which it was released. */
  readonly title: string;
  /** From 0 to 10; undefined if the movie isn't rated. */
  readonly rating: number | undefined;
  /** The director's name, or empty if it isn't known. */
  readonly director: string;
  /** The year of its first release, or 0 if it isn't known. */
  readonly releaseYear: number;
  /** In the order given, without repeats. */
  readonly genres: readonly string[];
  /** What people keep beside it, by keys of their own, in the order of `sortedLabels`. */
  readonly labels: Labels;
}

/** Values by their keys. */
export type Labels = Readonly<Record<string, string>>;

/** Shared by movies without genres. */
export const NO_GENRES: readonly string[] = Object.freeze([]);

/** Shared by movies without labels. */
export const NO_LABELS: Labels = Object.freeze({});

/**
 * What each field is while nothing is known of it. This is the one list of a movie's fields: as it is a whole `Movie`, a
 * new field that is missing here doesn't compile. Movies are made with their fields in this order everywhere, so that
 * all have one shape in memory.
 */
export const EMPTY_MOVIE: Movie = Object.freeze({
  id: '',
  title: '',
  rating: undefined,
  director: '',
  releaseYear: 0,
  genres: NO_GENRES,
  labels: NO_LABELS,
});

/** The names of all fields of a movie. */
// Object.keys gives strings, as an object may have more keys than its type; this one has no others.
export const MOVIE_FIELDS = Object.freeze(Object.keys(EMPTY_MOVIE)) as readonly (keyof Movie)[];

/**
 * Labels have no order of their own: the same ones are always in this one, whole numbers first, as objects have them,
 * and then by the UTF-16 code units of their keys. Empty ones are `NO_LABELS`.
 */
export function sortedLabels(labels: Labels): Labels {
  const keys = Object.keys(labels);
  if (keys.length === 0) return NO_LABELS;
  return Object.fromEntries(keys.sort().map((key) => [key, labels[key] ?? '']));
}
