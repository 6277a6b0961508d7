import { serialize } from 'node:v8';
import { MovieCatalog } from '../catalog.js';
import type { HistoryOptions } from '../change-history.js';
import { type Commit, type MovieUpdate, type Store, StoreError } from '../store.js';
import type { StoreLog } from '../store-log.js';
import { type Beginning, Follower, type FollowerRequests } from './follower.js';
import { ProposedCommits, StaleError } from './proposed-commits.js';
import type { HubMessage, Proposal, ProposalOutcome, Refusal } from './store-messages.js';
import type { StorePort } from './store-port.js';
import { TappedStore } from './tapped-store.js';

/** How long a worker may take to answer. */
const PATIENCE_MS = 10_000;

/** How often to look whether the database can be reached. */
const LOOK_MS = 250;

/** How to serve a store to workers. */
export interface StoreHubOptions extends HistoryOptions {
  /** Where to report workers that don't answer; nowhere by default. */
  readonly log?: StoreLog;
  /** How long a worker may take to confirm a commit, or to decide when it has the turn; 10 s by default. */
  readonly patienceMs?: number;
}

interface Writing {
  readonly writer: Follower;
  readonly commits: ProposedCommits;
}

/**
 * Owns a store for several workers, each of which holds all movies and follows the hub with `openChannelStore`. Workers
 * get the turn one after another, each at most once before all others that wait.
 *
 * A write is acknowledged when its changes are durable and every worker has them. A worker that doesn't confirm them in
 * time is cut off: its port is closed. So are the ports of all when the store loads again.
 */
