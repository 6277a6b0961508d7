import { v1 } from 'movie-proto';
import type { MovieChanges, MovieFilter, MovieOrder, MovieQuery, MovieSelection } from './movie.js';

const ORDER_FIELDS = {
  id: v1.MovieOrderField.MOVIE_ORDER_FIELD_ID,
  title: v1.MovieOrderField.MOVIE_ORDER_FIELD_TITLE,
  rating: v1.MovieOrderField.MOVIE_ORDER_FIELD_RATING,
  releaseYear: v1.MovieOrderField.MOVIE_ORDER_FIELD_RELEASE_YEAR,
  director: v1.MovieOrderField.MOVIE_ORDER_FIELD_DIRECTOR,
  added: v1.MovieOrderField.MOVIE_ORDER_FIELD_ADDED,
} as const satisfies Record<MovieOrder, v1.MovieOrderField>;

/** What a list can be ordered by. */
export const ORDERS = Object.keys(ORDER_FIELDS) as readonly MovieOrder[]; // Object.keys widens the keys to string.

/** A message of which no field is left out, not even one that may be. */
type Whole<Message> = { readonly [Name in keyof Required<Message>]: Message[Name] };

/** The message for a movie; fields left out are empty. */
export function toMovie(id: string, fields: MovieChanges, etag = ''): v1.Movie {
  const { title = '', rating, director = '', releaseYear = 0, genres = [], labels = {}, setLabels = {} } = fields;
  const set = Object.entries(setLabels).flatMap(([key, value]) => (value === null ? [] : [[key, value] as const]));
  const movie: Whole<v1.Movie> = {
    id,
    title,
    rating: rating ?? undefined,
    director,
    releaseYear,
    genres: [...genres],
    labels: { ...labels, ...Object.fromEntries(set) },
    etag,
  };
  return movie;
}

/** The message for a filter. */
export function toFilter(filter: MovieFilter): v1.MovieFilter {
  const message: Whole<v1.MovieFilter> = {
    titleContains: filter.titleContains ?? '',
    directorContains: filter.directorContains ?? '',
    allGenres: [...(filter.allGenres ?? [])],
    anyGenres: [...(filter.anyGenres ?? [])],
    minRating: filter.minRating,
    maxRating: filter.maxRating,
    minReleaseYear: filter.minReleaseYear,
    maxReleaseYear: filter.maxReleaseYear,
    labels: (filter.labels ?? []).map(({ key, value }) => ({ key, value })),
    text: filter.text ?? '',
    rated: filter.rated,
  };
  return message;
}

/** The message for an order. */
export function toOrder({ orderBy = 'id', descending = false }: MovieQuery): v1.MovieOrder {
  return { field: ORDER_FIELDS[orderBy], descending };
}

/** The part of a message that selects movies. */
export function toSelection(selection: MovieSelection): v1.BatchDeleteMoviesRequest['selection'] {
  if (selection.ids) return { $case: 'ids', value: { ids: [...selection.ids] } };
  return { $case: 'filter', value: toFilter(selection.filter) };
}
