import { foldText } from '../fold-text.js';
import type { Movie } from '../movie.js';

/**
 * What a movie must have to be listed. What is undefined or empty matches every movie. Texts compare without regard to
 * case and accents. A movie whose year isn't known is outside every range of years.
 */
export interface MovieFilter {
  /** The title holds this text. */
  readonly titleContains?: string | undefined;
  /** The director has exactly this name. */
  readonly director?: string | undefined;
  /** The movie has all of these genres. */
  readonly genres?: readonly string[] | undefined;
  /** Ranges include their ends. */
  readonly minRating?: number | undefined;
  readonly maxRating?: number | undefined;
  readonly minReleaseYear?: number | undefined;
  readonly maxReleaseYear?: number | undefined;
}

type Test = (movie: Movie) => boolean;

/** Tells whether a movie has what the filter asks for; undefined if the filter matches every movie. */
export function matcherOf(filter: MovieFilter): Test | undefined {
  // The cheapest first: a movie is looked at until one fails.
  const tests = [ratingTest(filter), yearTest(filter), genresTest(filter), directorTest(filter), titleTest(filter)];
  const asked = tests.filter((test) => test !== undefined);
  return asked.length === 0 ? undefined : (movie) => asked.every((test) => test(movie));
}

function ratingTest({ minRating, maxRating }: MovieFilter): Test | undefined {
  if (minRating === undefined && maxRating === undefined) return undefined;
  return within(minRating, maxRating, (movie) => movie.rating);
}

function yearTest({ minReleaseYear, maxReleaseYear }: MovieFilter): Test | undefined {
  if (minReleaseYear === undefined && maxReleaseYear === undefined) return undefined;
  const inRange = within(minReleaseYear, maxReleaseYear, (movie) => movie.releaseYear);
  return (movie) => movie.releaseYear !== 0 && inRange(movie);
}

function within(min = -Infinity, max = Infinity, read: (movie: Movie) => number): Test {
  return (movie) => read(movie) >= min && read(movie) <= max;
}

function genresTest({ genres = [] }: MovieFilter): Test | undefined {
  if (genres.length === 0) return undefined;
  const wanted = genres.map(foldText);
  return (movie) => {
    const has = movie.genres.map(foldText);
    return wanted.every((genre) => has.includes(genre));
  };
}

function directorTest({ director = '' }: MovieFilter): Test | undefined {
  if (director === '') return undefined;
  const wanted = foldText(director);
  return (movie) => foldText(movie.director) === wanted;
}

function titleTest({ titleContains = '' }: MovieFilter): Test | undefined {
  if (titleContains === '') return undefined;
  const wanted = foldText(titleContains);
  return (movie) => foldText(movie.title).includes(wanted);
}
