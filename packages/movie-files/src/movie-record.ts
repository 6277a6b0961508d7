import { FIELD_NAMES, type FieldName, folded, foldedNames, type ReadOptions } from './field-names.js';
import { RecordProblem } from './record-problem.js';

/** A movie of a file, whose empty fields are empty texts, zeros and lists. Without an id the server makes one. */
export interface FileMovie {
  readonly id: string;
  readonly title: string;
  readonly rating?: number | undefined;
  readonly director: string;
  readonly releaseYear: number;
  readonly genres: readonly string[];
}

/** A movie in the database file's form, without fields that are empty. */
export interface MovieRecord {
  readonly title: string;
  readonly rating?: number;
  readonly director: string;
  readonly id: string;
  readonly releaseYear?: number;
  readonly genres?: readonly string[];
}

/** The database file's form of a movie. */
export function toRecord({ title, rating, director, id, releaseYear, genres }: FileMovie): MovieRecord {
  return {
    title,
    ...(rating !== undefined && { rating }),
    director,
    id,
    ...(releaseYear && { releaseYear }),
    ...(genres.length > 0 && { genres }),
  };
}

/** The fields that a record can have, and those that `--json` adds. */
const KNOWN: ReadonlySet<string> = new Set([...FIELD_NAMES, 'etag', 'score']);

/** The movie of a record, or what is wrong with its names and types. The server checks the values. */
export function parseRecord(record: unknown, options: ReadOptions = {}): FileMovie | RecordProblem {
  if (!isObject(record)) {
    const value = short(record);
    return new RecordProblem(`must be an object, and is ${value}`, { kind: 'must be an object', value });
  }
  const problems: RecordProblem[] = [];
  const fields = new Fields(inOurNames(record, options, problems), problems);
  const movie = {
    id: fields.text('id'),
    title: fields.text('title'),
    rating: fields.number('rating'),
    director: fields.text('director'),
    releaseYear: fields.wholeNumber('releaseYear'),
    genres: fields.texts('genres'),
  };
  return RecordProblem.of(problems) ?? movie;
}

type JsonObject = Readonly<Record<string, unknown>>;

function inOurNames(record: JsonObject, options: ReadOptions, problems: RecordProblem[]): JsonObject {
  const names = options.names?.size ? foldedNames(options) : undefined;
  const fields: Record<string, unknown> = {};
  for (const [theirs, value] of Object.entries(record)) {
    const name = names?.get(folded(theirs)) ?? theirs;
    if (KNOWN.has(name)) {
      if (Object.hasOwn(fields, name)) problems.push(new RecordProblem(`has two fields for ${name}`));
      fields[name] = value;
    } else if (name !== '' && !options.ignoresUnknown) {
      const advice = `the fields are ${FIELD_NAMES.join(', ')}`;
      problems.push(new RecordProblem(`has ${short(name)}, which is not a field of a movie`, { advice }));
    }
  }
  return fields;
}

/** Reads fields, each of the type that it must have, and adds to the problems those that haven't. */
class Fields {
  readonly #fields: JsonObject;
  readonly #problems: RecordProblem[];

  constructor(fields: JsonObject, problems: RecordProblem[]) {
    this.#fields = fields;
    this.#problems = problems;
  }

  text(name: FieldName): string {
    const value = this.#fields[name] ?? '';
    return typeof value === 'string' ? value : this.#wrong(name, value, 'text', '');
  }

  number(name: FieldName): number {
    const value = this.#fields[name] ?? 0;
    return typeof value === 'number' ? value : this.#wrong(name, value, 'a number', 0);
  }

  /** The contract has 32 bits for it; a number that doesn't fit would arrive as another one. */
  wholeNumber(name: FieldName): number {
    const value = this.number(name);
    return (value | 0) === value ? value : this.#wrong(name, value, 'a whole number', 0);
  }

  texts(name: FieldName): readonly string[] {
    const value = this.#fields[name] ?? [];
    const areTexts = Array.isArray(value) && value.every((item) => typeof item === 'string');
    return areTexts ? value : this.#wrong(name, value, 'a list of texts', []);
  }

  #wrong<T>(name: FieldName, found: unknown, type: string, instead: T): T {
    const value = short(found);
    const kind = `${name} must be ${type}`;
    this.#problems.push(new RecordProblem(`has the ${name} ${value}, which must be ${type}`, { kind, value }));
    return instead;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as JSON, cut off after 60 characters. */
function short(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 60 ? `${json.slice(0, 60)}…` : json;
}
