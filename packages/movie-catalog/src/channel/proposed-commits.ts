import { sameMovie } from '../same-movie.js';
import type { Commit, Decision, MovieUpdate } from '../store.js';
import type { Proposal } from './store-messages.js';

/** A commit was decided on what isn't true any more. */
export class StaleError extends Error {
  override readonly name = 'StaleError';
}

/**
 * The commits of a proposal on their way into the store, each as a write of its own. Each is written only on what it was
 * decided on: its base, and all commits before it.
 */
export class ProposedCommits {
  readonly #proposal: Proposal;
  /** How many are in the catalog. */
  #published = 0;
  /** The one that may follow in the same turn of the store, if the revision is still that one. */
  #following = { index: 0, revision: -1 };

  constructor(proposal: Proposal) {
    this.#proposal = proposal;
  }

  /**
   * The decision of a write.
   *
   * @param revision that of the catalog
   * @throws StaleError if what the commit was decided on isn't true.
   */
  decide(index: number, revision: number): Decision<void> {
    const { base, commits } = this.#proposal;
    const follows = index === this.#following.index && revision === this.#following.revision;
    const isTrue = revision === base + this.#published && (index === this.#published || follows);
    if (!isTrue) throw new StaleError('The movies have changed.');
    this.#following = { index: index + 1, revision };
    return { changes: commits[index] ?? [], result: undefined };
  }

  /** The index of a commit of the catalog in the proposal; undefined if it comes from elsewhere. */
  indexOf({ revision, changes }: Commit): number | undefined {
    const index = this.#published;
    const { base, commits } = this.#proposal;
    const isNext = revision === base + index + 1 && isSame(commits[index], changes);
    if (!isNext) return undefined;
    this.#published++;
    return index;
  }
}

function isSame(proposed: readonly MovieUpdate[] | undefined, changes: readonly MovieUpdate[]): boolean {
  if (proposed?.length !== changes.length) return false;
  return proposed.every(({ id, after }, index) => {
    const change = changes[index];
    return change?.id === id && sameMovie(change.after, after);
  });
}
