import { firstIndex } from '../first-index.js';
import { foldText } from '../fold-text.js';
import type { Movie } from '../movie.js';
import type { TimeSlices } from '../time-slices.js';

/** How many movies have a value. */
export interface ValueCount {
  /** As most of them write it. */
  readonly value: string;
  readonly count: number;
}

/** One way to write a value. */
interface Spelling {
  readonly text: string;
  readonly of: Value;
  count: number;
}

interface Value {
  readonly spellings: Spelling[];
  /** How many movies have it. */
  count: number;
  /** The last movie that was counted. */
  movie: Movie | undefined;
}

/** How many movies are counted between two looks at the clock. */
const STEP = 256;

/** Counts movies by their values. Texts that differ in case and accents only are one value. */
export class ValueTally {
  readonly #spellings = new Map<string, Spelling>();
  readonly #values = new Map<string, Value>();

  /** @param texts the movie's values; those of the same movie count once */
  add(movie: Movie, texts: readonly string[]): void {
    for (const text of texts) {
      const spelling = this.#spellings.get(text) ?? this.#addSpelling(text);
      spelling.count++;
      if (spelling.of.movie === movie) continue;
      spelling.of.movie = movie;
      spelling.of.count++;
    }
  }

  /** The values that most movies have, most first; those of as many movies in the order of their UTF-16 code units. */
  async most(limit: number, slices: TimeSlices): Promise<ValueCount[]> {
    const most: ValueCount[] = [];
    let looked = 0;
    for (const { spellings, count } of this.#values.values()) {
      if (looked++ % STEP === 0 && slices.isOver) await slices.next();
      if (most.length >= limit && count < (most.at(-1)?.count ?? 0)) continue;
      const counted = { value: usualOf(spellings), count };
      most.splice(
        firstIndex(most, (other) => comesBefore(counted, other)),
        0,
        counted,
      );
      if (most.length > limit) most.pop();
    }
    return most;
  }

  #addSpelling(text: string): Spelling {
    const folded = foldText(text);
    const of = this.#values.get(folded) ?? { spellings: [], count: 0, movie: undefined };
    const spelling = { text, of, count: 0 };
    of.spellings.push(spelling);
    this.#values.set(folded, of);
    this.#spellings.set(text, spelling);
    return spelling;
  }
}

/** The spelling of most movies; of several, the first in the order of UTF-16 code units. */
function usualOf(spellings: readonly Spelling[]): string {
  const isUsual = (a: Spelling, b: Spelling) => a.count > b.count || (a.count === b.count && a.text < b.text);
  return spellings.reduce((usual, other) => (isUsual(other, usual) ? other : usual)).text;
}

function comesBefore(a: ValueCount, b: ValueCount): boolean {
  return a.count > b.count || (a.count === b.count && a.value < b.value);
}
