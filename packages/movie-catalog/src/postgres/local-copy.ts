import { followCommit } from '../follow-commit.js';
import type { Replica, Snapshot } from '../store.js';
import type { Head, LoggedCommit, LogPart } from './commit-log.js';

/** Where the movies in memory are in the history of the database. */
export type CopyPosition = Pick<Head, 'epoch' | 'revision' | 'digest'>;

/** How what a database has goes on from a position. */
export type Continuation =
  /** It does. */
  | 'follows'
  /** It is of another epoch, or the commits in between are no longer kept. */
  | 'lost'
  /** It never was there: the database went back to an earlier state. Or its commits lead elsewhere than it says. */
  | 'diverged';

/** The movies in memory, as far as they follow the database. */
export class LocalCopy {
  readonly replica: Replica;
  #position: CopyPosition = { epoch: '', revision: -1, digest: '' };
  /** Whether the movies had the digest that the database says they have. */
  #isTrue = false;

  constructor(replica: Replica) {
    this.replica = replica;
  }

  /** The digest is what the database says. */
  get position(): CopyPosition {
    return this.#position;
  }

  /** Whether the movies are what the database says they are. They aren't if its tables were changed by hand. */
  get isTrue(): boolean {
    return this.#isTrue;
  }

  /** Whether it has everything up to the head of the database. */
  isAt({ epoch, revision, digest }: CopyPosition): boolean {
    const { position } = this;
    if (this.#hasStrayed) return false;
    return epoch === position.epoch && revision === position.revision && digest === position.digest;
  }

  /** Takes everything from the database. */
  load(snapshot: Snapshot, digest: string): void {
    const { epoch, revision } = snapshot;
    this.replica.load(snapshot);
    this.#position = { epoch, revision, digest };
    this.#isTrue = this.replica.digest === digest;
  }

  /** Applies what a database has after a position where this copy was when it was read. */
  follow({ head, digest, commits }: LogPart, from: CopyPosition): Continuation {
    if (head.epoch !== from.epoch) return 'lost';
    if (digest === undefined) return head.revision < from.revision ? 'diverged' : 'lost';
    if (digest !== from.digest) return 'diverged';
    for (const commit of commits) {
      if (this.#hasStrayed) break;
      this.#follow(head.epoch, commit);
    }
    return this.#hasStrayed ? 'diverged' : 'follows';
  }

  /** Applies a commit of this server, unless it came in already by other ways. */
  publish(epoch: string, commit: LoggedCommit): void {
    this.#follow(epoch, commit);
  }

  /** Whether commits have led to other movies than the database says they lead to. */
  get #hasStrayed(): boolean {
    return this.#isTrue && this.replica.digest !== this.#position.digest;
  }

  #follow(epoch: string, commit: LoggedCommit): void {
    const { revision, digest } = commit;
    // What was read or written while another reader has come this far, or has loaded everything again.
    if (epoch !== this.#position.epoch || revision !== this.#position.revision + 1) return;
    followCommit(this.replica, commit);
    this.#position = { epoch, revision, digest };
  }
}
