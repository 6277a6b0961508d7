/** The most values that are shared; most catalogs have far fewer different lists of genres, or labels. */
const MAX_SHARED = 10_000;

/**
 * Values that never change: those that are the same are one object, as a million movies have few different ones. Others
 * than the first 10,000 are not shared.
 */
export class SharedValues<Value> {
  readonly #values = new Map<string, Value>();

  /** The value that is this in JSON; `make` makes it if there is none yet. */
  of(json: string, make: () => Value): Value {
    const known = this.#values.get(json);
    if (known !== undefined) return known;
    const value = make();
    if (this.#values.size < MAX_SHARED) this.#values.set(json, value);
    return value;
  }
}
