import { type Movie, type MovieClient, MovieError, type MovieErrorCode } from 'movie-client';
import type { Action, Answer, Fields, History, Known } from './history.js';

/** The server refused the action because of what there is, or isn't, and changed nothing. */
const REFUSALS: ReadonlySet<MovieErrorCode> = new Set(['ALREADY_EXISTS', 'NOT_FOUND', 'INVALID_ARGUMENT', 'ABORTED']);
/** The reason of an error with which a server says that it wrote nothing, as it can't at the moment. */
const UNCHANGED = 'DATABASE_UNREACHABLE';
/** The server is gone, or no longer writes. */
const ENDS: ReadonlySet<MovieErrorCode> = new Set(['UNAVAILABLE', 'CANCELLED']);

/** Calls a server, and writes down in a history what it asked and what came back. */
export class RecordedCaller {
  readonly #client: MovieClient;
  readonly #history: History;
  #isOver = false;

  constructor(client: MovieClient, history: History) {
    this.#client = client;
    this.#history = history;
  }

  /** Whether the server has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * Does one action.
   *
   * @param timeoutMs how long to wait for the answer
   * @returns the answer; undefined if none came
   */
  async do(action: Action, timeoutMs?: number): Promise<Answer | undefined> {
    const options = timeoutMs === undefined ? {} : { timeoutMs };
    return await this.#history.record(action, () => this.#call(action, options).catch((error) => this.#lost(error)));
  }

  /** Reads a movie that a write is to depend on; undefined if it isn't there, or no answer came. Not in the history. */
  async read(id: string): Promise<Known | undefined> {
    try {
      const movie = await this.#client.get(id);
      return { etag: movie.etag ?? '', fields: fieldsOf(movie) };
    } catch (error) {
      this.#lost(error);
      return undefined;
    }
  }

  async #call(action: Action, options: { readonly timeoutMs?: number }): Promise<Answer> {
    switch (action.kind) {
      case 'create':
        return fieldsOf((await this.#client.create({ title: '', ...action.fields, id: action.id }, options)).movie);
      case 'update':
        return fieldsOf((await this.#client.update(action.id, action.fields, { ...options, ...etagOf(action) })).movie);
      case 'delete':
        await this.#client.delete(action.id, { ...options, ...etagOf(action) });
        return 'done';
      case 'get':
        return fieldsOf(await this.#client.get(action.id, options));
      case 'import': {
        const movies = [...action.movies].map(([id, fields]) => ({ title: '', ...fields, id }));
        await this.#client.import(movies, { ...options, mode: action.mode });
        return 'done';
      }
    }
  }

  #lost(error: unknown): 'refused' | 'unchanged' | undefined {
    if (!(error instanceof MovieError)) throw error;
    if (error.reason === UNCHANGED) return 'unchanged';
    if (REFUSALS.has(error.code)) return 'refused';
    if (ENDS.has(error.code)) this.#isOver = true;
    else if (error.code !== 'DEADLINE_EXCEEDED') throw error;
    return undefined;
  }
}

function etagOf({ known }: { readonly known?: Known }): { readonly etag?: string } {
  return known ? { etag: known.etag } : {};
}

/** The fields of a movie that a history compares. Every movie of a history is rated. */
export function fieldsOf({
  title,
  rating = Number.NaN,
  director,
  releaseYear,
}: Omit<Movie, 'etag' | 'genres' | 'id'>): Fields {
  return { title, rating, director, releaseYear };
}
