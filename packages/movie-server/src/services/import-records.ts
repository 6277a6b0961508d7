import { type Decision, type Movie, type MovieCatalog, sameMovie } from 'movie-catalog';
import { v1 } from 'movie-proto';
import { movieError } from './error-reasons.js';
import { violationsOf } from './field-violations.js';
import { ImportProblems } from './import-problems.js';
import { quoted } from './movie-errors.js';
import { fromMessage } from './movie-messages.js';
import { withId } from './movie-requests.js';

/** The movies of one import, checked as they come. */
export class ImportRecords {
  readonly #upsert: boolean;
  readonly #skipInvalid: boolean;
  readonly #maxBytes: number;
  /** Whether nothing may be kept. */
  readonly validateOnly: boolean;
  /** By id, with the position among the records. */
  readonly #movies = new Map<string, { movie: Movie; position: number }>();
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
  add(message: v1.Movie): void {
    const position = this.#size++;
    const movie = withId(fromMessage(message));
    const violations = violationsOf(movie);
    const twin = this.#movies.get(movie.id);
    if (twin) violations.push({ field: 'id', description: `is that of record ${twin.position} as well` });
    if (violations.length > 0) {
      this.#problems.add(position, violations);
      if (!this.#skipInvalid && this.#problems.isFull) throw this.#problems.toError();
      return;
    }
    this.#bytes += sizeOf(movie);
    if (this.#bytes > this.#maxBytes) {
      throw movieError('IMPORT_TOO_LARGE', `An import may hold ${this.#maxBytes} bytes of movies. Nothing was kept.`);
    }
    this.#movies.set(movie.id, { movie, position });
  }

  /**
   * What the import changes, given the movies that exist; may be called again if they change meanwhile.
   *
   * @throws RpcError if there are problems and the import may not skip them
   */
  decide(get: MovieCatalog['get']): Decision<v1.ImportMoviesResponse> {
    const problems = this.#problems.copy();
    const changes: { id: string; after: Movie }[] = [];
    let createdCount = 0;
    let unchangedCount = 0;
    for (const { movie, position } of this.#movies.values()) {
      const { id } = movie;
      const current = get(id);
      if (current && !this.#upsert) {
        problems.add(position, [{ field: 'id', description: `is taken: ${quoted(id)}` }]);
      } else if (current && sameMovie(current, movie)) {
        unchangedCount += 1;
      } else {
        if (!current) createdCount += 1;
        changes.push({ id, after: movie });
      }
    }
    if (problems.records > 0 && !this.#skipInvalid) throw problems.toError();
    const updatedCount = changes.length - createdCount;
    const { records: skippedCount, reported } = problems;
    return { changes, result: { createdCount, updatedCount, unchangedCount, skippedCount, problems: reported } };
  }
}

/** About what a movie takes in memory: its texts, and the object around them. */
function sizeOf({ id, title, director, genres }: Movie): number {
  const texts = id.length + title.length + director.length;
  return genres.reduce((bytes, genre) => bytes + genre.length + 16, texts + 128);
}
