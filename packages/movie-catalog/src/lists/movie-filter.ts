import { foldText } from '../fold-text.js';
import type { Movie } from '../movie.js';

/**
 * What a movie must have to be listed. What is undefined or empty matches every movie. Texts compare without regard to
 * case and accents. A movie whose year isn't known is outside every range of years.
 */
export interface MovieFilter {
  /** The title holds this text. */
  readonly titleContains?: string | undefined;
  /** The director's name holds this text. */
  readonly directorContains?: string | undefined;
  /** Each of these texts is in one of the movie's genres. */
  readonly allGenres?: readonly string[] | undefined;
  /** One of these texts is in one of the movie's genres. */
  readonly anyGenres?: readonly string[] | undefined;
  /** Ranges include their ends. */
  readonly minRating?: number | undefined;
  readonly maxRating?: number | undefined;
  readonly minReleaseYear?: number | undefined;
  readonly maxReleaseYear?: number | undefined;
  /** The movie has each of these labels. */
  readonly labels?: readonly LabelFilter[] | undefined;
  /** The title, the director, a genre, or a key or value of a label holds this text. */
  readonly text?: string | undefined;
  /** Whether the movie has a rating. */
  readonly rated?: boolean | undefined;
}

/** A label that a movie has. */
export interface LabelFilter {
  /** The whole key, as texts compare here. */
  readonly key: string;
  /** The whole value; any if undefined. */
  readonly value?: string | undefined;
}

/** Tells whether a movie has what a filter asks for. */
export type MovieMatcher = (movie: Movie) => boolean;

/** Tells whether a movie has what the filter asks for; undefined if the filter matches every movie. */
export function matcherOf(filter: MovieFilter): MovieMatcher | undefined {
  // The cheapest first: a movie is looked at until one fails.
  const tests = [
    ratedTest(filter),
    ratingTest(filter),
    yearTest(filter),
    ...labelTests(filter),
    allGenresTest(filter),
    anyGenresTest(filter),
    containsTest(filter.directorContains, ({ director }) => director),
    containsTest(filter.titleContains, ({ title }) => title),
    textTest(filter),
  ];
  const asked = tests.filter((test) => test !== undefined);
  return asked.length === 0 ? undefined : (movie) => asked.every((test) => test(movie));
}

function ratedTest({ rated }: MovieFilter): MovieMatcher | undefined {
  return rated === undefined ? undefined : ({ rating }) => (rating !== undefined) === rated;
}

function ratingTest({ minRating, maxRating }: MovieFilter): MovieMatcher | undefined {
  if (minRating === undefined && maxRating === undefined) return undefined;
  return within(minRating, maxRating, ({ rating }) => rating);
}

function yearTest({ minReleaseYear, maxReleaseYear }: MovieFilter): MovieMatcher | undefined {
  if (minReleaseYear === undefined && maxReleaseYear === undefined) return undefined;
  return within(minReleaseYear, maxReleaseYear, ({ releaseYear }) => releaseYear || undefined);
}

function within(min = -Infinity, max = Infinity, read: (movie: Movie) => number | undefined): MovieMatcher {
  return (movie) => {
    const value = read(movie);
    return value !== undefined && value >= min && value <= max;
  };
}

function labelTests({ labels = [] }: MovieFilter): MovieMatcher[] {
  return labels.map((label) => {
    const key = foldText(label.key);
    const value = label.value === undefined ? undefined : foldText(label.value);
    const isWanted = ([otherKey, otherValue]: [string, string]) =>
      foldText(otherKey) === key && (value === undefined || foldText(otherValue) === value);
    return (movie) => Object.entries(movie.labels).some(isWanted);
  });
}

function allGenresTest({ allGenres = [] }: MovieFilter): MovieMatcher | undefined {
  if (allGenres.length === 0) return undefined;
  const wanted = allGenres.map(foldText);
  return (movie) => {
    const genres = movie.genres.map(foldText);
    return wanted.every((text) => genres.some((genre) => genre.includes(text)));
  };
}

function anyGenresTest({ anyGenres = [] }: MovieFilter): MovieMatcher | undefined {
  if (anyGenres.length === 0) return undefined;
  const wanted = anyGenres.map(foldText);
  return (movie) => {
    const genres = movie.genres.map(foldText);
    return wanted.some((text) => genres.some((genre) => genre.includes(text)));
  };
}

function containsTest(text: string | undefined, read: (movie: Movie) => string): MovieMatcher | undefined {
  if (!text) return undefined;
  const wanted = foldText(text);
  return (movie) => foldText(read(movie)).includes(wanted);
}

function textTest({ text }: MovieFilter): MovieMatcher | undefined {
  if (!text) return undefined;
  const wanted = foldText(text);
  const holds = (value: string) => foldText(value).includes(wanted);
  return ({ title, director, genres, labels }) =>
    holds(title) ||
    holds(director) ||
    genres.some(holds) ||
    Object.entries(labels).some(([key, value]) => holds(key) || holds(value));
}
