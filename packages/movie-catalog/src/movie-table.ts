import { randomUUID } from 'node:crypto';
import { IdPlaces } from './id-places.js';
import { type PlacedMovies, type PlacedPart, partOf } from './lists/placed-movies.js';
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
  readonly #isAt = (place: number, id: string) => this.#movieAt(place)?.id === id;

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
    return this.#places.get(id, this.#isAt);
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
    const place = this.#places.getOrAdd(movie.id, this.#end, this.#isAt);
    if (place !== this.#end) return false;
    this.#put(movie, place);
    return true;
  }

  set(id: string, movie: Movie): void {
    this.#put(movie, this.#places.getOrAdd(id, this.#end, this.#isAt));
  }

  delete(id: string): void {
    const place = this.placeOf(id);
    if (place === undefined) return;
    this.#places.delete(id, this.#isAt);
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
    const parts = (place: number, descending: boolean) => (descending ? partsBack : partsFrom)(chunks, place);
    return { generation: this.#generation, size: this.size, parts };
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

function* partsFrom(chunks: readonly Chunk[], first: number): Generator<PlacedPart, undefined> {
  for (let index = first >>> CHUNK_BITS; index < chunks.length; index++) {
    const chunk = chunks[index] ?? EMPTY;
    const start = index * CHUNK_SIZE;
    if (first <= start && isFull(chunk)) yield { movies: chunk, isShared: true, placeOf: (at) => start + at };
    else yield* partIn(chunk, start, Math.max(first, start), start + chunk.length, 1);
  }
}

function* partsBack(chunks: readonly Chunk[], last: number): Generator<PlacedPart, undefined> {
  for (let index = Math.min(Math.floor(last / CHUNK_SIZE), chunks.length - 1); index >= 0; index--) {
    const chunk = chunks[index] ?? EMPTY;
    const start = index * CHUNK_SIZE;
    const end = start + chunk.length - 1;
    if (last >= end && isFull(chunk)) yield { movies: reversed(chunk), isShared: true, placeOf: (at) => end - at };
    else yield* partIn(chunk, start, Math.min(last, end), start - 1, -1);
  }
}

/** The movies of a chunk from one place to before another one, of which there may be none. */
function* partIn(
  chunk: Chunk,
  start: number,
  from: number,
  to: number,
  step: 1 | -1,
): Generator<PlacedPart, undefined> {
  const movies: Movie[] = [];
  const places: number[] = [];
  for (let place = from; step > 0 ? place < to : place > to; place += step) {
    const movie = chunk[place - start];
    if (!movie) continue;
    movies.push(movie);
    places.push(place);
  }
  if (movies.length > 0) yield partOf(movies, places);
}

/** Whether all places of a chunk are taken. */
function isFull(chunk: Chunk): chunk is Movie[] {
  return chunk.length === CHUNK_SIZE && chunk.every((movie) => movie !== undefined);
}

/** By chunk, the same from its end, which is the very same array each time as well. */
const REVERSED = new WeakMap<Chunk, readonly Movie[]>();

function reversed(chunk: Movie[]): readonly Movie[] {
  const movies = REVERSED.get(chunk) ?? chunk.toReversed();
  REVERSED.set(chunk, movies);
  return movies;
}
