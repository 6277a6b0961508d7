import { type Labels, type Movie, NO_GENRES, NO_LABELS } from './movie.js';

/** A field of a movie, one of its genres by its index, or one of its labels by its key as JSON. */
export type MovieField = keyof Movie | `genres[${number}]` | `labels[${string}]`;

/** A rule that a movie breaks. */
export interface Violation {
  readonly field: MovieField;
  /** What is wrong, as a sentence without its subject: `must be from 0 to 10, and is 11`. */
  readonly description: string;
}

/** The longest text each field takes, in bytes of UTF-8. */
export const MAX_BYTES = {
  id: 128,
  title: 16_384,
  director: 1_024,
  genre: 64,
  labelKey: 64,
  labelValue: 1_024,
} as const;
/** The most genres one movie takes. */
export const MAX_GENRES = 32;
/** The most labels one movie takes. */
export const MAX_LABELS = 32;
/** The first film was shown in 1888; nothing is announced a century ahead. */
const RELEASE_YEARS = { first: 1888, last: 2_100 } as const;

// The C0 and C1 control characters, which corrupt terminals, logs and tab-separated files.
const CONTROL_CHARACTERS = {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point.
  pattern: /[\u0000-\u001f\u007f-\u009f]/,
  problem: 'must not contain control characters',
} as const;
const ALL_BUT_LINE_BREAKS = {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point.
  pattern: /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/,
  problem: 'must not contain control characters other than \\n',
} as const;
// So no key is `__proto__`, and none has the `=` that stands between a key and a value on a command line.
const LABEL_KEY = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} _.-]*[\p{L}\p{M}\p{N}_.-])?$/u;

/**
 * What is wrong with a text; undefined if nothing is.
 *
 * @param maxBytes the longest that is right, in bytes of UTF-8
 */
export function textProblem(text: string, maxBytes: number): string | undefined {
  return problemOf(text, maxBytes, CONTROL_CHARACTERS);
}

/** What is wrong with the value of a label, which may have line breaks; undefined if nothing is. */
export function labelValueProblem(value: string): string | undefined {
  return problemOf(value, MAX_BYTES.labelValue, ALL_BUT_LINE_BREAKS);
}

function problemOf(
  text: string,
  maxBytes: number,
  refused: { readonly pattern: RegExp; readonly problem: string },
): string | undefined {
  // A request that isn't UTF-8 arrives with U+FFFD where it is not, and so does text that lost a character earlier.
  if (!text.isWellFormed() || text.includes('\ufffd')) return 'must be well-formed Unicode, without U+FFFD';
  if (refused.pattern.test(text)) return refused.problem;
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

/** Takes what is wrong with a field; undefined if nothing is. */
type Add = (field: MovieField, description: string | undefined) => void;

/** The rules of each field, in the order in which violations are listed. */
const RULES = {
  id: ({ id }, add) => add('id', idProblem(id)),
  title: ({ title }, add) => add('title', title === '' ? 'is required' : textProblem(title, MAX_BYTES.title)),
  rating: ({ rating }, add) => add('rating', ratingProblem(rating)),
  director: ({ director }, add) => add('director', textProblem(director, MAX_BYTES.director)),
  releaseYear: ({ releaseYear }, add) => add('releaseYear', yearProblem(releaseYear)),
  genres: ({ genres }, add) => addGenreProblems(genres, add),
  labels: ({ labels }, add) => addLabelProblems(labels, add),
} satisfies Record<keyof Movie, (movie: Movie, add: Add) => void>;

const RULES_OF_FIELDS = Object.values(RULES);

/** Every rule that a movie breaks, in the order of its fields; empty if it is right. */
export function movieViolations(movie: Movie): Violation[] {
  const violations: Violation[] = [];
  const add: Add = (field, description) => {
    if (description !== undefined) violations.push({ field, description });
  };
  for (const addProblems of RULES_OF_FIELDS) addProblems(movie, add);
  return violations;
}

/** Names one of a movie's labels by its key as JSON, of which a very long one is cut. */
export function labelField(key: string): MovieField {
  const isLong = key.length > MAX_BYTES.labelKey * 2;
  return `labels[${JSON.stringify(isLong ? `${key.slice(0, MAX_BYTES.labelKey)}…` : key)}]`;
}

/** What is wrong with the key of a label; undefined if nothing is. */
export function labelKeyProblem(key: string): string | undefined {
  if (LABEL_KEY.test(key)) return textProblem(key, MAX_BYTES.labelKey);
  return 'must begin with a letter or digit, have only letters, digits, spaces and _.-, and not end with a space';
}

function ratingProblem(rating: number | undefined): string | undefined {
  if (rating === undefined) return undefined;
  // Written so that NaN fails too.
  return rating >= 0 && rating <= 10 ? undefined : `must be from 0 to 10, and is ${rating}`;
}

function yearProblem(year: number): string | undefined {
  const { first, last } = RELEASE_YEARS;
  if (year === 0 || (Number.isInteger(year) && year >= first && year <= last)) return undefined;
  return `must be a year from ${first} to ${last}, or 0 if it isn't known, and is ${year}`;
}

function addGenreProblems(genres: readonly string[], add: Add) {
  if (genres === NO_GENRES) return;
  // Looking for repeats among far too many would take minutes.
  if (genres.length > MAX_GENRES) return add('genres', `must be at most ${MAX_GENRES}, and are ${genres.length}`);
  genres.forEach((genre, index) => {
    const repeated = genres.indexOf(genre) < index ? 'must not repeat an earlier genre' : undefined;
    add(`genres[${index}]`, genre === '' ? 'must not be empty' : (textProblem(genre, MAX_BYTES.genre) ?? repeated));
  });
}

function addLabelProblems(labels: Labels, add: Add) {
  if (labels === NO_LABELS) return;
  const entries = Object.entries(labels);
  if (entries.length > MAX_LABELS) return add('labels', `must be at most ${MAX_LABELS}, and are ${entries.length}`);
  for (const [key, value] of entries) {
    add(labelField(key), labelKeyProblem(key) ?? labelValueProblem(value));
  }
}
