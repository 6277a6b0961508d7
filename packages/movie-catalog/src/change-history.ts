import { CatalogReloadedError, PositionLostError, WatcherTooSlowError } from './history-errors.js';
import type { MovieChange } from './store.js';

/** How many changes are kept if nothing else is said. */
export const DEFAULT_HISTORY_SIZE = 10_000;

/** A place in the history of changes. */
export interface Position {
  /** The run of revisions that it belongs to. */
  readonly epoch: string;
  readonly revision: number;
  /** Of what the catalog held there; compares content where epochs differ. */
  readonly digest: string;
}

/** The changes of one commit. Every watcher gets the same object. */
export interface CommittedChanges {
  /** Just after them. */
  readonly position: Position;
  /** When they were made durable: milliseconds since 1970, as `Commit` has it. */
  readonly time: number;
  readonly changes: readonly MovieChange[];
}

/** How many changes to keep. */
export interface HistoryOptions {
  /** How many changes are kept, for watchers that resume and to undo; 10,000 by default. */
  readonly historySize?: number | undefined;
  /** How many changes a watcher may be behind; half of `historySize` by default. */
  readonly maxLag?: number | undefined;
}

interface Entry {
  readonly committed: CommittedChanges;
  /** The weight of all commits from load to this one. */
  readonly end: number;
}

/** What there was when a watcher began. */
interface Known {
  readonly loaded: Position;
  /** The weight of all commits. */
  readonly end: number;
}

/**
 * The latest commits, shared by all watchers. A watcher is an index into it, and has no queue of its own.
 *
 * A commit weighs as much as it has changes, but at least one and at most half of `maxLag`. So neither one large
 * import nor two push everything else out, and none makes a watcher too slow by itself. Commits are kept up to a
 * total weight of `historySize`, the newest always.
 *
 * A watcher is too slow once the commits that it hasn't taken weigh more than `maxLag`, not counting those that were
 * there when it began or when it last woke from waiting; or once the next one for it is no longer kept.
 */
export class ChangeHistory {
  readonly #size: number;
  readonly #maxLag: number;
  #loaded: Position = { epoch: '', revision: 0, digest: '' };
  #newest = startAt(this.#loaded);
  /** One for each revision up to the newest. The first is only where the others start from. */
  #entries: Entry[] = [this.#newest];
  readonly #waiting = new Set<() => void>();
  #closed = false;

  /** @throws RangeError if an option is not a whole number from 1. */
  constructor({ historySize = DEFAULT_HISTORY_SIZE, maxLag = maxLagOf(historySize) }: HistoryOptions = {}) {
    this.#size = atLeastOne('historySize', historySize);
    this.#maxLag = atLeastOne('maxLag', maxLag);
  }

  /**
   * Begins the history; call it before anything else. If it had begun already, all watchers end with a
   * CatalogReloadedError.
   *
   * @param loaded the position of what was loaded
   * @param commits those that led to it, as far as they are known
   * @param first the position before them
   */
  start(loaded: Position, commits: readonly CommittedChanges[] = [], first = loaded): void {
    this.#loaded = loaded;
    this.#newest = startAt(first);
    this.#entries = [this.#newest];
    for (const committed of commits) this.#add(committed);
    this.#wakeAll();
  }

  /** The newest position. */
  get position(): Position {
    return this.#newest.committed.position;
  }

  /** All commits that are kept, up to the newest. */
  get commits(): readonly CommittedChanges[] {
    return this.#entries.slice(1).map(({ committed }) => committed);
  }

  /** The commit with a revision; undefined if it isn't kept. */
  commit(revision: number): CommittedChanges | undefined {
    const entry = this.#entryAt(revision);
    return entry === this.#entries[0] ? undefined : entry?.committed;
  }

  /**
   * Adds the next commit and wakes the watchers that wait for it.
   *
   * @throws Error if a revision is missing before it, as watchers would miss its changes.
   */
  append(committed: CommittedChanges): void {
    this.#add(committed);
    this.#wakeAll();
  }

