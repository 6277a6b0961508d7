import type { Movie } from 'movie-proto/web';

/** What happened to a movie. */
export interface Change {
  readonly kind: 'created' | 'updated' | 'deleted';
  /** With its new values, or its last ones if it was deleted. */
  readonly movie: Movie;
}
