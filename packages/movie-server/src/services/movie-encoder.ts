import { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { CommittedChanges, Movie, MovieChange, PagePart } from 'movie-catalog';
import { MovieData, v1 } from 'movie-proto';
import { toMessage } from './movie-messages.js';
import { RecentEncodings } from './recent-encodings.js';
import { revisionOf } from './revision.js';

/** Clients take 4 MiB by default; the rest is for what is beside the movies, such as the token of the next page. */
const MAX_MOVIES_BYTES = 4_000_000;

/** The most that a message has for each movie beside its encoding: tags, lengths, a score. */
const AROUND_MOVIE_BYTES = 20;

// Which field holds the movie is in the generated code alone. An empty movie leaves the field's tag and a length of 0.
const NOTHING = new Uint8Array(0);
const EMPTY = v1.Movie.create();
const tagIn = (message: BinaryWriter): Uint8Array => message.finish().subarray(0, -1);
const NO_CHANGE = { resumeToken: '', previous: undefined, changeTime: undefined, revision: '' };
const TAG_IN = {
  getResponse: tagIn(v1.GetMovieResponse.encode({ movie: EMPTY })),
  listResponse: tagIn(v1.ListMoviesResponse.encode({ movies: [EMPTY], nextPageToken: '', totalSize: 0 })),
  lookupResponse: tagIn(v1.LookupMoviesResponse.encode({ id: '', movie: EMPTY })),
  existing: tagIn(v1.WatchMoviesResponse.encode({ event: { $case: 'existing', value: EMPTY }, ...NO_CHANGE })),
};

/** The first movies of a page, encoded. */
export interface PageMovies {
  /** What a ListMoviesResponse has of them, one part after the other. */
  readonly encoded: readonly Uint8Array[];
  readonly count: number;
}

/**
 * Encodes the responses that hold movies to the bytes that the generated code gives, but each movie once while it is in
 * use, and each change once for all watchers. One encoder serves a whole server.
 */
export class MovieEncoder {
  readonly #movieData = new RecentEncodings(
    encoderBy((movie: Movie, writer) => MovieData.encode({ ...movie, rating: movie.rating ?? 0 }, writer)),
  );
  readonly #movies = new RecentEncodings(
    encoderBy((movie: Movie, writer) => v1.Movie.encode(toMessage(movie), writer)),
  );
  /** Movies of a list that follow one another, each as one of a ListMoviesResponse. */
  readonly #parts = new RecentEncodings((movies: readonly Movie[]) => this.#listed(movies));
  readonly #changes = new WeakMap<CommittedChanges, Uint8Array[]>();

  /** A movie as the tutorial's MovieData. */
  movieData(movie: Movie): Uint8Array {
    return this.#movieData.get(movie);
  }

  /** A GetMovieResponse. */
  getResponse(movie: Movie): Uint8Array {
    return join(TAG_IN.getResponse, [this.#movies.get(movie)]);
  }

  /** How many movies, from the first one on, clients take in one message. */
  fitting(movies: readonly Movie[], room = MAX_MOVIES_BYTES): number {
    let size = 0;
    const tooMany = movies.findIndex((movie) => {
      size += this.#movies.get(movie).length + AROUND_MOVIE_BYTES;
      return size > room;
    });
    return tooMany < 0 ? movies.length : tooMany;
  }

  /** The movies of a page, as many as clients take in one message. */
  pageMovies(parts: readonly PagePart[]): PageMovies {
    const encoded: Uint8Array[] = [];
    let count = 0;
    let room = MAX_MOVIES_BYTES;
    for (const { movies, isShared } of parts) {
      const bytes = isShared ? this.#parts.get(movies) : this.#listed(movies);
      if (bytes.length > room) {
        const first = movies.slice(0, this.fitting(movies, room));
        return { encoded: [...encoded, this.#listed(first)], count: count + first.length };
      }
      encoded.push(bytes);
      count += movies.length;
      room -= bytes.length;
    }
    return { encoded, count };
  }

  /** A ListMoviesResponse, in pieces. */
  listResponse({ encoded }: PageMovies, rest: Omit<v1.ListMoviesResponse, 'movies'>): readonly Uint8Array[] {
    return [...encoded, v1.ListMoviesResponse.encode({ movies: [], ...rest }).finish()];
  }

  /**
   * A LookupMoviesResponse.
   *
   * @param movie undefined if no movie has this id
   */
  lookupResponse(id: string, movie: Movie | undefined): Uint8Array {
    const before = v1.LookupMoviesResponse.encode({ id, movie: undefined }).finish();
    return movie ? join(TAG_IN.lookupResponse, [this.#movies.get(movie)], before) : before;
  }

  /** A WatchMoviesResponse for a movie that existed when the watch began. */
  existing(movie: Movie): Uint8Array {
    return join(TAG_IN.existing, [this.#movies.get(movie)]);
  }

  /** Movies as those of a ListMoviesResponse. */
  #listed(movies: readonly Movie[]): Uint8Array {
    return join(
      TAG_IN.listResponse,
      movies.map((movie) => this.#movies.get(movie)),
    );
  }

  /**
   * A WatchMoviesResponse for one change of a commit. Every watcher gets the same commit from the catalog, and so the
   * same bytes.
   *
   * @param resumeToken gives the token after this change, which must be the same for all watchers
   */
  change(commit: CommittedChanges, index: number, resumeToken: () => string): Uint8Array {
    const encoded = this.#changes.get(commit) ?? [];
    this.#changes.set(commit, encoded);
    encoded[index] ??= v1.WatchMoviesResponse.encode({
      event: eventOf(commit.changes[index]),
      resumeToken: resumeToken(),
      previous: previousOf(commit.changes[index]),
      changeTime: new Date(commit.time),
      revision: revisionOf(commit.position),
    }).finish();
    return encoded[index];
  }
}

/**
 * Puts the encodings of movies into one message.
 *
 * @param tag says which field of the message holds each of them
 * @param before the encodings of the fields before them
 */
function join(tag: Uint8Array, movies: readonly Uint8Array[], before = NOTHING): Uint8Array {
  let size = before.length;
  for (const { length } of movies) size += tag.length + varintLength(length) + length;
  const bytes = Buffer.allocUnsafe(size);
  bytes.set(before);
  let at = before.length;
  for (const movie of movies) {
    // A call of `set` for one byte would cost more than the rest.
    for (const byte of tag) bytes[at++] = byte;
    at = writeVarint(bytes, at, movie.length);
    bytes.set(movie, at);
    at += movie.length;
  }
  return bytes;
}

/** How many bytes a length takes: 7 bits of it in each. */
function varintLength(length: number): number {
  return length < 2 ** 7 ? 1 : length < 2 ** 14 ? 2 : length < 2 ** 21 ? 3 : 4;
}

/** @returns where the next byte goes */
function writeVarint(bytes: Uint8Array, start: number, length: number): number {
  let at = start;
  let rest = length;
  for (; rest > 0x7f; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
  bytes[at++] = rest;
  return at;
}

/** Encodes with one writer: a new one for each movie costs more than the encoding. */
function encoderBy(write: (movie: Movie, writer: BinaryWriter) => BinaryWriter): (movie: Movie) => Uint8Array {
  let writer = new BinaryWriter();
  return (movie) => {
    try {
      // `finish` empties the writer. Buffers this small share their memory.
      return Buffer.from(write(movie, writer).finish());
    } catch (error) {
      // The writer has half a movie in it.
      writer = new BinaryWriter();
      throw error;
    }
  };
}

function previousOf(change: MovieChange | undefined): v1.Movie | undefined {
  return change?.before && change.after && toMessage(change.before);
}

function eventOf(change: MovieChange | undefined): v1.WatchMoviesResponse['event'] {
  if (change?.after) return { $case: change.before ? 'updated' : 'created', value: toMessage(change.after) };
  return change?.before && { $case: 'deleted', value: toMessage(change.before) };
}
