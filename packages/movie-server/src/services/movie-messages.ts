import { etagOf, type Movie, type MovieSummary, sortedLabels } from 'movie-catalog';
import { v1 } from 'movie-proto';

/** A movie as `movie.v1` sends it. */
export function toMessage(movie: Movie): v1.Movie {
  const { id, title, rating, director, releaseYear } = movie;
  const lists = { genres: [...movie.genres], labels: { ...movie.labels } };
  const message = { id, title, rating, director, releaseYear, ...lists, etag: etagOf(movie) };
  // The type of a message lets optional fields be left out, and so forgotten.
  return message satisfies Record<keyof v1.Movie, unknown>;
}

/** The counts of movies as `movie.v1` sends them. */
export function toSummary(summary: MovieSummary): v1.SummarizeMoviesResponse {
  const { ratingCounts, decades, genres, directors, labelKeys } = summary;
  const lists = { decades: [...decades], genres: [...genres], directors: [...directors], labelKeys: [...labelKeys] };
  return { ...summary, ratingCounts: [...ratingCounts], ...lists };
}

const NO_MOVIE = v1.Movie.create();

/** The movie that a caller sent; an empty one if there is none. Its etag is no part of it. */
export function fromMessage(message: v1.Movie = NO_MOVIE): Movie {
  const { id, title, rating, director, releaseYear, genres, labels } = message;
  return { id, title, rating, director, releaseYear, genres, labels: sortedLabels(labels) };
}
