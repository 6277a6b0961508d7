import { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { Movie } from 'movie-catalog';

/** How many movies each of two generations holds. At about 200 bytes a movie, the two hold up to 52 MB. */
const GENERATION = 131_072;

/**
 * Encodes movies, which never change, and keeps the encodings that were asked for last. Two generations stand for the
 * order of use: a full young generation becomes the old one, and the unused entries of the old one are dropped.
 */
export class RecentEncodings {
  readonly #encode: (movie: Movie, writer: BinaryWriter) => BinaryWriter;
  // `finish` empties it. A new writer for each movie costs more than the encoding.
  #writer = new BinaryWriter();
  #young = new Map<Movie, Uint8Array>();
  #old = new Map<Movie, Uint8Array>();

  /** @param encode writes a movie; what it throws goes to the caller of `get` */
  constructor(encode: (movie: Movie, writer: BinaryWriter) => BinaryWriter) {
    this.#encode = encode;
  }

  /** A movie's encoding. */
  get(movie: Movie): Uint8Array {
    const young = this.#young.get(movie);
    if (young) return young;
    const bytes = this.#old.get(movie) ?? this.#encoded(movie);
    if (this.#young.size >= GENERATION) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(movie, bytes);
    return bytes;
  }

  #encoded(movie: Movie): Uint8Array {
    try {
      // Buffers this small share their memory.
      return Buffer.from(this.#encode(movie, this.#writer).finish());
    } catch (error) {
      // The writer has half a movie in it.
      this.#writer = new BinaryWriter();
      throw error;
    }
  }
}
