/** What a search knows of every movie, in two arrays that later searches use again. */
export class MovieScores {
  #scores = new Float64Array();
  /** How many words of the query each movie has, counted as long as it has all so far. */
  #words = new Uint8Array();
  #matching = 0;

  /** Begins a search among movies in this many slots. */
  reset(slots: number): void {
    this.#matching = 0;
    if (this.#words.length < slots) {
      this.#scores = new Float64Array(slots * 1.25);
      this.#words = new Uint8Array(slots * 1.25);
    } else {
      this.#scores.fill(0);
      this.#words.fill(0);
    }
  }

  /** Begins the next word. */
  nextWord(): void {
    this.#matching = 0;
  }

  /** How many movies have the word that is looked for, and all before it. */
  get matching(): number {
    return this.#matching;
  }

  /** Adds to a movie's score, if it has all words before this one. */
  add(slot: number, word: number, score: number): void {
    const has = this.#words[slot] ?? 0;
    if (has < word) return;
    if (has === word) {
      this.#words[slot] = word + 1;
      this.#matching++;
    }
    this.#scores[slot] = (this.#scores[slot] ?? 0) + score;
  }

  /** The score of a movie that has all of so many words; 0 if it has not. */
  scoreOf(slot: number, words: number): number {
    return this.#words[slot] === words ? (this.#scores[slot] ?? 0) : 0;
  }
}