export class StoreHub {
  readonly #store: Store;
  readonly #catalog: MovieCatalog;
  readonly #log: StoreLog | undefined;
  readonly #patienceMs: number;
  readonly #followers = new Set<Follower>();
  readonly #requests: FollowerRequests = {
    begin: (follower) => this.#begin(follower),
    propose: (follower, proposal) => this.#takeTurn(follower, proposal),
    refresh: (follower, id) => void this.#refresh(follower, id),
    lost: () => this.#log?.error({}, `A worker didn't answer for ${this.#patienceMs} ms. Its channel is closed.`),
    left: (follower) => this.#followers.delete(follower),
  };
  /** Ends when all workers that wait for the turn had it. */
  #turns: Promise<void> = Promise.resolve();
  /** Outcomes that wait until every worker has the changes. */
  readonly #answers = new Set<Promise<void>>();
  #writing: Writing | undefined;
  #wasConnected: boolean;
  readonly #look: NodeJS.Timeout;
  #closing: Promise<void> | undefined;

  private constructor(store: Store, catalog: MovieCatalog, { log, patienceMs = PATIENCE_MS }: StoreHubOptions) {
    this.#store = store;
    this.#catalog = catalog;
    this.#log = log;
    this.#patienceMs = patienceMs;
    this.#wasConnected = store.isConnected;
    this.#look = setInterval(() => this.#tellState(), LOOK_MS).unref();
  }

  /**
   * Opens a store, and reads all its movies. The hub closes the store.
   *
   * @param store one that isn't open yet
   * @throws StoreError if the movies can't be read.
   */
  static async open(store: Store, options: StoreHubOptions = {}): Promise<StoreHub> {
    const tapped = new TappedStore(store);
    const hub = new StoreHub(tapped, await MovieCatalog.open(tapped, options), options);
    tapped.tap = {
      reloaded: () => hub.#restartAll(),
      applied: (commit) => hub.#publish(commit),
      arranged: (ids) => hub.#sendAll({ type: 'arrange', ids }),
    };
    return hub;
  }

  /** How many movies there are. */
  get size(): number {
    return this.#catalog.size;
  }

  /** Whether the store reaches its database. If not, writes fail. */
  get isConnected(): boolean {
    return this.#catalog.isConnected;
  }

  /** Serves the worker at the other end of a port, until the port closes. */
  serve(port: StorePort): void {
    if (this.#closing === undefined) this.#followers.add(new Follower(port, this.#requests, this.#patienceMs));
    else port.close();
  }

  /** Finishes the writes in progress, refuses those that wait for the turn, and closes all ports and the store. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#look);
    await this.#turns;
    await Promise.all(this.#answers);
    for (const follower of this.#followers) follower.close();
    await this.#catalog.close();
  }

  #begin(follower: Follower): Beginning {
    const { position, history } = this.#catalog;
    follower.send({ type: 'state', isConnected: this.isConnected });
    return { position, history, movies: this.#catalog.walk() };
  }

  #takeTurn(follower: Follower, asked: Proposal): void {
    this.#turns = this.#turns.then(() => this.#turn(follower, asked));
  }

  async #turn(follower: Follower, asked: Proposal): Promise<void> {
    if (follower.isClosed) return;
    const isCurrent = asked.commits.length > 0 && asked.base === this.#revision;
    const proposal = isCurrent && !this.#closing ? asked : await this.#letDecide(follower);
    if (proposal === undefined || proposal.commits.length === 0) return;
    const outcomes = await this.#write(follower, proposal);
    const answer = this.#appliedByOthers(follower).then(() => follower.send({ type: 'outcome', outcomes }));
    this.#answers.add(answer);
    void answer.then(() => this.#answers.delete(answer));
  }

  /** Lets a worker decide its writes on what is true. */
  async #letDecide(follower: Follower): Promise<Proposal | undefined> {
    try {
      if (this.#closing) throw new StoreError('UNREACHABLE', 'The database is being closed. Nothing was changed.');
      await this.#store.refresh();
      return await follower.decide();
    } catch (error) {
      follower.send({ type: 'refused', refusal: this.#refusalOf(error) });
      return undefined;
    }
  }

  async #write(writer: Follower, proposal: Proposal): Promise<ProposalOutcome[]> {
    const commits = new ProposedCommits(proposal);
    this.#writing = { writer, commits };
    // Each is a commit of its own. They are asked for together, so that a store may share its turn among them.
    const writes = proposal.commits.map((_, index) => this.#catalog.write(() => commits.decide(index, this.#revision)));
    const settled = await Promise.allSettled(writes);
    this.#writing = undefined;
    return settled.map((write) => {
      // Each changes something, as the worker decided it on the movies that the hub has.
      if (write.status === 'fulfilled') return write.value.commit ?? 'stale';
      return write.reason instanceof StaleError ? 'stale' : this.#refusalOf(write.reason);
    });
  }

  async #appliedByOthers(writer: Follower): Promise<void> {
    const revision = this.#revision;
    const others = [...this.#followers].filter((follower) => follower !== writer);
    await Promise.all(others.map((follower) => follower.applied(revision)));
  }

  async #refresh(follower: Follower, id: number): Promise<void> {
    try {
      await this.#store.refresh();
      this.#tellState();
      follower.send({ type: 'refreshed', id });
    } catch (error) {
      follower.send({ type: 'refreshed', id, refusal: this.#refusalOf(error) });
    }
  }

  #publish(commit: Commit): void {
    const { revision, time } = commit;
    const index = this.#writing?.commits.indexOf(commit);
    // Once for all workers: with many movies, this is most of what a commit costs here.
    const updates = serialize(commit.changes.map(({ id, after }): MovieUpdate => ({ id, after })));
    for (const follower of this.#followers) {
      const isOwn = index !== undefined && follower === this.#writing?.writer;
      follower.send(isOwn ? { type: 'own', revision, time, index } : { type: 'commit', revision, time, updates });
    }
  }

  /**
   * Workers that serve what isn't true any more begin again, which is up to whoever runs them. No store of a hub loads
   * again so far: an edit of a JSON file is a commit, and workers reach PostgreSQL without a hub.
   */
  #restartAll(): void {
    for (const follower of this.#followers) follower.close();
  }

  #tellState(): void {
    const { isConnected } = this;
    if (isConnected !== this.#wasConnected) this.#sendAll({ type: 'state', isConnected });
    this.#wasConnected = isConnected;
  }

  #sendAll(message: HubMessage): void {
    for (const follower of this.#followers) follower.send(message);
  }

  #refusalOf(error: unknown): Refusal {
    if (error instanceof StoreError) return { reason: error.reason, message: error.message, fault: error.fault };
    this.#log?.error({ err: error }, 'The store failed.');
    return { reason: 'WRITE_FAILED', message: 'The store failed in a way that it does not know.' };
  }

  get #revision(): number {
    return this.#catalog.position.revision;
  }
}
