/** A movie of a file, whose empty fields are empty texts, zeros and lists. Without an id the server makes one. */
export interface FileMovie {
  readonly id: string;
  readonly title: string;
  readonly rating: number;
  readonly director: string;
  readonly releaseYear: number;
  readonly genres: readonly string[];
}

/** A movie in the database file's form, without fields that are empty. */
export interface MovieRecord {
  readonly title: string;
  readonly rating: number;
  readonly director: string;
  readonly id: string;
  readonly releaseYear?: number;
  readonly genres?: readonly string[];
}

/** The database file's form of a movie. */
export function toRecord({ title, rating, director, id, releaseYear, genres }: FileMovie): MovieRecord {
  return { title, rating, director, id, ...(releaseYear && { releaseYear }), ...(genres.length > 0 && { genres }) };
}

/** Why a record of a file is not a movie. The message continues the record's place: `line 3` `has no title`. */
export class RecordProblem extends Error {
  override readonly name = 'RecordProblem';
}

/** The fields that a record can have, and those that `--json` adds. */
const KNOWN = new Set(['title', 'rating', 'director', 'id', 'releaseYear', 'genres', 'etag', 'score']);

/** The movie of a record, or a problem if a field has the wrong type or an unknown name. The server checks the values. */
export function parseRecord(record: unknown): FileMovie | RecordProblem {
  try {
    return movieOf(record);
  } catch (error) {
    if (error instanceof RecordProblem) return error;
    throw error;
  }
}

function movieOf(record: unknown): FileMovie {
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

/** The contract has 32 bits for it; a number that doesn't fit would arrive as another one. */
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

/** A value as JSON, cut off after 60 characters. */
function short(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 60 ? `${json.slice(0, 60)}…` : json;
}
