/** How many bytes each of two generations holds. */
const GENERATION_BYTES = 2 ** 25;

/**
 * Encodes what never changes, and keeps the encodings that were asked for last. Two generations stand for the order of
 * use: a full young generation becomes the old one, and the unused entries of the old one are dropped.
 */
export class RecentEncodings<Item extends object> {
  readonly #encode: (item: Item) => Uint8Array;
  #young = new Map<Item, Uint8Array>();
  #youngBytes = 0;
  #old = new Map<Item, Uint8Array>();

  /** @param encode what it throws goes to the caller of `get` */
  constructor(encode: (item: Item) => Uint8Array) {
    this.#encode = encode;
  }

  /** An item's encoding. */
  get(item: Item): Uint8Array {
    const young = this.#young.get(item);
    if (young) return young;
    const bytes = this.#old.get(item) ?? this.#encode(item);
    if (this.#youngBytes + bytes.length > GENERATION_BYTES) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#youngBytes = 0;
    }
    this.#young.set(item, bytes);
    this.#youngBytes += bytes.length;
    return bytes;
  }
}
