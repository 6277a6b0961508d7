import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { CommittedChanges, Movie, MovieChange } from 'movie-catalog';
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

/**
 * Encodes the responses that hold movies to the bytes that the generated code gives, but each movie once while it is in
 * use, and each change once for all watchers. One encoder serves a whole server.
 */
export class MovieEncoder {
  readonly #movieData = new RecentEncodings((movie, writer) =>
    MovieData.encode({ ...movie, rating: movie.rating ?? 0 }, writer),
  );
  readonly #movies = new RecentEncodings((movie, writer) => v1.Movie.encode(toMessage(movie), writer));
  readonly #changes = new WeakMap<CommittedChanges, Uint8Array[]>();

  /** A movie as the tutorial's MovieData. */
  movieData(movie: Movie): Uint8Array {
    return this.#movieData.get(movie);
  }

  /** A GetMovieResponse. */
  getResponse(movie: Movie): Uint8Array {
    return join(TAG_IN.getResponse, [this.#movies.get(movie)]);
  }

  /** The encodings of movies, from the first one on: as many as clients take in one message. */
  fitting(movies: readonly Movie[]): readonly Uint8Array[] {
    const fitting: Uint8Array[] = [];
    let size = 0;
    for (const movie of movies) {
      const encoded = this.#movies.get(movie);
      size += encoded.length + AROUND_MOVIE_BYTES;
      if (size > MAX_MOVIES_BYTES) break;
      fitting.push(encoded);
    }
    return fitting;
  }

  /** A ListMoviesResponse. @param movies from `fitting` */
  listResponse(movies: readonly Uint8Array[], rest: Omit<v1.ListMoviesResponse, 'movies'>): Uint8Array {
    const after = v1.ListMoviesResponse.encode({ movies: [], ...rest }).finish();
    return join(TAG_IN.listResponse, movies, { after });
  }

  /**
   * A LookupMoviesResponse.
   *
   * @param movie undefined if no movie has this id
   */
  lookupResponse(id: string, movie: Movie | undefined): Uint8Array {
    const before = v1.LookupMoviesResponse.encode({ id, movie: undefined }).finish();
    return movie ? join(TAG_IN.lookupResponse, [this.#movies.get(movie)], { before }) : before;
  }

  /** A WatchMoviesResponse for a movie that existed when the watch began. */
  existing(movie: Movie): Uint8Array {
    return join(TAG_IN.existing, [this.#movies.get(movie)]);
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
 * @param around the encodings of the fields before and after them
 */
function join(
  tag: Uint8Array,
  movies: readonly Uint8Array[],
  { before = NOTHING, after = NOTHING }: { readonly before?: Uint8Array; readonly after?: Uint8Array } = {},
): Uint8Array {
  let size = before.length + after.length;
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
  bytes.set(after, at);
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

function previousOf(change: MovieChange | undefined): v1.Movie | undefined {
  return change?.before && change.after && toMessage(change.before);
}

function eventOf(change: MovieChange | undefined): v1.WatchMoviesResponse['event'] {
  if (change?.after) return { $case: change.before ? 'updated' : 'created', value: toMessage(change.after) };
  return change?.before && { $case: 'deleted', value: toMessage(change.before) };
}
