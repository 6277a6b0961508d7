import { etagOf, type Movie } from 'movie-catalog';
import { v1 } from 'movie-proto';

/** A movie as `movie.v1` sends it. */
export function toMessage(movie: Movie): v1.Movie {
  const { id, title, rating, director, releaseYear } = movie;
  return { id, title, rating, director, releaseYear, genres: [...movie.genres], etag: etagOf(movie) };
}

const NO_MOVIE = v1.Movie.create();

/** The movie that a caller sent; an empty one if there is none. Its etag is no part of it. */
export function fromMessage(message: v1.Movie = NO_MOVIE): Movie {
  const { id, title, rating, director, releaseYear, genres } = message;
  return { id, title, rating, director, releaseYear, genres };
}
