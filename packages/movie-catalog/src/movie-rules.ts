import type { Movie } from './movie.js';

/** A field of a movie, or one of its genres by its index. */
export type MovieField = keyof Movie | `genres[${number}]`;

/** A rule that a movie breaks. */
export interface Violation {
  readonly field: MovieField;
  /** What is wrong, as a sentence without its subject: `must be from 0 to 10, and is 11`. */
  readonly description: string;
}

/** The longest text each field takes, in bytes of UTF-8. */
export const MAX_BYTES = { id: 128, title: 16_384, director: 1_024, genre: 64 } as const;
/** The most genres one movie takes. */
export const MAX_GENRES = 32;
/** The first film was shown in 1888; nothing is announced a century ahead. */
const RELEASE_YEARS = { first: 1888, last: 2_100 } as const;

// The C0 and C1 control characters, which corrupt terminals, logs and tab-separated files.
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point.
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * What is wrong with a text; undefined if nothing is.
 *
 * @param maxBytes the longest that is right, in bytes of UTF-8
 */
export function textProblem(text: string, maxBytes: number): string | undefined {
  // A request that isn't UTF-8 arrives with U+FFFD where it is not, and so does text that lost a character earlier.
  if (!text.isWellFormed() || text.includes('\ufffd')) return 'must be well-formed Unicode, without U+FFFD';
  if (CONTROL_CHARACTER.test(text)) return 'must not contain control characters';
  // Each UTF-16 unit is at most three bytes of UTF-8, so a short text needn't be measured.
  if (text.length * 3 <= maxBytes) return undefined;
  const bytes = Buffer.byteLength(text);
  return bytes > maxBytes ? `must be at most ${maxBytes} bytes, and is ${bytes}` : undefined;
}

/** What is wrong with a movie's id; undefined if nothing is. */
export function idProblem(id: string): string | undefined {
  if (id === '') return 'is required';
  if (id.trim() !== id) return 'must not begin or end with white space';
  return textProblem(id, MAX_BYTES.id);
}

/** Every rule that a movie breaks, in the order of its fields; empty if it is right. */
export function movieViolations(movie: Movie): Violation[] {
  const violations: Violation[] = [];
  const add = (field: MovieField, description: string | undefined) => {
    if (description !== undefined) violations.push({ field, description });
  };
  add('id', idProblem(movie.id));
  add('title', movie.title === '' ? 'is required' : textProblem(movie.title, MAX_BYTES.title));
  add('rating', ratingProblem(movie.rating));
  add('director', textProblem(movie.director, MAX_BYTES.director));
  add('releaseYear', yearProblem(movie.releaseYear));
  if (movie.genres.length > 0) addGenreProblems(movie.genres, add);
  return violations;
}

function ratingProblem(rating: number): string | undefined {
  // Written so that NaN fails too.
  return rating >= 0 && rating <= 10 ? undefined : `must be from 0 to 10, and is ${rating}`;
}

function yearProblem(year: number): string | undefined {
  const { first, last } = RELEASE_YEARS;
  if (year === 0 || (Number.isInteger(year) && year >= first && year <= last)) return undefined;
  return `must be a year from ${first} to ${last}, or 0 if it isn't known, and is ${year}`;
}

function addGenreProblems(
  genres: readonly string[],
  add: (field: MovieField, description: string | undefined) => void,
) {
  // Looking for repeats among far too many would take minutes.
  if (genres.length > MAX_GENRES) return add('genres', `must be at most ${MAX_GENRES}, and are ${genres.length}`);
  genres.forEach((genre, index) => {
    const repeated = genres.indexOf(genre) < index ? 'must not repeat an earlier genre' : undefined;
    add(`genres[${index}]`, genre === '' ? 'must not be empty' : (textProblem(genre, MAX_BYTES.genre) ?? repeated));
  });
}
