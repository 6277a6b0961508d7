import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { MovieData, v1 } from 'movie-proto';
import type { Movie } from '../catalog/movie.js';
import { toMessage } from './movie-messages.js';

/** How many encodings of each kind are kept, twice over. At some 200 bytes each, that is at most 105 MB in all. */
const KEPT = 131_072;

/**
 * Keeps the encodings that were asked for last. Two generations stand for the order of use: when the young one is full
 * it becomes the old one, and what is not asked for in the old one goes with it.
 */
class EncodingCache {
  readonly #encode: (movie: Movie, writer: BinaryWriter) => BinaryWriter;
  // `finish` resets it, so one writer serves all; a new one a movie costs more than the encoding.
  readonly #writer = new BinaryWriter();
  #young = new Map<Movie, Uint8Array>();
  #old = new Map<Movie, Uint8Array>();

  constructor(encode: (movie: Movie, writer: BinaryWriter) => BinaryWriter) {
    this.#encode = encode;
  }

  get(movie: Movie): Uint8Array {
    const young = this.#young.get(movie);
    if (young) return young;
    const bytes = this.#old.get(movie) ?? this.#encode(movie, this.#writer).finish();
    if (this.#young.size >= KEPT) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(movie, bytes);
    return bytes;
  }
}

const movieData = new EncodingCache((movie, writer) => MovieData.encode(movie, writer));
const movies = new EncodingCache((movie, writer) => v1.Movie.encode(toMessage(movie), writer));

// For the messages around the movies; the caches have their own, since a movie is encoded while one of these is open.
const writer = new BinaryWriter();

/** A movie as the tutorial's `MovieData`. Movies never change, so each is encoded once while it is in use. */
export function encodeMovieData(movie: Movie): Uint8Array {
  return movieData.get(movie);
}

/** A message whose field 1 is a movie, as GetMovieResponse and others have it. */
export function encodeMovieField(movie: Movie): Uint8Array {
  return writer.tag(1, WireType.LengthDelimited).bytes(movies.get(movie)).finish();
}

/** A page, its movies from what is encoded already. */
export function encodePage(page: readonly Movie[], rest: Omit<v1.ListMoviesResponse, 'movies'>): Uint8Array {
  for (const movie of page) writer.tag(1, WireType.LengthDelimited).bytes(movies.get(movie));
  return v1.ListMoviesResponse.encode({ movies: [], ...rest }, writer).finish();
}

/** The answer to one lookup. */
export function encodeLookup(id: string, movie: Movie | undefined): Uint8Array {
  v1.LookupMoviesResponse.encode({ id, movie: undefined }, writer);
  if (movie) writer.tag(2, WireType.LengthDelimited).bytes(movies.get(movie));
  return writer.finish();
}
