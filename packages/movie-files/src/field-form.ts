import type { Labels } from './file-movie.js';
import { formatGenres, parseGenres } from './genre-list.js';
import { formatLabels, parseLabels } from './label-list.js';
import { withLineFeeds } from './line-feeds.js';

/** How the cells of a CSV file are written. */
export interface CellStyle {
  /** Whether `8,2` is a number. */
  readonly hasDecimalComma: boolean;
  /** What a rating is multiplied by. */
  readonly ratingFactor: number;
  readonly genreSeparator: string;
}

/** How the values of a field are written in files. */
export interface FieldForm<Value> {
  /** The value of a movie that doesn't have the field. */
  readonly empty: Value;
  /** What a value must be, in words. */
  readonly type: string;
  /** The value that JSON has; undefined if it is of another type. */
  readonly parse: (json: unknown) => Value | undefined;
  /** The value for JSON; undefined leaves the field out. */
  readonly toJson: (value: Value) => unknown;
  readonly toCell: (value: Value) => string;
  /** What JSON would have for a cell. Text that is no value stays text, which `parse` refuses. */
  readonly fromCell: (text: string, style: CellStyle) => unknown;
}

export const TEXT: FieldForm<string> = {
  empty: '',
  type: 'text',
  parse: (json) => (typeof json === 'string' ? json : undefined),
  toJson: (text) => text,
  toCell: (text) => text,
  fromCell: (text) => text,
};

export const RATING: FieldForm<number | undefined> = {
  empty: undefined,
  type: 'a number',
  parse: (json) => (typeof json === 'number' ? json : undefined),
  toJson: (rating) => rating,
  toCell: (rating) => (rating === undefined ? '' : String(rating)),
  fromCell: (text, { hasDecimalComma, ratingFactor }) => {
    const rating = parseNumber(text, hasDecimalComma);
    return typeof rating === 'number' ? rating * ratingFactor : rating;
  },
};

export const WHOLE_NUMBER: FieldForm<number> = {
  empty: 0,
  type: 'a whole number',
  // The contract has 32 bits for it; a number that doesn't fit would arrive as another one.
  parse: (json) => (typeof json === 'number' && (json | 0) === json ? json : undefined),
  toJson: (number) => number || undefined,
  toCell: (number) => (number === 0 ? '' : String(number)),
  fromCell: (text, { hasDecimalComma }) => parseNumber(text, hasDecimalComma),
};

export const GENRES: FieldForm<readonly string[]> = {
  empty: [],
  type: 'a list of texts',
  parse: (json) => (Array.isArray(json) && json.every((item) => typeof item === 'string') ? json : undefined),
  toJson: (genres) => (genres.length > 0 ? genres : undefined),
  toCell: formatGenres,
  fromCell: (text, { genreSeparator }) => parseGenres(text.replaceAll(genreSeparator, ';')),
};

export const LABELS: FieldForm<Labels> = {
  empty: {},
  type: 'an object of texts, or in CSV key=value; key=value with each key once',
  parse: (json) => (isLabels(json) ? json : undefined),
  toJson: (labels) => (Object.keys(labels).length > 0 ? labels : undefined),
  toCell: formatLabels,
  fromCell: (text) => parseLabels(withLineFeeds(text)) ?? text,
};

function isLabels(json: unknown): json is Labels {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false;
  return Object.values(json).every((value) => typeof value === 'string');
}

/** @returns null if the text is empty, and the text if it is not a number */
function parseNumber(text: string, hasDecimalComma: boolean): number | string | null {
  if (text.trim() === '') return null;
  const number = hasDecimalComma ? text.replace(',', '.') : text;
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(number) ? Number(number) : text;
}
