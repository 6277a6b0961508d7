import { v1 } from 'movie-proto';
import type { MovieFields, MovieFilter, MovieOrder, MovieQuery } from './movie.js';

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

/** The message for a movie; fields left out are empty. */
export function toMovie(id: string, fields: MovieFields, etag = ''): v1.Movie {
  const { title = '', rating = 0, director = '', releaseYear = 0, genres = [] } = fields;
  return { id, title, rating, director, releaseYear, genres: [...genres], etag };
}

/** The update mask for the fields that are given, by their names in the contract. */
export function toMask(fields: MovieFields): string[] {
  const names = Object.entries(MASK_NAMES) as [keyof MovieFields, string][]; // Object.entries widens the keys to string.
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
