import { type FollowedCommit, followCommit } from '../follow-commit.js';
import type { Movie } from '../movie.js';
import type { Commit, MovieChange, Replica } from '../store.js';
import type { HubMessage } from './store-messages.js';

type Begin = Extract<HubMessage, { type: 'begin' }>;

/** What has come of the hub's movies, until all are here. */
interface Loading {
  readonly begin: Begin;
  readonly history: (Commit & { readonly changes: MovieChange[] })[];
  readonly movies: Movie[];
  /** What became of them meanwhile, in order. */
  readonly later: (() => void)[];
}

/** The replica of a worker, which follows the hub. */
export class HubReplica {
  readonly #replica: Replica;
  #loading: Loading | undefined;
  #revision = 0;

  constructor(replica: Replica) {
    this.#replica = replica;
  }

  get revision(): number {
    return this.#revision;
  }

  get movies(): ReadonlyMap<string, Movie> {
    return this.#replica.movies;
  }

  /** Begins to collect the hub's movies. */
  begin(begin: Begin): void {
    this.#loading = { begin, history: [], movies: [], later: [] };
  }

  /** Adds the changes of a commit, or the next part of them. */
  addPast({ revision, time, changes }: Commit): void {
    const history = this.#loading?.history;
    if (history?.at(-1)?.revision !== revision) history?.push({ revision, time, changes: [] });
    for (const change of changes) history?.at(-1)?.changes.push(change);
  }

  addMovies(movies: readonly Movie[]): void {
    for (const movie of movies) this.#loading?.movies.push(movie);
  }

  /** Loads what was collected, and catches up with what became of it meanwhile. */
  end(): void {
    const loading = this.#loading;
    if (loading === undefined) return;
    const { begin, history, movies, later } = loading;
    this.#loading = undefined;
    this.#replica.load({ epoch: begin.epoch, revision: begin.revision, movies, history });
    this.#revision = begin.revision;
    for (const follow of later) follow();
  }

  apply(commit: FollowedCommit): void {
    this.#follow(() => {
      followCommit(this.#replica, commit);
      this.#revision = commit.revision;
    });
  }

  arrange(ids: readonly string[]): void {
    this.#follow(() => this.#replica.arrange(ids));
  }

  #follow(follow: () => void): void {
    if (this.#loading === undefined) follow();
    else this.#loading.later.push(follow);
  }
}
