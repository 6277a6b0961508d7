import { v1 } from 'movie-proto';

/** One movie of the catalog. */
export type Movie = v1.Movie;

/** The fields of a movie that people write; those left out are empty. */
export interface MovieFields {
  /** At most 16,384 bytes. */
  readonly title?: string;
  /** From 0 to 10. */
  readonly rating?: number;
  readonly director?: string;
  /** From 1888 to 2100; 0 if it isn't known. */
  readonly releaseYear?: number;
  /** At most 32, none twice. */
  readonly genres?: readonly string[];
}

/** A movie to add. Without an id, the server makes one. */
export interface NewMovie extends MovieFields {
  readonly id?: string;
  readonly title: string;
}

/** What movies to list; each condition that is given must be met. Text is compared without case and accents. */
export interface MovieFilter {
  readonly titleContains?: string;
  readonly director?: string;
  /** All of them. */
  readonly genres?: readonly string[];
  readonly minRating?: number;
  readonly maxRating?: number;
  readonly minReleaseYear?: number;
  /** Movies whose year isn't known don't pass. */
  readonly maxReleaseYear?: number;
}

/** What a list may be ordered by. */
export type MovieOrder = 'id' | 'title' | 'rating' | 'releaseYear';

/** Which movies to list, and in which order. */
export interface MovieQuery extends MovieFilter {
  /** Default: `id`. */
  readonly orderBy?: MovieOrder;
  /** From the highest to the lowest. Default: false. */
  readonly descending?: boolean;
}

const ORDER_FIELDS = {
  id: v1.MovieOrderField.MOVIE_ORDER_FIELD_ID,
  title: v1.MovieOrderField.MOVIE_ORDER_FIELD_TITLE,
  rating: v1.MovieOrderField.MOVIE_ORDER_FIELD_RATING,
  releaseYear: v1.MovieOrderField.MOVIE_ORDER_FIELD_RELEASE_YEAR,
} as const satisfies Record<MovieOrder, v1.MovieOrderField>;

const MASK_NAMES = {
  title: 'title',
  rating: 'rating',
  director: 'director',
  releaseYear: 'release_year',
  genres: 'genres',
} as const satisfies Record<keyof MovieFields, string>;

/** The message for a movie that someone wrote. */
export function toMovie(id: string, fields: MovieFields, etag = ''): v1.Movie {
  const { title = '', rating = 0, director = '', releaseYear = 0, genres = [] } = fields;
  return { id, title, rating, director, releaseYear, genres: [...genres], etag };
}

/** The update mask for the fields that are given, by their names in the contract. */
export function toMask(fields: MovieFields): string[] {
  const names = Object.entries(MASK_NAMES) as [keyof MovieFields, string][]; // Object.entries forgets what the keys are.
  return names.filter(([name]) => fields[name] !== undefined).map(([, maskName]) => maskName);
}

/** The message for a filter. */
export function toFilter({ titleContains = '', director = '', genres = [], ...ranges }: MovieFilter): v1.MovieFilter {
  const { minRating, maxRating, minReleaseYear, maxReleaseYear } = ranges;
  return { titleContains, director, genres: [...genres], minRating, maxRating, minReleaseYear, maxReleaseYear };
}

/** The message for an order. */
export function toOrder({ orderBy = 'id', descending = false }: MovieQuery): v1.MovieOrder {
  return { field: ORDER_FIELDS[orderBy], descending };
}
