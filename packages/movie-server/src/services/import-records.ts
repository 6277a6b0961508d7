import type { FieldViolation } from 'grpc-host';
import { type Decision, etagOf, type GetMovie, type Movie, sameMovie } from 'movie-catalog';
import { v1 } from 'movie-proto';
import { movieError } from './error-reasons.js';
import { FieldViolations, violationsOf } from './field-violations.js';
import { ImportProblems } from './import-problems.js';
import { quoted } from './movie-errors.js';
import { fromMessage } from './movie-messages.js';
import { withId } from './movie-requests.js';
import { UpdateMask } from './update-mask.js';

/** A record that is right by itself. */
interface GoodRecord {
  readonly position: number;
  /** With an id of the server's if it came without one. */
  readonly movie: Movie;
  /** The etag that an existing movie must have; empty for any. */
  readonly etag: string;
  /** What it changes of an existing movie. */
  readonly mask: UpdateMask;
  /** What is wrong with it if no movie has its id. */
  readonly ifNew: readonly FieldViolation[];
}

/** What an import makes of a movie. */
export interface ImportWrite {
  /** Of its record among those sent. */
  readonly position: number;
  /** The movie as it is; undefined if it is new. */
  readonly before: Movie | undefined;
  readonly after: Movie;
}

/** What an import does. */
export interface ImportOutcome {
  /** In the order of the records, without those that leave a movie as it is. */
  readonly writes: readonly ImportWrite[];
  readonly createdCount: number;
  readonly updatedCount: number;
  readonly unchangedCount: number;
  readonly problems: ImportProblems;
}

/** The movies of one import, checked as they come. */
export class ImportRecords {
  readonly #upsert: boolean;
  readonly #skipInvalid: boolean;
  readonly #maxBytes: number;
  /** Whether nothing may be kept. */
  readonly validateOnly: boolean;
  /** By id. */
  readonly #records = new Map<string, GoodRecord>();
  readonly #problems = ImportProblems.none();
  #size = 0;
  #bytes = 0;

  /** @param maxBytes the most memory that the movies may take, in bytes */
  constructor({ mode, skipInvalid, validateOnly }: v1.ImportOptions, maxBytes: number) {
    this.#upsert = mode === v1.ImportMode.IMPORT_MODE_UPSERT;
    this.#skipInvalid = skipInvalid;
    this.validateOnly = validateOnly;
    this.#maxBytes = maxBytes;
  }

  /** How many records came, good and bad. */
  get size(): number {
    return this.#size;
  }

  /** @throws RpcError if the import becomes too large, or has as many problems as are reported and may skip none */
  add(message: v1.ImportRecord): void {
    const position = this.#size++;
    const { record, violations } = this.#read(message, position);
    const twin = this.#records.get(record.movie.id);
    if (twin) violations.push({ field: 'id', description: `is that of record ${twin.position} as well` });
    if (violations.length > 0) {
      this.#problems.add(position, violations);
      if (!this.#skipInvalid && this.#problems.isFull) throw this.#problems.toError();
      return;
    }
    this.#bytes += sizeOf(record);
    if (this.#bytes > this.#maxBytes) {
      throw movieError('IMPORT_TOO_LARGE', `An import may hold ${this.#maxBytes} bytes of movies. Nothing was kept.`);
    }
    this.#records.set(record.movie.id, record);
  }

  /**
   * What the import changes, given the movies that exist; may be called again if they change meanwhile.
   *
   * @throws RpcError if there are problems and the import may not skip them
   */
  decide(get: GetMovie): Decision<ImportOutcome> {
    const problems = this.#problems.copy();
    const writes: ImportWrite[] = [];
    let createdCount = 0;
    let unchangedCount = 0;
    for (const record of this.#records.values()) {
      const { position, movie, mask } = record;
      const before = get(movie.id);
      const after = before ? mask.apply(before, movie) : movie;
      const conflicts = this.#conflicts(record, before, after);
      if (conflicts.length > 0) problems.add(position, conflicts);
      else if (sameMovie(before, after)) unchangedCount += 1;
      else {
        if (!before) createdCount += 1;
        writes.push({ position, before, after });
      }
    }
    if (problems.records > 0 && !this.#skipInvalid) throw problems.toError();
    const updatedCount = writes.length - createdCount;
    return {
      changes: writes.map(({ after }) => ({ id: after.id, after })),
      result: { writes, createdCount, updatedCount, unchangedCount, problems },
    };
  }

  /** @returns a record, and what is wrong with it whatever there is in the catalog */
  #read({ movie: message, updateMask }: v1.ImportRecord, position: number) {
    const movie = withId(fromMessage(message));
    const etag = message?.etag ?? '';
    const ifNew = violationsOf(movie);
    if (!updateMask) return { record: { position, movie, etag, mask: UpdateMask.ALL, ifNew: [] }, violations: ifNew };
    const ofMask = new FieldViolations();
    const mask = UpdateMask.read(updateMask, ofMask);
    if (!this.#upsert)
      return { record: { position, movie, etag, mask, ifNew }, violations: [...ifNew, ...ofMask.found] };
    const brought = violationsOf(mask.sample(movie), mask.fieldsAndId);
    const missing = message?.id ? ifNew.map((violation) => ofNoMovie(violation, movie)) : ifNew;
    return { record: { position, movie, etag, mask, ifNew: missing }, violations: [...brought, ...ofMask.found] };
  }

  #conflicts({ etag, mask, ifNew, movie }: GoodRecord, before: Movie | undefined, after: Movie) {
    if (!before) return ifNew;
    if (!this.#upsert) return [{ field: 'id', description: `is taken: ${quoted(movie.id)}` }];
    const isOutdated = etag !== '' && etag !== etagOf(before);
    if (isOutdated) return [{ field: 'etag', description: 'is outdated: the movie has changed' }];
    return mask.mayAddLabels ? violationsOf(after) : [];
  }
}

/** What a new movie lacks, whose id may be wrong instead. */
function ofNoMovie({ field, description }: FieldViolation, { id }: Movie): FieldViolation {
  const isMissing = description === 'is required';
  return {
    field,
    description: isMissing ? `${description} for a new movie: no movie has the id ${quoted(id)}` : description,
  };
}

/** About what a record takes in memory: its texts, and the objects around them. */
function sizeOf({ movie, mask }: GoodRecord): number {
  const { id, title, director, genres, labels } = movie;
  const texts = id.length + title.length + director.length;
  const lists = [...genres, ...Object.entries(labels).flat(), ...mask.labelKeys];
  return lists.reduce((bytes, text) => bytes + text.length + 16, texts + 128);
}
