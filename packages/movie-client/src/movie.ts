import type { v1 } from 'movie-proto';

/** One movie of the catalog. */
export type Movie = v1.Movie;

/** The fields of a movie that callers set; those left out are empty. */
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

/** Which movies to list: those that meet every condition given. Text is compared without case and accents. */
export interface MovieFilter {
  readonly titleContains?: string;
  readonly director?: string;
  /** The movie has all of them. */
  readonly genres?: readonly string[];
  readonly minRating?: number;
  readonly maxRating?: number;
  readonly minReleaseYear?: number;
  /** Leaves out movies whose year isn't known. */
  readonly maxReleaseYear?: number;
}

/** What a list can be ordered by. */
export type MovieOrder = 'id' | 'title' | 'rating' | 'releaseYear';

/** Which movies to list, and in which order. */
export interface MovieQuery extends MovieFilter {
  /** Default: `id`. */
  readonly orderBy?: MovieOrder;
  /** From the highest to the lowest. Default: false. */
  readonly descending?: boolean;
}
