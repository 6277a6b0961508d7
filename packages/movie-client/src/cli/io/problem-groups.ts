import { count } from '../terminal/count.js';

/** What is wrong with a record. */
export interface Problem {
  /** What follows the record's place: ` has no title`. */
  readonly sentence: string;
  /** The same without what is only this record's. */
  readonly kind: string;
  /** What is only this record's. */
  readonly value: string | undefined;
  /** What to do about it, as a clause. */
  readonly advice: string | undefined;
}

/** The most kinds of problems that are printed. */
const MAX_KINDS = 100;
/** A few places are all printed; of more, only the first. */
const MAX_PLACES = { all: 5, first: 3 };
/** How many places of a kind are kept, so that problems can be removed. */
const MAX_KEPT = 1_000;

interface Group {
  readonly kind: string;
  readonly advice: string | undefined;
  readonly places: Place[];
  count: number;
}

type Place = Pick<Problem, 'sentence' | 'value'> & { readonly place: number };

/** Problems of the records of a file, by kind. */
export class ProblemGroups {
  readonly #where: (place: number) => string;
  readonly #groups = new Map<string, Group>();
  /** How many have a kind for which there is no room. */
  #others = 0;

  /** @param where puts a place into words: `line 12` */
  constructor(where: (place: number) => string) {
    this.#where = where;
  }

  add(place: number, problem: Problem): void {
    let group = this.#groups.get(problem.kind);
    if (!group) {
      if (this.#groups.size >= MAX_KINDS) {
        this.#others += 1;
        return;
      }
      group = { kind: problem.kind, advice: problem.advice, places: [], count: 0 };
      this.#groups.set(problem.kind, group);
    }
    group.count += 1;
    if (group.places.length < MAX_KEPT) group.places.push({ place, sentence: problem.sentence, value: problem.value });
  }

  /** Removes the problems of a place, as far as it is among the first `MAX_KEPT` of their kind. */
  removeAt(removed: number): void {
    for (const [kind, group] of this.#groups) {
      const index = group.places.findIndex(({ place }) => place === removed);
      if (index < 0) continue;
      group.places.splice(index, 1);
      group.count -= 1;
      if (group.count === 0) this.#groups.delete(kind);
    }
  }

  /** Whether there is a problem of such a kind. */
  has(kind: RegExp): boolean {
    return [...this.#groups.keys()].some((name) => kind.test(name));
  }

  /** A line for each kind, in the order of their first places. */
  lines(): string[] {
    const firstPlace = ({ places }: Group) => places[0]?.place ?? 0;
    const groups = [...this.#groups.values()].sort((a, b) => firstPlace(a) - firstPlace(b));
    const others = this.#others > 0 ? [`and ${count(this.#others)} more problems of other kinds`] : [];
    return [...groups.map((group) => this.#line(group)), ...others];
  }

  #line({ kind, advice: clause, places, count: size }: Group): string {
    const advice = clause === undefined ? '' : `; ${clause}`;
    const [only] = places;
    if (size === 1 && only) return `${this.#where(only.place)}${only.sentence}${advice}`;
    const textOf = ({ place, value }: Place) => `${this.#where(place)}${value === undefined ? '' : ` (${value})`}`;
    return `${kind}: ${count(size)} records, ${placeList(places, textOf, size)}${advice}`;
  }
}

/**
 * Places in words, as a list: `lines 3, 7 …`.
 *
 * @param places the first of them: six at least, if there are so many
 * @param textOf puts one into words
 * @param size how many there are
 */
export function placeList<Item>(places: readonly Item[], textOf: (place: Item) => string, size: number): string {
  const texts = places.slice(0, size > MAX_PLACES.all ? MAX_PLACES.first : size).map(textOf);
  const areLines = texts.every((text) => text.startsWith('line '));
  const numbers = texts.map((text) => text.slice('line '.length)).join(', ');
  const list = areLines ? `${size === 1 ? 'line' : 'lines'} ${numbers}` : texts.join(', ');
  return size > texts.length ? `${list} …` : list;
}
