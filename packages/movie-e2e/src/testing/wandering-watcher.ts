import { setTimeout } from 'node:timers/promises';
import { createMovieClient, MovieError, type MovieErrorCode, type WatchEvent } from 'movie-client';
import { EventLog } from 'test-kit';
import { fieldsOf } from './recorded-caller.js';
import type { Seen } from './recorded-run.js';

/** The most messages before a watcher leaves a server. */
const MOST_MESSAGES = 200;
const ANSWER_MS = 5_000;
/** How long it waits before it tries another server when one is gone. */
const PAUSE_MS = 10;
/** A server is gone or in trouble; another one may serve the watch. */
const TEMPORARY: ReadonlySet<MovieErrorCode> = new Set(['UNAVAILABLE', 'CANCELLED', 'ABORTED', 'DEADLINE_EXCEEDED']);

/** Watches a catalog at one server after another: each time that the watch is cut, it resumes at another one by its token. */
export class WanderingWatcher {
  readonly #seen = new EventLog<Seen>();
  readonly #addresses: readonly string[];
  readonly #random: (end: number) => number;
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;
  #resumeToken = '';
  #resumptions = 0;

  constructor(addresses: readonly string[], random: (end: number) => number) {
    this.#addresses = addresses;
    this.#random = random;
    this.#ended = this.#wander();
    // A failure comes out of `begun` and `stop`; until then it must not end the process.
    this.#ended.catch(() => {});
  }

  get seen(): readonly Seen[] {
    return this.#seen.events;
  }

  /** How often it has asked a server to resume. */
  get resumptions(): number {
    return this.#resumptions;
  }

  /** Waits until it has seen all movies that existed. */
  async begun(): Promise<void> {
    await Promise.race([this.#seen.first(({ kind }) => kind === 'checkpoint'), this.#ended]);
  }

  /** Ends it. Throws if it has failed before. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  async #wander(): Promise<void> {
    let index = this.#random(this.#addresses.length);
    while (!this.#stop.signal.aborted) {
      await this.#watchAt(this.#addresses[index] ?? '');
      // Any other one.
      index = (index + 1 + this.#random(Math.max(1, this.#addresses.length - 1))) % this.#addresses.length;
    }
  }

  async #watchAt(address: string): Promise<void> {
    using client = createMovieClient({ address, timeoutMs: ANSWER_MS });
    const cut = new AbortController();
    const signal = AbortSignal.any([this.#stop.signal, cut.signal]);
    if (this.#resumeToken !== '') this.#resumptions += 1;
    try {
      await this.#read(client.watch({ resumeToken: this.#resumeToken, signal, onInterruption: () => cut.abort() }));
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof MovieError) || !TEMPORARY.has(error.code)) throw error;
      await setTimeout(PAUSE_MS);
    }
  }

  /** Reads some messages. Before the first checkpoint there is no token to resume with. */
  async #read(events: AsyncIterable<WatchEvent>): Promise<void> {
    let left = 1 + this.#random(MOST_MESSAGES);
    for await (const event of events) {
      this.#resumeToken = event.resumeToken;
      this.#seen.add(seenOf(event));
      if (event.resumeToken !== '' && --left <= 0) return;
    }
  }
}

/** What a history compares of a watch's event. */
export function seenOf(event: WatchEvent): Seen {
  if (event.type === 'checkpoint') return { kind: 'checkpoint', size: event.totalSize };
  if (event.type === 'restart') return { kind: 'restart' };
  return { kind: event.type, id: event.movie.id, fields: fieldsOf(event.movie) };
}
