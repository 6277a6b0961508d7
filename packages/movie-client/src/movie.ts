import type { v1 } from 'movie-proto';

/** One movie of the catalog. `rating` is undefined if it isn't rated. */
export type Movie = v1.Movie;

/** Values by keys of people's own: notes, a shelf, an id elsewhere. */
export type Labels = Readonly<Record<string, string>>;

/** The fields of a movie that callers set. A key whose value is undefined counts as left out. */
export interface MovieFields {
  /** At most 16,384 bytes. */
  readonly title?: string | undefined;
  /** From 0 to 10; null for a movie that isn't rated. */
  readonly rating?: number | null | undefined;
  /** At most 1,024 bytes; empty if unknown. */
  readonly director?: string | undefined;
  /** From 1888 to 2100; 0 if it isn't known. */
  readonly releaseYear?: number | undefined;
  /** At most 32, none twice. */
  readonly genres?: readonly string[] | undefined;
  /** All labels that the movie has: at most 32. */
  readonly labels?: Labels | undefined;
}

/** What to change: the fields that are given get these values, and the others stay as they are. */
export interface MovieChanges extends MovieFields {
  /** Single labels to set, or to remove with null; the others stay. Not together with `labels`, which replaces all. */
  readonly setLabels?: Readonly<Record<string, string | null>> | undefined;
}

/** A movie to add; the fields left out are empty. Without an id, the server makes one. An etag doesn't count. */
export interface NewMovie extends MovieFields {
  readonly id?: string | undefined;
  readonly title: string;
  readonly etag?: string | undefined;
}

/** A movie of an import. If one with its id exists, it changes the fields that are given here and no others. */
export interface ImportMovie extends MovieChanges {
  readonly id?: string | undefined;
  /** The movie's `etag` when it was read: if the movie has changed since, this one counts as bad. */
  readonly etag?: string | undefined;
}

/** A label that a movie must have. */
export interface LabelFilter {
  readonly key: string;
  /** Default: any. */
  readonly value?: string | undefined;
}

/** Which movies: those that meet every condition given. Text is compared without case and accents. */
export interface MovieFilter {
  /** The title contains this. */
  readonly titleContains?: string | undefined;
  /** The director's name contains this. */
  readonly directorContains?: string | undefined;
  /** Each of these is in a genre of the movie: `drama` is in `Melodrama`. */
  readonly allGenres?: readonly string[] | undefined;
  /** One of these is in a genre of the movie. */
  readonly anyGenres?: readonly string[] | undefined;
  /** Leaves out movies without a rating, as `maxRating` does. */
  readonly minRating?: number | undefined;
  readonly maxRating?: number | undefined;
  readonly minReleaseYear?: number | undefined;
  /** Leaves out movies whose year isn't known. */
  readonly maxReleaseYear?: number | undefined;
  /** The movie has each of these labels. */
  readonly labels?: readonly LabelFilter[] | undefined;
  /** The title, the director, a genre, or a key or value of a label contains this. */
  readonly text?: string | undefined;
  /** Whether the movie has a rating. */
  readonly rated?: boolean | undefined;
}

/** What a list can be ordered by; `added` is the database's order. */
export type MovieOrder = 'id' | 'title' | 'rating' | 'releaseYear' | 'director' | 'added';

/** Which movies to list, and in which order. */
export interface MovieQuery extends MovieFilter {
  /** Default: `id`. Movies without a value come last, in either direction. */
  readonly orderBy?: MovieOrder | undefined;
  /** From the highest to the lowest. Default: false. */
  readonly descending?: boolean | undefined;
}

/** Which movies a write is about: those with these ids, at most 10,000, or those that match a filter. */
export type MovieSelection =
  | { readonly ids: readonly string[]; readonly filter?: undefined }
  | { readonly filter: MovieFilter; readonly ids?: undefined };

/** What a write does to one movie. */
export interface MovieChange {
  /** Undefined if it is new. */
  readonly before: Movie | undefined;
  /** Undefined if it is deleted. */
  readonly after: Movie | undefined;
}
