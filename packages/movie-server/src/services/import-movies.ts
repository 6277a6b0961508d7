import { randomUUID } from 'node:crypto';
import { v1 } from 'movie-proto';
import type { Decision, MovieCatalog } from '../catalog/catalog.js';
import type { Movie } from '../catalog/movie.js';
import { movieViolations } from '../catalog/movie-rules.js';
import { sameMovie } from '../catalog/same-movie.js';
import { type FieldViolation, RpcError } from '../rpc/rpc-error.js';
import type { MovieChange } from '../stores/store.js';
import { invalidRequest } from './movie-errors.js';
import { fromMessage } from './movie-messages.js';

/** How many problems of an import are told; from then on an import that skips nothing isn't read any further. */
const MAX_PROBLEMS = 100;

type Decide = (get: MovieCatalog['get']) => Decision<v1.ImportMoviesResponse>;

/**
 * Reads an import to its end, and then makes all of it durable at once.
 *
 * @param maxBytes the most bytes of movies that are held until then
 * @param write makes durable what is decided
 * @throws RpcError if anything is wrong; then nothing was changed
 */
export async function importMovies(
  requests: AsyncIterable<v1.ImportMoviesRequest>,
  maxBytes: number,
  write: (decide: Decide) => Promise<v1.ImportMoviesResponse>,
): Promise<v1.ImportMoviesResponse> {
  let records: ImportRecords | undefined;
  let count: number | undefined;
  for await (const { request } of requests) {
    if (count !== undefined) throw incomplete('More came after the count.');
    if (!records) {
      if (request?.$case !== 'options') throw incomplete('The first request must hold the options.');
      records = new ImportRecords(readOptions(request.value), maxBytes);
    } else if (request?.$case === 'movie') {
      records.add(fromMessage(request.value));
    } else if (request?.$case === 'count') {
      count = request.value;
    } else {
      throw incomplete('Between the options and the count there must be movies only.');
    }
  }
  if (!records || count === undefined) throw incomplete('The import ended without its count.');
  if (count !== records.size) throw incomplete(`The count is ${count}, but ${records.size} movies came.`);
  const complete = records;
  return write((get) => complete.decide(get));
}

function readOptions(options: v1.ImportOptions): v1.ImportOptions {
  if (Object.values<number>(v1.ImportMode).includes(options.mode) && options.mode >= 0) return options;
  throw invalidRequest([
    { field: 'options.mode', description: `must be a value of ImportMode, and is ${options.mode}` },
  ]);
}

function incomplete(message: string): RpcError {
  return new RpcError('IMPORT_INCOMPLETE', `${message} Nothing was kept.`);
}

/** What is wrong with an import's records, and how many of them are bad. */
class ImportProblems {
  readonly #told: v1.ImportProblem[] = [];
  #badRecords = 0;

  constructor(told: readonly v1.ImportProblem[] = [], badRecords = 0) {
    this.#told.push(...told);
    this.#badRecords = badRecords;
  }

  get told(): v1.ImportProblem[] {
    return this.#told;
  }

  get badRecords(): number {
    return this.#badRecords;
  }

  add(position: number, violations: readonly FieldViolation[]): void {
    this.#badRecords += 1;
    for (const { field, description } of violations) {
      if (this.#told.length < MAX_PROBLEMS) this.#told.push({ position, field, description });
    }
  }

  copy(): ImportProblems {
    return new ImportProblems(this.#told, this.#badRecords);
  }

  toError(): RpcError {
    return invalidRequest(
      this.#told.map(({ position, field, description }) => ({ field: `movies[${position}].${field}`, description })),
    );
  }
}

/** The movies of one import, checked as they come. */
class ImportRecords {
  readonly #upsert: boolean;
  readonly #skipInvalid: boolean;
  readonly #maxBytes: number;
  /** By id; with the position among the records. */
  readonly #movies = new Map<string, { movie: Movie; position: number }>();
  readonly #problems = new ImportProblems();
  #size = 0;
  #bytes = 0;

  constructor({ mode, skipInvalid }: v1.ImportOptions, maxBytes: number) {
    this.#upsert = mode === v1.ImportMode.IMPORT_MODE_UPSERT;
    this.#skipInvalid = skipInvalid;
    this.#maxBytes = maxBytes;
  }

  /** How many records came, good and bad. */
  get size(): number {
    return this.#size;
  }

  add(given: Movie): void {
    const position = this.#size++;
    const movie = given.id === '' ? { ...given, id: randomUUID() } : given;
    const violations = movieViolations(movie);
    const twin = this.#movies.get(movie.id);
    if (twin) violations.push({ field: 'id', description: `is that of record ${twin.position} as well` });
    if (violations.length > 0) {
      this.#problems.add(position, violations);
      if (!this.#skipInvalid && this.#problems.told.length >= MAX_PROBLEMS) throw this.#problems.toError();
      return;
    }
    this.#bytes += sizeOf(movie);
    if (this.#bytes > this.#maxBytes) {
      throw new RpcError('IMPORT_TOO_LARGE', `An import may hold ${this.#maxBytes} bytes of movies. Nothing was kept.`);
    }
    this.#movies.set(movie.id, { movie, position });
  }

  /** What the import does to the movies that are there; may be asked again if they change meanwhile. */
  decide(get: MovieCatalog['get']): Decision<v1.ImportMoviesResponse> {
    const problems = this.#problems.copy();
    const changes: MovieChange[] = [];
    let created = 0;
    let unchanged = 0;
    for (const { movie, position } of this.#movies.values()) {
      const before = get(movie.id);
      if (before && !this.#upsert) {
        problems.add(position, [{ field: 'id', description: `is taken: ${JSON.stringify(movie.id)}` }]);
      } else if (before && sameMovie(before, movie)) {
        unchanged += 1;
      } else {
        if (!before) created += 1;
        changes.push({ id: movie.id, before, after: movie });
      }
    }
    if (problems.badRecords > 0 && !this.#skipInvalid) throw problems.toError();
    const result: v1.ImportMoviesResponse = {
      createdCount: created,
      updatedCount: changes.length - created,
      unchangedCount: unchanged,
      skippedCount: problems.badRecords,
      problems: problems.told,
    };
    return { changes, result };
  }
}

/** About what a movie takes in memory: its texts, and the object around them. */
function sizeOf({ id, title, director, genres }: Movie): number {
  const texts = id.length + title.length + director.length;
  return genres.reduce((bytes, genre) => bytes + genre.length + 16, texts + 128);
}
