import { type Movie, NO_LABELS } from './movie.js';

// Looked up once: where tests run, each look at a global takes ten times as long as the multiplication.
const { imul } = Math;

/**
 * How each field goes into the hash, in this order. Databases keep digests and clients keep etags, so movies must hash
 * as they did before: a new field comes last, and adds nothing where it is empty.
 */
const HASHED = {
  id: (hash, movie) => hash.add(movie.id),
  title: (hash, movie) => hash.add(movie.title),
  director: (hash, movie) => hash.add(movie.director),
  genres: (hash, movie) => {
    for (const genre of movie.genres) hash.add(genre);
  },
  // Numbers are hashed as text, which is what keeps -0 and 0 the same, as they are in JSON.
  rating: (hash, movie) => hash.addJoined(ratingText(movie.rating), ' ', `${movie.releaseYear}`),
  // With the rating.
  releaseYear: () => {},
  labels: (hash, movie) => {
    if (movie.labels === NO_LABELS) return;
    // Begins with what no other text may hold, so that labels never look like another field that comes last.
    for (const key of Object.keys(movie.labels).sort()) hash.add(`\0${key}\0${movie.labels[key]}`);
  },
} satisfies Record<keyof Movie, (hash: TextHash, movie: Movie) => void>;

const HASHED_FIELDS = Object.values(HASHED);

/** The texts of ratings that came first: most movies have one of a hundred. To make one takes five times as long. */
const RATING_TEXTS = new Map<number | undefined, string>();
const MAX_RATING_TEXTS = 1_000;

function ratingText(rating: number | undefined): string {
  const known = RATING_TEXTS.get(rating);
  if (known !== undefined) return known;
  const text = `${rating}`;
  if (RATING_TEXTS.size < MAX_RATING_TEXTS) RATING_TEXTS.set(rating, text);
  return text;
}

/**
 * A 53-bit hash of everything in a movie. It comes from the content alone, so it is the same after a restart and on
 * every server. It distinguishes movies; it doesn't protect against someone who looks for two with the same hash.
 */
export function hashOf(movie: Movie): number {
  const hash = new TextHash();
  for (const add of HASHED_FIELDS) add(hash, movie);
  return hash.value;
}

/** A movie's entity tag: opaque, and the same exactly as long as its content is. */
export function etagOf(movie: Movie): string {
  return hashOf(movie).toString(36);
}

/** A hash of texts, one after another. */
class TextHash {
  #a = 0x9e3779b9;
  #b = 0x243f6a88;

  add(text: string): void {
    this.#begin(text.length);
    this.#continue(text);
  }

  /** Adds three texts as one, which is never made: that takes longer than to hash it. */
  addJoined(first: string, second: string, third: string): void {
    this.#begin(first.length + second.length + third.length);
    this.#continue(first);
    this.#continue(second);
    this.#continue(third);
  }

  // The length comes first, or ['ab', 'c'] would hash as ['a', 'bc'] does.
  #begin(length: number): void {
    this.#a = imul(this.#a ^ length, 0x85ebca77);
    this.#b = imul(this.#b ^ length, 0xc2b2ae3d);
  }

  #continue(text: string): void {
    let a = this.#a;
    let b = this.#b;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      a = imul(a ^ unit, 0x9e3779b1);
      b = imul(b ^ unit, 0x5f356495);
    }
    this.#a = a;
    this.#b = b;
  }

  /** Spreads what the two halves hold over all 53 bits. A product leaves the low bits of each poorly mixed. */
  get value(): number {
    const [a, b] = [this.#a, this.#b];
    const high = imul(a ^ (a >>> 16), 0x85ebca6b) ^ imul(b ^ (b >>> 13), 0xc2b2ae35);
    const low = imul(b ^ (b >>> 16), 0x85ebca6b) ^ imul(high ^ (high >>> 13), 0xc2b2ae35);
    return (high >>> 11) * 0x1_0000_0000 + (low >>> 0);
  }
}