  /**
   * Every commit after a position, once and in order, and then each new one as it comes. Ends when the signal aborts
   * or the history closes; a waiting `next()` ends by these only, not by `return()`. The position is checked here, not
   * at the first `next()`.
   *
   * @param after a position of this epoch that is still kept; or one of another epoch with the same content as was
   *   loaded, which is how a watcher resumes after a restart
   * @throws PositionLostError if it is neither.
   * @throws WatcherTooSlowError, CatalogReloadedError from `next()`.
   */
  watch(after: Position, signal?: AbortSignal): AsyncGenerator<CommittedChanges, void, undefined> {
    const known = { loaded: this.#loaded, end: this.#newest.end };
    return this.#follow(this.#find(after), known, signal);
  }

  /** Ends all watchers. */
  close(): void {
    this.#closed = true;
    this.#wakeAll();
  }

  #find(position: Position): Entry {
    const isOwn = position.epoch === this.#loaded.epoch;
    const entry = this.#entryAt(isOwn ? position.revision : this.#loaded.revision);
    if (entry?.committed.position.digest !== position.digest) throw new PositionLostError(position);
    return entry;
  }

  #entryAt(revision: number): Entry | undefined {
    return this.#entries[this.#entries.length - 1 - (this.position.revision - revision)];
  }

  async *#follow(start: Entry, known: Known, signal?: AbortSignal): AsyncGenerator<CommittedChanges, void, undefined> {
    let at = start;
    let excused = known.end;
    let wake = () => {};
    const wakeUp = () => wake();
    signal?.addEventListener('abort', wakeUp);
    try {
      while (!this.#closed && !signal?.aborted) {
        if (this.#loaded !== known.loaded) throw new CatalogReloadedError();
        if (at === this.#newest) {
          await new Promise<void>((resolve) => {
            wake = resolve;
            this.#waiting.add(resolve);
          });
          excused = this.#newest.end;
        } else {
          at = this.#after(at, excused);
          yield at.committed;
        }
      }
    } finally {
      signal?.removeEventListener('abort', wakeUp);
      this.#waiting.delete(wake);
    }
  }

  /** @param excused the weight up to which a watcher may be late */
  #after(at: Entry, excused: number): Entry {
    const next = this.#entryAt(at.committed.position.revision + 1);
    const lag = this.#newest.end - Math.max(at.end, excused);
    if (next === undefined || lag > this.#maxLag) throw new WatcherTooSlowError();
    return next;
  }

  #add(committed: CommittedChanges): void {
    const { revision } = committed.position;
    if (revision !== this.position.revision + 1) {
      throw new Error(`The store gave revision ${revision} after ${this.position.revision}.`);
    }
    const weight = weightOf(committed.changes.length, this.#maxLag);
    this.#newest = { committed, end: this.#newest.end + weight };
    this.#entries.push(this.#newest);
    this.#trim();
  }

  #trim(): void {
    // The first entry is where the others start from, and the last is the newest.
    while (this.#entries.length > 2 && this.#newest.end - (this.#entries[0]?.end ?? 0) > this.#size) {
      this.#entries.shift();
    }
  }

  #wakeAll(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}

/** Where commits start from, which is no commit itself. */
function startAt(position: Position): Entry {
  return { committed: { position, time: 0, changes: [] }, end: 0 };
}

/** How many changes a watcher may be behind if nothing else is said. */
export function maxLagOf(historySize: number): number {
  return Math.ceil(historySize / 2);
}

/** What a commit with so many changes weighs in the history. */
export function weightOf(changes: number, maxLag: number): number {
  return Math.max(1, Math.min(changes, Math.floor(maxLag / 2)));
}

function atLeastOne(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 1) return value;
  throw new RangeError(`${name} must be a whole number from 1, and is ${value}.`);
}
