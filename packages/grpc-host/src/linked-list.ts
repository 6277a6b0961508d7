/** Where an item is in its list, as `LinkedList.add` gives it. */
export interface Place<Item> {
  readonly item: Item;
  previous: Place<Item> | undefined;
  next: Place<Item> | undefined;
  isGone: boolean;
}

/**
 * Items in the order in which they were added, each of which can be taken out at once. A `Set` does the same, but for
 * items that come and go all the time it costs more: as it moves to new tables, the old ones hold what they held, and that
 * lives until a full garbage collection.
 */
export class LinkedList<Item> implements Iterable<Item> {
  #first: Place<Item> | undefined;
  #last: Place<Item> | undefined;
  #size = 0;

  /** How many items there are. */
  get size(): number {
    return this.#size;
  }

  /** The place of the item that was added before all others; undefined if there is none. */
  get first(): Place<Item> | undefined {
    return this.#first;
  }

  /** Adds an item behind the others. */
  add(item: Item): Place<Item> {
    const place = { item, previous: this.#last, next: undefined, isGone: false };
    if (this.#last) this.#last.next = place;
    else this.#first = place;
    this.#last = place;
    this.#size += 1;
    return place;
  }

  /** Takes an item out, unless that is done. @param place a place in this list */
  delete(place: Place<Item>): void {
    if (place.isGone) return;
    const { previous, next } = place;
    if (previous) previous.next = next;
    else this.#first = next;
    if (next) next.previous = previous;
    else this.#last = previous;
    this.#size -= 1;
    place.isGone = true;
    // Garbage that the collector hasn't found yet would keep what came after it.
    place.previous = undefined;
    place.next = undefined;
  }

  /** The items that are there when it begins. */
  [Symbol.iterator](): Iterator<Item> {
    const items: Item[] = [];
    for (let place = this.#first; place; place = place.next) items.push(place.item);
    return items.values();
  }
}
