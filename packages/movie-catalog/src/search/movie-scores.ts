/** What a search knows of every movie, in two arrays that later searches use again. */
export class MovieScores {
  #scores = new Float64Array();
  /** Which words of the query each movie has: a bit for each. */
  #words = new Uint16Array();
  #needsAll = true;
  #matching = 0;

  /**
   * Begins a search among movies in this many slots.
   *
   * @param needsAll leaves out movies that lack a word
   */
  reset(slots: number, needsAll: boolean): void {
    this.#needsAll = needsAll;
    this.#matching = 0;
    if (this.#words.length < slots) {
      this.#scores = new Float64Array(slots * 1.25);
      this.#words = new Uint16Array(slots * 1.25);
    } else {
      this.#scores.fill(0);
      this.#words.fill(0);
    }
  }

  /** Begins the next word. */
  nextWord(): void {
    this.#matching = 0;
  }

  /** How many movies have the word that is looked for, and all before it if all are needed. */
  get matching(): number {
    return this.#matching;
  }

  /** Adds to a movie's score. */
  add(slot: number, word: number, score: number): void {
    const words = this.#words[slot] ?? 0;
    const bit = 1 << word;
    const before = bit - 1;
    if (this.#needsAll && (words & before) !== before) return;
    if ((words & bit) === 0) {
      this.#words[slot] = words | bit;
      this.#matching++;
    }
    this.#scores[slot] = (this.#scores[slot] ?? 0) + score;
  }

  /** Which words a movie has: a bit for each. */
  wordsOf(slot: number): number {
    return this.#words[slot] ?? 0;
  }

  scoreOf(slot: number): number {
    return this.#scores[slot] ?? 0;
  }
}
