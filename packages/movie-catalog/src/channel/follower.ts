import type { CatalogSnapshot } from '../catalog.js';
import type { Movie } from '../movie.js';
import type { Commit } from '../store.js';
import { Mailbox } from './mailbox.js';
import { startPatience } from './patience.js';
import { type HubMessage, isWorkerMessage, type Proposal, type WorkerMessage } from './store-messages.js';
import type { StorePort } from './store-port.js';

/** How many movies or changes are sent at a time: some milliseconds of work for either end. */
const PART = 2000;

/** All that a worker begins with. */
export interface Beginning {
  readonly position: CatalogSnapshot['position'];
  readonly history: readonly Commit[];
  /** As of now, however long it takes to read them. */
  readonly movies: Iterable<Movie>;
}

/** What a worker wants of the hub. */
export interface FollowerRequests {
  begin(follower: Follower): Beginning;
  propose(follower: Follower, proposal: Proposal): void;
  refresh(follower: Follower, id: number): void;
  /** It was given up, because it didn't answer in time. */
  lost(follower: Follower): void;
  /** The channel is closed. */
  left(follower: Follower): void;
}

/** A worker, as the hub sees it. */
export class Follower {
  readonly #requests: FollowerRequests;
  readonly #patienceMs: number;
  readonly #mailbox: Mailbox<HubMessage, WorkerMessage>;
  #isClosed = false;
  #hasBegun = false;
  #isLoaded = false;
  #applied = 0;
  #nextPart: ((isTaken: true) => void) | undefined;
  #proposal: ((proposal: Proposal) => void) | undefined;
  /** By what they wait for, who waits for the worker to apply which revision. */
  readonly #applying = new Map<(isApplied: true) => void, number>();
  /** Ends each wait for the worker. */
  readonly #waits = new Set<() => void>();

  constructor(port: StorePort, requests: FollowerRequests, patienceMs: number) {
    this.#requests = requests;
    this.#patienceMs = patienceMs;
    const receive = (messages: readonly WorkerMessage[]) => {
      for (const message of messages) this.#receive(message);
    };
    this.#mailbox = new Mailbox(port, isWorkerMessage, receive);
    this.#mailbox.onClose(() => this.#leave());
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Sends a message; nothing before the worker asks for the movies, as they will have all of it. */
  send(message: HubMessage): void {
    if (this.#hasBegun) this.#mailbox.send(message);
  }

  /** Gives the worker the turn; undefined if it closes or is too slow. */
  decide(): Promise<Proposal | undefined> {
    this.send({ type: 'decide' });
    return this.#wait((resolve) => {
      this.#proposal = resolve;
    });
  }

  /** Ends when the worker has applied a revision, has not begun to serve, or is closed. */
  async applied(revision: number): Promise<void> {
    if (!this.#isLoaded || this.#applied >= revision) return;
    await this.#wait<true>((resolve) => this.#applying.set(resolve, revision));
  }

  close(): void {
    this.#mailbox.close();
    this.#leave();
  }

  #receive(message: WorkerMessage): void {
    switch (message.type) {
      case 'open':
        this.#hasBegun = true;
        void this.#load(this.#requests.begin(this));
        break;
      case 'next':
        this.#nextPart?.(true);
        break;
      case 'loaded':
        this.#apply(message.revision);
        this.#isLoaded = true;
        this.send({ type: 'opened' });
        break;
      case 'applied':
        this.#apply(message.revision);
        break;
      case 'propose':
        this.#propose(message.proposal);
        break;
      case 'refresh':
        this.#requests.refresh(this, message.id);
    }
  }

  /** Sends everything in parts, each when the worker has taken the one before it. */
  async #load({ position, history, movies }: Beginning): Promise<void> {
    this.send({ type: 'begin', epoch: position.epoch, revision: position.revision });
    for (const part of history.flatMap(partsOf)) {
      if (!(await this.#sendPart({ type: 'past', part }))) return;
    }
    let part: Movie[] = [];
    for (const movie of movies) {
      part.push(movie);
      if (part.length < PART) continue;
      if (!(await this.#sendPart({ type: 'movies', movies: part }))) return;
      part = [];
    }
    if (await this.#sendPart({ type: 'movies', movies: part })) this.send({ type: 'end' });
  }

  #sendPart(message: HubMessage): Promise<true | undefined> {
    this.send(message);
    return this.#wait<true>((resolve) => {
      this.#nextPart = resolve;
    });
  }

  #apply(revision: number): void {
    this.#applied = revision;
    for (const [resolve, awaited] of this.#applying) {
      if (awaited > revision) continue;
      this.#applying.delete(resolve);
      resolve(true);
    }
  }

  /** A worker that has the turn answers; any other asks for it. */
  #propose(proposal: Proposal): void {
    const answer = this.#proposal;
    this.#proposal = undefined;
    if (answer === undefined) this.#requests.propose(this, proposal);
    else answer(proposal);
  }

  /** Waits for the worker, as long as the patience lasts and the channel is open. */
  #wait<T>(start: (resolve: (value: T) => void) => void): Promise<T | undefined> {
    if (this.#isClosed) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const end = (value: T | undefined) => {
        endPatience();
        this.#waits.delete(giveUp);
        resolve(value);
      };
      const giveUp = () => end(undefined);
      const endPatience = startPatience(this.#patienceMs, () => this.#cutOff());
      this.#waits.add(giveUp);
      start(end);
    });
  }

  #cutOff(): void {
    this.#requests.lost(this);
    this.close();
  }

  #leave(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const giveUp of this.#waits) giveUp();
    this.#requests.left(this);
  }
}

/** A commit as several, each with a part of its changes. */
function partsOf({ changes, ...commit }: Commit): Commit[] {
  return Array.from({ length: Math.ceil(changes.length / PART) }, (_, index) => ({
    ...commit,
    changes: changes.slice(index * PART, (index + 1) * PART),
  }));
}
