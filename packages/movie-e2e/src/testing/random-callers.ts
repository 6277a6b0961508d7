import { createMovieClient, type MovieClient } from 'movie-client';
import { EventLog } from 'test-kit';
import { type Answer, History, type Operation } from './history.js';
import type { RandomActions } from './random-actions.js';
import { RecordedCaller } from './recorded-caller.js';

const CALLERS_OF_A_GROUP = 3;
/** The share of calls whose answer the caller doesn't wait for, in percent, and the longest that it does wait. */
const IMPATIENT_CALLS = 3;
const LONGEST_PATIENCE_MS = 10;

/** Callers that do what they like until their server ends: `using callers = new RandomCallers(…)`. */
export class RandomCallers implements Disposable {
  readonly #history = new History();
  readonly #answers = new EventLog<Answer>();
  readonly #clients: MovieClient[] = [];
  readonly #ended: Promise<unknown>;

  /** @param groups what the callers of each connection do */
  constructor(port: number, groups: readonly RandomActions[], random: (end: number) => number) {
    const callers = groups.flatMap((actions) => {
      const client = createMovieClient({ address: `127.0.0.1:${port}` });
      this.#clients.push(client);
      const call = () => this.#callOn(new RecordedCaller(client, this.#history), actions, random);
      return Array.from({ length: CALLERS_OF_A_GROUP }, call);
    });
    this.#ended = Promise.all(callers);
    // A failure comes out of `operations`; until then it must not end the process.
    this.#ended.catch(() => {});
  }

  /** What they did, once all have seen the end of the server. */
  async operations(): Promise<readonly Operation[]> {
    await this.#ended;
    return this.#history.operations;
  }

  /** Waits until they have this many answers, or the server has ended. */
  async answered(count: number): Promise<void> {
    const enough = this.#answers.first(() => this.#answers.events.length >= count);
    if (count > 0) await Promise.race([enough, this.#ended]);
  }

  [Symbol.dispose](): void {
    for (const client of this.#clients) client.close();
  }

  async #callOn(caller: RecordedCaller, actions: RandomActions, random: (end: number) => number): Promise<void> {
    while (!caller.isOver) {
      const isImpatient = random(100) < IMPATIENT_CALLS;
      const answer = await caller.do(actions.next(), isImpatient ? 1 + random(LONGEST_PATIENCE_MS) : undefined);
      if (answer !== undefined) this.#answers.add(answer);
    }
  }
}
