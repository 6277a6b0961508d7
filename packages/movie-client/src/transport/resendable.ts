/** Requests from a source that is read only once. If a call fails, the next one sends again those that are kept. */
export class Resendable<Request> {
  readonly #source: AsyncIterator<Request> | Iterator<Request>;
  readonly #maxKept: number;
  #kept: Request[] = [];
  #isWhole = true;
  /** Shared between calls: if a call ends while it waits for a request, the next call sends that request. */
  #next: Promise<IteratorResult<Request>> | undefined;
  #isAtEnd = false;
  #callNumber = 0;

  /** @param maxKept how many requests are kept; if there are more, none is */
  constructor(source: AsyncIterable<Request> | Iterable<Request>, maxKept = Number.POSITIVE_INFINITY) {
    this.#maxKept = maxKept;
    this.#source = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  }

  /** Sent and not dropped. */
  get keptCount(): number {
    return this.#kept.length;
  }

  /** Whether all that were sent and not dropped are kept, so that another call can continue. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Whether the source has no more requests. */
  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  /** The requests of the next call: those that are kept, then those that come. Ends the requests of the call before. */
  async *requests(): AsyncGenerator<Request, void, undefined> {
    this.#callNumber += 1;
    const callNumber = this.#callNumber;
    yield* [...this.#kept];
    for (;;) {
      this.#next ??= Promise.resolve(this.#source.next());
      const { done, value } = await this.#next;
      if (callNumber !== this.#callNumber) return;
      this.#next = undefined;
      if (done) {
        this.#isAtEnd = true;
        return;
      }
      this.#keep(value);
      yield value;
    }
  }

  #keep(request: Request): void {
    if (!this.#isWhole) return;
    this.#isWhole = this.#kept.length < this.#maxKept;
    if (this.#isWhole) this.#kept.push(request);
    else this.#kept = [];
  }

  /** Removes the oldest request that is kept. */
  drop(): Request | undefined {
    return this.#kept.shift();
  }

  /** Ends the requests and the source. */
  close(): void {
    this.#callNumber += 1;
    // A source that is waiting for a request ends later, when the call is over: its error has no reader.
    Promise.resolve(this.#source.return?.()).catch(() => {});
  }
}
