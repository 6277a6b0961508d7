import type { Movie, NewMovie } from '../movie-input.js';

/** A movie as the database file writes it: what isn't known is left out. */
export interface MovieRecord {
  readonly title: string;
  readonly rating: number;
  readonly director: string;
  readonly id: string;
  readonly releaseYear?: number;
  readonly genres?: readonly string[];
}

/** The database's form of a movie. */
export function toRecord({ title, rating, director, id, releaseYear, genres }: Movie): MovieRecord {
  return { title, rating, director, id, ...(releaseYear && { releaseYear }), ...(genres.length > 0 && { genres }) };
}

/** A record of a file is not a movie; the message goes on from the record's place: `has no title`. */
export class RecordProblem extends Error {
  override readonly name = 'RecordProblem';
}

/** The fields a record may have, and what `--json` adds to them. */
const KNOWN = new Set(['title', 'rating', 'director', 'id', 'releaseYear', 'genres', 'etag', 'score']);

/**
 * The movie that a record of a JSON file stands for. Whether it keeps the rules is for the server to say.
 *
 * @throws RecordProblem if a field has the wrong type or an unknown name
 */
export function fromRecord(record: unknown): NewMovie {
  if (!isObject(record)) throw new RecordProblem(`must be an object, and is ${short(record)}`);
  const unknown = Object.keys(record).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw new RecordProblem(`has ${short(unknown)}, which is not a field of a movie`);
  return {
    id: text(record, 'id'),
    title: text(record, 'title'),
    rating: number(record, 'rating'),
    director: text(record, 'director'),
    releaseYear: wholeNumber(record, 'releaseYear'),
    genres: texts(record, 'genres'),
  };
}

function text(record: Readonly<Record<string, unknown>>, name: string): string {
  const value = record[name] ?? '';
  if (typeof value !== 'string') throw new RecordProblem(`has the ${name} ${short(value)}, which must be text`);
  return value;
}

function number(record: Readonly<Record<string, unknown>>, name: string): number {
  const value = record[name] ?? 0;
  if (typeof value !== 'number') throw new RecordProblem(`has the ${name} ${short(value)}, which must be a number`);
  return value;
}

/** The wire has room for 32 bits; what doesn't fit would arrive as another number. */
function wholeNumber(record: Readonly<Record<string, unknown>>, name: string): number {
  const value = number(record, name);
  if ((value | 0) !== value) throw new RecordProblem(`has the ${name} ${value}, which must be a whole number`);
  return value;
}

function texts(record: Readonly<Record<string, unknown>>, name: string): string[] {
  const value = record[name] ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new RecordProblem(`has the ${name} ${short(value)}, which must be a list of texts`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as JSON, cut off where a message would get too long. */
function short(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 60 ? `${json.slice(0, 60)}…` : json;
}
