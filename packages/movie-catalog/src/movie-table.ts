import { randomUUID } from 'node:crypto';
import { IdPlaces } from './id-places.js';
import type { PlacedMovie, PlacedMovies } from './lists/placed-movies.js';
import type { Movie } from './movie.js';

type Chunk = (Movie | undefined)[];

const CHUNK_BITS = 8;
const CHUNK_SIZE = 1 << CHUNK_BITS;
const EMPTY: Chunk = [];

/**
 * Movies by id, in the order of a `Map`: a movie that is set again keeps its place, and a new one comes last. Whoever
 * walks through them as they were at one moment shares all chunks that don't change meanwhile.
 */
export class MovieTable implements ReadonlyMap<string, Movie> {
  /** By id, the index of the movie among all places, some of which are empty. */
  #places = new IdPlaces();
  #chunks: Chunk[] = [];
  /** The chunks that no walk has, and that may change. */
  #own = new Set<Chunk>();
  #end = 0;
  #generation = randomUUID();
  readonly #idAt = (place: number) => this.#movieAt(place)?.id;

  /** A table of these movies, in their order. */
  static of(movies: MovieTable | Iterable<Movie>): MovieTable {
    if (movies instanceof MovieTable) return movies;
    const table = new MovieTable();
    for (const movie of movies) table.set(movie.id, movie);
    return table;
  }

  get size(): number {
    return this.#places.size;
  }

  get(id: string): Movie | undefined {
    const place = this.placeOf(id);
    return place === undefined ? undefined : this.#movieAt(place);
  }

  has(id: string): boolean {
    return this.placeOf(id) !== undefined;
  }

  /** Where a movie is in the order; undefined if there is none. It stays there until the next generation of places. */
  placeOf(id: string): number | undefined {
    return this.#places.get(id, this.#idAt);
  }

  /** Names the places that movies have now. */
  get generation(): string {
    return this.#generation;
  }

  /** Begins the next generation: places from before mean nothing any more, as movies were moved to others. */
  nextGeneration(): void {
    this.#generation = randomUUID();
  }

  /** Adds a movie, unless there is one with its id. @returns whether it was added */
  add(movie: Movie): boolean {
    const place = this.#places.getOrAdd(movie.id, this.#end, this.#idAt);
    if (place !== this.#end) return false;
    this.#put(movie, place);
    return true;
  }

  set(id: string, movie: Movie): void {
    this.#put(movie, this.#places.getOrAdd(id, this.#end, this.#idAt));
  }

  delete(id: string): void {
    const place = this.placeOf(id);
    if (place === undefined) return;
    this.#places.delete(id, this.#idAt);
    const chunk = this.#ownChunk(place);
    chunk[place % CHUNK_SIZE] = undefined;
    if (chunk.length < CHUNK_SIZE || chunk.some((movie) => movie)) return;
    this.#own.delete(chunk);
    this.#chunks[place >>> CHUNK_BITS] = EMPTY;
  }

  /** Replaces all movies by those of another table, which must not be used any more. A walk that has begun goes on. */
  take(movies: MovieTable): void {
    this.#places = movies.#places;
    this.#chunks = movies.#chunks;
    this.#own = movies.#own;
    this.#end = movies.#end;
    this.nextGeneration();
  }

  /** All movies as they are now, whatever becomes of them during the walk. */
  walk(): Generator<Movie, undefined> {
    this.#own.clear();
    return moviesIn([...this.#chunks]);
  }

  /** All movies as they are now with their places, whatever becomes of them. */
  placed(): PlacedMovies {
    this.#own.clear();
    const chunks = [...this.#chunks];
    const from = (place: number, descending: boolean) => (descending ? placedBack : placedFrom)(chunks, place);
    return { generation: this.#generation, size: this.size, from };
  }

  values(): Generator<Movie, undefined> {
    return moviesIn(this.#chunks);
  }

  *keys(): Generator<string, undefined> {
    for (const { id } of this.values()) yield id;
  }

  *entries(): Generator<[string, Movie], undefined> {
    for (const movie of this.values()) yield [movie.id, movie];
  }

  [Symbol.iterator](): Generator<[string, Movie], undefined> {
    return this.entries();
  }

  forEach(callback: (movie: Movie, id: string, movies: ReadonlyMap<string, Movie>) => void): void {
    for (const movie of this.values()) callback(movie, movie.id, this);
  }

  #movieAt(place: number): Movie | undefined {
    return this.#chunks[place >>> CHUNK_BITS]?.[place % CHUNK_SIZE];
  }

  #put(movie: Movie, place: number): void {
    this.#ownChunk(place)[place % CHUNK_SIZE] = movie;
    if (place === this.#end) this.#end++;
  }

  /** The chunk of a place, as one that may be changed. */
  #ownChunk(place: number): Chunk {
    const index = place >>> CHUNK_BITS;
    const chunk = this.#chunks[index];
    if (chunk && this.#own.has(chunk)) return chunk;
    const own = chunk ? [...chunk] : [];
    this.#own.add(own);
    this.#chunks[index] = own;
    return own;
  }
}

function* moviesIn(chunks: readonly Chunk[]): Generator<Movie, undefined> {
  for (const chunk of chunks) for (const movie of chunk) if (movie) yield movie;
}

function* placedFrom(chunks: readonly Chunk[], first: number): Generator<PlacedMovie, undefined> {
  for (let index = first >>> CHUNK_BITS; index < chunks.length; index++) {
    const chunk = chunks[index] ?? EMPTY;
    const start = index * CHUNK_SIZE;
    for (let place = Math.max(first, start); place < start + chunk.length; place++) {
      const movie = chunk[place - start];
      if (movie) yield { place, movie };
    }
  }
}

function* placedBack(chunks: readonly Chunk[], last: number): Generator<PlacedMovie, undefined> {
  for (let index = Math.min(Math.floor(last / CHUNK_SIZE), chunks.length - 1); index >= 0; index--) {
    const chunk = chunks[index] ?? EMPTY;
    const start = index * CHUNK_SIZE;
    for (let place = Math.min(last, start + chunk.length - 1); place >= start; place--) {
      const movie = chunk[place - start];
      if (movie) yield { place, movie };
    }
  }
}
