import { FIELD_NAMES, folded, foldedNames, type ReadOptions } from './field-names.js';
import { RecordProblem } from './record-problem.js';

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

/** The fields that a record can have, and those that `--json` adds. */
const KNOWN: ReadonlySet<string> = new Set([...FIELD_NAMES, 'etag', 'score']);

/** The movie of a record, or a problem if a field has the wrong type or an unknown name. The server checks the values. */
export function parseRecord(record: unknown, options: ReadOptions = {}): FileMovie | RecordProblem {
  try {
    if (!isObject(record)) {
      throw new RecordProblem(`must be an object, and is ${short(record)}`, {
        kind: 'must be an object',
        value: short(record),
      });
    }
    return movieOf(inOurNames(record, options));
  } catch (error) {
    if (error instanceof RecordProblem) return error;
    throw error;
  }
}

type Fields = Readonly<Record<string, unknown>>;

function inOurNames(record: Fields, options: ReadOptions): Fields {
  const names = options.names?.size ? foldedNames(options) : undefined;
  const fields: Record<string, unknown> = {};
  for (const [theirs, value] of Object.entries(record)) {
    const name = names?.get(folded(theirs)) ?? theirs;
    if (KNOWN.has(name)) {
      if (Object.hasOwn(fields, name)) throw new RecordProblem(`has two fields for ${name}`);
      fields[name] = value;
    } else if (name !== '' && !options.ignoresUnknown) {
      const advice = `the fields are ${FIELD_NAMES.join(', ')}`;
      throw new RecordProblem(`has ${short(name)}, which is not a field of a movie`, { advice });
    }
  }
  return fields;
}

function movieOf(fields: Fields): FileMovie {
  return {
    id: text(fields, 'id'),
    title: text(fields, 'title'),
    rating: number(fields, 'rating'),
    director: text(fields, 'director'),
    releaseYear: wholeNumber(fields, 'releaseYear'),
    genres: texts(fields, 'genres'),
  };
}

function text(fields: Fields, name: string): string {
  const value = fields[name] ?? '';
  if (typeof value !== 'string') throw wrongType(name, value, 'text');
  return value;
}

function number(fields: Fields, name: string): number {
  const value = fields[name] ?? 0;
  if (typeof value !== 'number') throw wrongType(name, value, 'a number');
  return value;
}

/** The contract has 32 bits for it; a number that doesn't fit would arrive as another one. */
function wholeNumber(fields: Fields, name: string): number {
  const value = number(fields, name);
  if ((value | 0) !== value) throw wrongType(name, value, 'a whole number');
  return value;
}

function texts(fields: Fields, name: string): string[] {
  const value = fields[name] ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw wrongType(name, value, 'a list of texts');
}

function wrongType(name: string, value: unknown, type: string): RecordProblem {
  return new RecordProblem(`has the ${name} ${short(value)}, which must be ${type}`, {
    kind: `${name} must be ${type}`,
    value: short(value),
  });
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as JSON, cut off after 60 characters. */
function short(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 60 ? `${json.slice(0, 60)}…` : json;
}
