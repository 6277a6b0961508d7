import { v1 } from 'movie-proto';
import type { Movie } from '../catalog/movie.js';
import { etagOf } from '../catalog/movie-hash.js';

/** A movie as `movie.v1` sends it. */
export function toMessage(movie: Movie): v1.Movie {
  const { id, title, rating, director, releaseYear } = movie;
  return { id, title, rating, director, releaseYear, genres: [...movie.genres], etag: etagOf(movie) };
}

/** A movie that a caller sent; its etag says nothing about it. */
export function fromMessage({ id, title, rating, director, releaseYear, genres }: v1.Movie): Movie {
  return { id, title, rating, director, releaseYear, genres };
}

const NO_MOVIE = v1.Movie.create();

/** A movie that a caller sent, or an empty one for none. */
export function fromOptionalMessage(message: v1.Movie | undefined): Movie {
  return fromMessage(message ?? NO_MOVIE);
}
