import { firstIndex } from '../first-index.js';

/** A longer chunk is cut in two. */
const MAX_CHUNK = 128;

/**
 * Terms in the order of their texts, cut into chunks. Unlike those of `SortedChunks`, which pages keep, chunks are changed in
 * place: nobody keeps them, and a copy for each new word would be most of the garbage of an index.
 */
export class SortedTerms {
  readonly #textOf: (term: number) => string;
  readonly #chunks: number[][] = [[]];

  constructor(textOf: (term: number) => string) {
    this.#textOf = textOf;
  }

  /** To be read before the next change. */
  get chunks(): readonly (readonly number[])[] {
    return this.#chunks;
  }

  add(term: number): void {
    const text = this.#textOf(term);
    // What comes after all others goes to the end of the last chunk.
    const index = Math.min(this.#chunkOf(text), this.#chunks.length - 1);
    const chunk = this.#chunks[index] ?? [];
    chunk.splice(this.#indexIn(chunk, text), 0, term);
    if (chunk.length > MAX_CHUNK) this.#chunks.splice(index + 1, 0, chunk.splice(MAX_CHUNK >> 1));
  }

  /** @param term one that was added */
  remove(term: number): void {
    const text = this.#textOf(term);
    const index = this.#chunkOf(text);
    const chunk = this.#chunks[index] ?? [];
    chunk.splice(this.#indexIn(chunk, text), 1);
    if (chunk.length === 0 && this.#chunks.length > 1) this.#chunks.splice(index, 1);
  }

  /** The index of the first chunk that doesn't end before a text. */
  #chunkOf(text: string): number {
    return firstIndex(this.#chunks, (chunk) => this.#textOf(chunk.at(-1) ?? 0) >= text);
  }

  #indexIn(chunk: readonly number[], text: string): number {
    return firstIndex(chunk, (term) => this.#textOf(term) >= text);
  }
}
