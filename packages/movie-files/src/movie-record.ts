import {
  type FieldPath,
  folded,
  foldedNames,
  isFieldPath,
  isLabelPath,
  labelKey,
  type ReadOptions,
} from './field-names.js';
import type { FileMovie, Labels } from './file-movie.js';
import { FIELD_FORMS, FIELD_NAMES, type FieldName, fieldJson, RECORD_FIELDS } from './movie-fields.js';
import { RecordProblem } from './record-problem.js';

/** A field that a record can bring: any but the id, which names the movie, and the etag, which guards it. */
export type BroughtField = Exclude<FieldPath, 'id' | 'etag'>;

/** What a record of a file is. */
export interface ParsedRecord {
  /** Its movie, or why it has none. */
  readonly movie: FileMovie | RecordProblem;
  /**
   * The fields that the record has, even if they are empty there. The movie's other fields are empty because the record
   * says nothing of them. `labels.shelf` is that label alone, which is to be removed if the movie doesn't have it.
   */
  readonly brings: readonly BroughtField[];
  /** One of its genres that may be several, since people separate them by other characters, too. Only CSV has it. */
  readonly unsplit?: UnsplitGenre | undefined;
}

/** A genre that may be several. */
export interface UnsplitGenre {
  readonly genre: string;
  /** What may separate them. */
  readonly separator: string;
}

/** The database file's form of a movie, without fields that are empty; with its etag only if asked. */
export function toRecord(movie: FileMovie, { etags = false } = {}): Readonly<Record<string, unknown>> {
  const record: Record<string, unknown> = {};
  for (const name of RECORD_FIELDS) {
    const value = name === 'etag' && !etags ? undefined : fieldJson(movie, name);
    if (value !== undefined) record[name] = value;
  }
  return record;
}

/** The movie of a record, or what is wrong with its names and types. The server checks the values. */
export function parseRecord(record: unknown, options: ReadOptions = {}): ParsedRecord {
  if (!isObject(record)) {
    const value = short(record);
    return badRecord(new RecordProblem(`must be an object, and is ${value}`, { kind: 'must be an object', value }));
  }
  const problems: RecordProblem[] = [];
  const fields = new Fields(inOurNames(record, options, problems), problems);
  const movie = {
    id: fields.get('id'),
    title: fields.get('title'),
    rating: fields.get('rating'),
    director: fields.get('director'),
    releaseYear: fields.get('releaseYear'),
    genres: fields.get('genres'),
    labels: fields.labels(),
    etag: fields.get('etag'),
  } satisfies Record<FieldName, unknown>;
  const problem = RecordProblem.of(problems);
  return problem ? badRecord(problem) : { movie, brings: fields.brought() };
}

/** A record that is no movie. */
export function badRecord(problem: RecordProblem): ParsedRecord {
  return { movie: problem, brings: [] };
}

type JsonObject = Readonly<Record<string, unknown>>;

/** The values of a record by the fields and labels that its names mean. */
type Values = ReadonlyMap<FieldPath, unknown>;

function inOurNames(record: JsonObject, options: ReadOptions, problems: RecordProblem[]): Values {
  const names = options.names?.size ? foldedNames(options) : undefined;
  const values = new Map<FieldPath, unknown>();
  for (const [theirs, value] of Object.entries(record)) {
    const name = names?.get(folded(theirs)) ?? theirs;
    if (isFieldPath(name)) {
      if (values.has(name)) problems.push(new RecordProblem(`has two fields for ${name}`));
      values.set(name, value);
      // Searches print the score beside the fields.
    } else if (name !== '' && name !== 'score' && !options.ignoresUnknown) {
      const advice = `the fields are ${FIELD_NAMES.join(', ')}`;
      problems.push(new RecordProblem(`has ${short(name)}, which is not a field of a movie`, { advice }));
    }
  }
  return values;
}

/** Reads fields, each of the type that it must have, and adds to the problems those that haven't. */
class Fields {
  readonly #values: Values;
  readonly #problems: RecordProblem[];

  constructor(values: Values, problems: RecordProblem[]) {
    this.#values = values;
    this.#problems = problems;
  }

  get<Field extends FieldName>(name: Field): FileMovie[Field] {
    const { empty, type, parse } = FIELD_FORMS[name];
    const json = this.#values.get(name) ?? undefined;
    if (json === undefined) return empty;
    const value = parse(json);
    if (value === undefined) this.#addWrong(name, json, type);
    return value ?? empty;
  }

  /** All labels together with the single ones. */
  labels(): Labels {
    const labels = new Map(Object.entries(this.get('labels')));
    for (const [path, json] of this.#values) {
      if (!isLabelPath(path)) continue;
      const key = labelKey(path);
      const value = json ?? '';
      if (labels.has(key))
        this.#problems.push(new RecordProblem(`has the label ${short(key)} twice: in labels and in ${path}`));
      if (typeof value !== 'string') this.#addWrong(path, value, 'text');
      else if (value !== '') labels.set(key, value);
    }
    return Object.fromEntries(labels);
  }

  brought(): readonly BroughtField[] {
    const names = [...this.#values.keys()].filter((name) => name !== 'id' && name !== 'etag');
    return names.includes('labels') ? names.filter((name) => !isLabelPath(name)) : names;
  }

  #addWrong(name: FieldPath, found: unknown, type: string): void {
    const value = short(found);
    const kind = `${name} must be ${type}`;
    this.#problems.push(new RecordProblem(`has the ${name} ${value}, which must be ${type}`, { kind, value }));
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
