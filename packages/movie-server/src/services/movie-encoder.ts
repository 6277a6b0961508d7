import { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { CommittedChanges, Movie, MovieChange } from 'movie-catalog';
import { MovieData, v1 } from 'movie-proto';
import { toMessage } from './movie-messages.js';
import { RecentEncodings } from './recent-encodings.js';
import { revisionOf } from './revision.js';

// Which field holds the movie is in the generated code alone. An empty movie leaves the field's tag and a length of 0.
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
  readonly #writer = new BinaryWriter();

  /** A movie as the tutorial's MovieData. */
  movieData(movie: Movie): Uint8Array {
    return this.#movieData.get(movie);
  }

  /** A GetMovieResponse. */
  getResponse(movie: Movie): Uint8Array {
    return this.#join(TAG_IN.getResponse, [movie]);
  }

  /** A ListMoviesResponse. */
  listResponse(movies: readonly Movie[], rest: Omit<v1.ListMoviesResponse, 'movies'>): Uint8Array {
    const after = v1.ListMoviesResponse.encode({ movies: [], ...rest }).finish();
    return this.#join(TAG_IN.listResponse, movies, { after });
  }

  /**
   * A LookupMoviesResponse.
   *
   * @param movie undefined if no movie has this id
   */
  lookupResponse(id: string, movie: Movie | undefined): Uint8Array {
    const before = v1.LookupMoviesResponse.encode({ id, movie: undefined }).finish();
    return movie ? this.#join(TAG_IN.lookupResponse, [movie], { before }) : before;
  }

  /** A WatchMoviesResponse for a movie that existed when the watch began. */
  existing(movie: Movie): Uint8Array {
    return this.#join(TAG_IN.existing, [movie]);
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

  /** @param around the encodings of the message's fields before and after its movies */
  #join(
    tag: Uint8Array,
    movies: readonly Movie[],
    around: { readonly before?: Uint8Array; readonly after?: Uint8Array } = {},
  ): Uint8Array {
    // All that may throw comes before the first write, so that the writer never keeps a part of a message.
    const encoded = movies.map((movie) => this.#movies.get(movie));
    if (around.before) this.#writer.raw(around.before);
    for (const bytes of encoded) this.#writer.raw(tag).bytes(bytes);
    if (around.after) this.#writer.raw(around.after);
    return this.#writer.finish();
  }
}

function previousOf(change: MovieChange | undefined): v1.Movie | undefined {
  return change?.before && change.after && toMessage(change.before);
}

function eventOf(change: MovieChange | undefined): v1.WatchMoviesResponse['event'] {
  if (change?.after) return { $case: change.before ? 'updated' : 'created', value: toMessage(change.after) };
  return change?.before && { $case: 'deleted', value: toMessage(change.before) };
}
