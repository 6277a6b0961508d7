import { EMPTY_MOVIE, MOVIE_FIELDS, type Movie } from '../movie.js';

/** A movie with something in every field. One that is new to movies doesn't compile until it has a value here. */
export const COMPLETE_MOVIE: Movie = {
  id: 'complete',
  title: 'Ünïcode “quotes” \\ and 🎬',
  rating: 7.25,
  director: 'Agnès Varda',
  releaseYear: 1962,
  genres: ['Drama', 'Comedy, black'],
  labels: { 'IMDb id': 'tt0055852', notes: 'Twice.\nWith "subtitles".', watched: '' },
};

/** A movie with something else in every field. */
export const OTHER_MOVIE: Movie = {
  id: 'other',
  title: 'Cleo',
  rating: 0,
  director: 'A. Varda',
  releaseYear: 1888,
  genres: ['Comedy, black', 'Drama'],
  labels: { 'IMDb id': 'tt0055852', notes: 'Twice.', shelf: 'B 2' },
};

/** The complete movie and, one for each of its fields, movies that differ from it in this field only. */
export function variationsOfCompleteMovie(): Movie[] {
  const others = MOVIE_FIELDS.map((field) => ({ ...COMPLETE_MOVIE, id: field, [field]: OTHER_MOVIE[field] }));
  const cleared = MOVIE_FIELDS.filter((field) => field !== 'id' && field !== 'title');
  const without = cleared.map((field) => ({ ...COMPLETE_MOVIE, id: `no ${field}`, [field]: EMPTY_MOVIE[field] }));
  return [COMPLETE_MOVIE, ...others, ...without];
}
