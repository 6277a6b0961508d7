import { setTimeout } from 'node:timers/promises';
import { createMovieClient } from 'movie-client';
import { type Action, type Fields, History, isAcknowledged, type Operation } from './history.js';
import type { RandomActions } from './random-actions.js';
import { RecordedCaller } from './recorded-caller.js';

const CALLERS = 8;
/** How often a caller raises a counter, moves to another server, and doesn't wait for an answer, in percent. */
const INCREMENTS = 30;
const MOVES = 3;
const IMPATIENT_CALLS = 2;
/** The longest that an impatient caller waits, any other one, and one whose server is gone before it goes on. */
const LONGEST_IMPATIENCE_MS = 10;
const PATIENCE_MS = 5_000;
const LONGEST_PAUSE_MS = 20;

/** Callers that write through several servers, and move to another one at random and when theirs is gone. */
export class WanderingCallers {
  readonly #history = new History();
  readonly #addresses: readonly string[];
  readonly #actions: RandomActions;
  readonly #counters: readonly string[];
  readonly #random: (end: number) => number;
  readonly #ended: Promise<unknown>;
  #isOver = false;
  #increments = 0;

  constructor(
    addresses: readonly string[],
    actions: RandomActions,
    counters: readonly string[],
    random: (end: number) => number,
  ) {
    this.#addresses = addresses;
    this.#actions = actions;
    this.#counters = counters;
    this.#random = random;
    this.#ended = Promise.all(Array.from({ length: CALLERS }, () => this.#wander()));
    // A failure comes out of `stop`; until then it must not end the process.
    this.#ended.catch(() => {});
  }

  /** How many writes were acknowledged. */
  get acknowledged(): number {
    return this.#history.operations.filter(isAcknowledged).length;
  }

  /** Lets each finish what it does. Gives what all did. */
  async stop(): Promise<readonly Operation[]> {
    this.#isOver = true;
    await this.#ended;
    return this.#history.operations;
  }

  async #wander(): Promise<void> {
    while (!this.#isOver) {
      using client = createMovieClient({ address: this.#any(this.#addresses), timeoutMs: PATIENCE_MS });
      const caller = new RecordedCaller(client, this.#history);
      do await this.#callOnce(caller);
      while (!this.#isOver && !caller.isOver && this.#random(100) >= MOVES);
      if (caller.isOver) await setTimeout(this.#random(LONGEST_PAUSE_MS));
    }
  }

  async #callOnce(caller: RecordedCaller): Promise<void> {
    const action = await this.#next(caller);
    const isImpatient = this.#random(100) < IMPATIENT_CALLS;
    if (action) await caller.do(action, isImpatient ? 1 + this.#random(LONGEST_IMPATIENCE_MS) : PATIENCE_MS);
  }

  /** The next thing to do; undefined if the movie that it needs could not be read. */
  async #next(caller: RecordedCaller): Promise<Action | undefined> {
    if (this.#random(100) < INCREMENTS) return await this.#increment(caller);
    const action = this.#actions.next();
    if (action.kind !== 'delete' && (action.kind !== 'update' || this.#random(2) === 0)) return action;
    const known = await caller.read(action.id);
    return known && { ...action, known };
  }

  async #increment(caller: RecordedCaller): Promise<Action | undefined> {
    const id = this.#any(this.#counters);
    const known = await caller.read(id);
    return known && { kind: 'update', id, fields: this.#oneMore(known.fields), known };
  }

  /** No other increment has the same title. */
  #oneMore({ title }: Fields): Fields {
    return { title: `${Number.parseInt(String(title), 10) + 1} by increment ${this.#increments++}` };
  }

  #any(choices: readonly string[]): string {
    return choices[this.#random(choices.length)] ?? '';
  }
}
