import { setTimeout } from 'node:timers/promises';
import { randomFrom } from 'movie-catalog/testing';
import { createMovieClient } from 'movie-client';
import { feedProblems } from './feed-problems.js';
import { isAcknowledged, type Movies, type Operation } from './history.js';
import { RandomActions } from './random-actions.js';
import { isChange, type RecordedRun } from './recorded-run.js';
import { resumptionProblems, servedMovies } from './served-movies.js';
import { WanderingCallers } from './wandering-callers.js';
import { WanderingWatcher } from './wandering-watcher.js';
import { sameMovies } from './watcher-problems.js';

const WATCHERS = 3;
const COUNTERS = ['counter-0', 'counter-1', 'counter-2'];
/** The longest between two disturbances. */
const LONGEST_CALM_MS = 500;
/** How long all servers may take until they serve the same, and how often they are asked, in milliseconds. */
const SETTLE_MS = 10_000;
const ASK_MS = 50;
/** More problems than these tell nothing more. */
const MOST_PROBLEMS = 5;

/** Something that is done to the servers or their database, until they serve again. */
export type Disturbance = (random: (end: number) => number) => Promise<void>;

/** What runs: servers with one catalog, and what is done to them meanwhile. */
export interface ServersRunOptions {
  /** One address twice for a server of several processes. */
  readonly addresses: readonly string[];
  readonly disturbances?: readonly Disturbance[];
  readonly seed: number;
}

/** Clients write and watch through several servers that are disturbed; then what they did and saw is checked. */
export class ServersRun {
  readonly #options: ServersRunOptions;
  readonly #random: (end: number) => number;
  #operations: readonly Operation[] = [];
  #watchers: readonly WanderingWatcher[] = [];
  #disturbances = 0;

  constructor(options: ServersRunOptions) {
    this.#options = options;
    this.#random = randomFrom(options.seed);
  }

  /** How much was done, for a test to see that it was enough. */
  get counts() {
    const answered = this.#operations.filter(({ action }) => action.kind !== 'get');
    const changes = this.#watchers[0]?.seen.filter(isChange) ?? [];
    return {
      acknowledged: this.#operations.filter(isAcknowledged).length,
      refused: answered.filter(({ answer }) => answer === 'refused').length,
      unchanged: answered.filter(({ answer }) => answer === 'unchanged').length,
      unanswered: answered.filter(({ answer }) => answer === undefined).length,
      changes: changes.length,
      increments: changes.filter(({ id }) => COUNTERS.includes(id)).length,
      resumptions: this.#watchers.reduce((sum, { resumptions }) => sum + resumptions, 0),
      disturbances: this.#disturbances,
    };
  }

  /**
   * Runs for a time, and on until enough writes were acknowledged, which takes longer on a busy machine. Gives the
   * problems; none if all was right.
   */
  async run(ms: number, minAcknowledged = 0): Promise<string[]> {
    const { addresses, seed } = this.#options;
    await this.#createCounters();
    const before = await this.#moviesBefore();
    this.#watchers = Array.from({ length: WATCHERS }, () => new WanderingWatcher(addresses, this.#random));
    await Promise.all(this.#watchers.map((watcher) => watcher.begun()));
    const callers = new WanderingCallers(addresses, new RandomActions('movie', this.#random), COUNTERS, this.#random);
    const end = performance.now() + ms;
    await this.#disturb(() => performance.now() > end && callers.acknowledged >= minAcknowledged);
    this.#operations = await callers.stop();
    const problems = await this.#settle({ before, counters: new Set(COUNTERS), operations: this.#operations });
    await Promise.all(this.#watchers.map((watcher) => watcher.stop()));
    const rest = problems.length > MOST_PROBLEMS ? [`and ${problems.length - MOST_PROBLEMS} more`] : [];
    return problems.length === 0 ? [] : [`With the seed ${seed}:`, ...problems.slice(0, MOST_PROBLEMS), ...rest];
  }

  get #address(): string {
    return this.#options.addresses[0] ?? '';
  }

  async #createCounters(): Promise<void> {
    using client = createMovieClient({ address: this.#address });
    await client.import(COUNTERS.map((id) => ({ id, title: '0' })));
  }

  /** The movies before, once all servers have them: one may follow another a little later. */
  async #moviesBefore(): Promise<Movies> {
    const end = performance.now() + SETTLE_MS;
    for (;;) {
      const [first, ...others] = (await Promise.all(this.#options.addresses.map(servedMovies))).map(
        (one) => one.watched,
      );
      if (!first) throw new Error('A run needs a server.');
      if (others.every((movies) => sameMovies(movies, first)) && COUNTERS.every((id) => first.has(id))) return first;
      if (performance.now() > end) throw new Error('The servers have different movies before the run.');
      await setTimeout(ASK_MS);
    }
  }

  async #disturb(isOver: () => boolean): Promise<void> {
    const { disturbances = [] } = this.#options;
    while (!isOver()) {
      await setTimeout(this.#random(LONGEST_CALM_MS));
      const disturb = disturbances[this.#random(disturbances.length)];
      if (!disturb) continue;
      await disturb(this.#random);
      this.#disturbances += 1;
    }
  }

  /** Waits until nothing is wrong any more: the last changes take a moment to reach all servers and watchers. */
  async #settle(run: Pick<RecordedRun, 'before' | 'counters' | 'operations'>): Promise<string[]> {
    const end = performance.now() + SETTLE_MS;
    for (;;) {
      // Before it asks: the check of a long run alone may take this long.
      const isLast = performance.now() > end;
      const served = await Promise.all(this.#options.addresses.map(servedMovies));
      const watchers = this.#watchers.map(({ seen }) => seen);
      const problems = feedProblems({ ...run, watchers, served });
      if (problems.length === 0) problems.push(...(await resumptionProblems(served)));
      if (problems.length === 0 || isLast) return problems;
      await setTimeout(ASK_MS);
    }
  }
}
