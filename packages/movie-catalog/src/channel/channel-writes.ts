import { type Decide, StoreError, type Written } from '../store.js';
import { answerTo, type Outcome, Turn, type WaitingWrite } from '../turn.js';
import type { HubReplica } from './hub-replica.js';
import type { Proposal, ProposalOutcome } from './store-messages.js';

/**
 * The writes of a worker, from the call until the hub says what became of them. While no other worker writes, they are
 * decided before the worker has the turn, which saves asking for it; the hub gives it the turn if that was too early.
 */
export class ChannelWrites {
  readonly #replica: HubReplica;
  readonly #propose: (proposal: Proposal) => void;
  #waiting: WaitingWrite<unknown>[] = [];
  /** Those that were decided, and may have to be decided again. */
  #decided: WaitingWrite<unknown>[] = [];
  #turn: Turn | undefined;
  /** Whether the worker waits for the turn or for an outcome. */
  #isAsking = false;
  /** The revision at which the worker asked for the turn. */
  #askedAt = 0;
  /** Whether nobody else wrote when it last asked for the turn. */
  #isAlone = true;
  /** Whether the last proposal could not be made durable. */
  #hasFailed = false;
  #whenIdle: (() => void)[] = [];

  constructor(replica: HubReplica, propose: (proposal: Proposal) => void) {
    this.#replica = replica;
    this.#propose = propose;
  }

  add<T>(decide: Decide<T>): Promise<Written<T>> {
    return answerTo(decide, (write) => {
      this.#waiting.push(write);
      this.#askSoon();
    });
  }

  /** Decides all writes, as the worker has the turn. */
  decide(): void {
    this.#isAlone = this.#askedAt === this.#replica.revision;
    const turn = this.#decide();
    this.#send(turn);
    if (turn.commits.length === 0) this.#next(turn.settle([]));
  }

  /** The changes of a commit that was proposed and is durable, by its index in the proposal. */
  updates(index: number): Proposal['commits'][number] {
    return this.#turn?.commits[index] ?? [];
  }

  /** Answers the writes that were proposed. */
  settle(proposed: readonly ProposalOutcome[]): void {
    const outcomes = proposed.map(toOutcome);
    const failure = outcomes.find((outcome) => outcome instanceof StoreError);
    // Writes behind one that failed get a second chance, but many that fail one by one would hold up everybody.
    const isSecondFailure = failure !== undefined && this.#hasFailed;
    this.#hasFailed = failure !== undefined;
    const final = isSecondFailure ? outcomes.map((outcome) => (outcome === 'stale' ? failure : outcome)) : outcomes;
    this.#next(this.#turn?.settle(final) ?? []);
  }

  /** Rejects all writes, as the worker doesn't get the turn. */
  refuse(error: StoreError): void {
    const writes = this.#decided.concat(this.#waiting.splice(0));
    for (const { reject } of writes) reject(error);
    this.#next([]);
  }

  /** Rejects all writes, as no outcome will come. */
  lose(): void {
    const unknown = new StoreError('WRITE_FAILED', `${HUB_LOST} It is not known whether the change was made.`);
    this.#waiting.unshift(...(this.#turn?.fail(unknown) ?? this.#decided));
    this.#decided = [];
    this.refuse(new StoreError('UNREACHABLE', `${HUB_LOST} Nothing was changed.`));
  }

  /** Ends when there are no writes any more. */
  idle(): Promise<void> {
    if (!this.#isAsking) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  /** Asks for the turn, once for all writes that come at the same time. */
  #askSoon(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    setImmediate(() => this.#ask());
  }

  #ask(): void {
    this.#askedAt = this.#replica.revision;
    if (this.#isAlone) this.#send(this.#decide());
    else this.#propose({ base: this.#askedAt, commits: [] });
  }

  #decide(): Turn {
    this.#decided = this.#decided.concat(this.#waiting.splice(0));
    this.#turn = new Turn(this.#replica.movies, this.#decided);
    return this.#turn;
  }

  #send({ commits }: Turn): void {
    const updates = commits.map((changes) => changes.map(({ id, after }) => ({ id, after })));
    this.#propose({ base: this.#replica.revision, commits: updates });
  }

  /** @param again the writes that have to be decided again */
  #next(again: readonly WaitingWrite<unknown>[]): void {
    this.#turn = undefined;
    this.#decided = [];
    this.#isAsking = false;
    this.#waiting.unshift(...again);
    if (this.#waiting.length > 0) this.#askSoon();
    else for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}

/** What is the matter when the hub's end of the channel is closed. */
export const HUB_LOST = 'The process that holds the database has ended or closed the connection to it.';

function toOutcome(outcome: ProposalOutcome): Outcome {
  if (outcome === 'stale' || !('reason' in outcome)) return outcome;
  const { reason, message, fault } = outcome;
  return new StoreError(reason, message, { fault });
}
