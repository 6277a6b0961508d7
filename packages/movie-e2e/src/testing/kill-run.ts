import { setTimeout } from 'node:timers/promises';
import { createMovieClient } from 'movie-client';
import type { RunningProcess } from 'test-kit';
import type { Fields, Operation } from './history.js';
import { moviesInFile } from './movies-in-file.js';
import { RandomActions } from './random-actions.js';
import { RandomCallers } from './random-callers.js';
import { fieldsOf } from './recorded-caller.js';
import { listeningPort, startProgram } from './server-process.js';
import { unexplained } from './unexplained.js';

const GROUPS = 4;
/** The most calls that are answered before a server is killed, and how long the kill waits for more, in milliseconds. */
const MOST_ANSWERS = 100;
const LONGEST_WAIT_MS = 10;
/** About how long a server takes to start, in milliseconds. */
const START_MS = 300;

/** Kills servers at random while clients write, and finds what no order of the calls explains. */
export class KillRun {
  readonly #database: string;
  readonly #random: (end: number) => number;
  readonly #groups: readonly RandomActions[];
  readonly #checked: Operation[] = [];
  /** What the last kill left. */
  #movies: ReadonlyMap<string, Fields>;

  constructor(database: string, random: (end: number) => number) {
    this.#database = database;
    this.#random = random;
    this.#groups = Array.from({ length: GROUPS }, (_, index) => new RandomActions(`group ${index}`, random));
    this.#movies = moviesInFile(database);
  }

  /** How many calls were checked, over all kills. */
  get calls(): number {
    return this.#checked.length;
  }

  /** How many of them were writes that a server acknowledged. */
  get acknowledged(): number {
    const isWrite = ({ action, answer }: Operation) =>
      action.kind !== 'get' && answer !== undefined && answer !== 'refused';
    return this.#checked.filter(isWrite).length;
  }

  /** Starts a server on what the last kill left, and kills it in the middle of writes; gives what is unexplained. */
  async kill(): Promise<string[]> {
    await using server = this.#start();
    const port = await listeningPort(server);
    const problems = await this.#findUnlikeFile(port);
    using callers = this.#call(port);
    await callers.answered(this.#random(MOST_ANSWERS));
    await this.#pause(LONGEST_WAIT_MS);
    await server.kill();
    return [...problems, ...this.#findUnexplained(await callers.operations())];
  }

  /** Kills a server that perhaps doesn't listen yet. */
  async killAtStart(): Promise<string[]> {
    await using server = this.#start();
    await this.#pause(START_MS);
    await server.kill();
    return this.#findUnexplained([]);
  }

  /** Starts two servers at once on what the last kill left, and a third while the one that serves is killed. */
  async killAmongRivals(): Promise<string[]> {
    await using first = this.#start();
    await using second = this.#start();
    const ports = await Promise.all([this.#port(first), this.#port(second)]);
    const [port, another] = ports.filter((port) => port !== undefined);
    if (port === undefined || another !== undefined) return [`Not one of two servers has the database: ${ports}`];
    using callers = this.#call(port);
    await callers.answered(this.#random(MOST_ANSWERS));
    await using third = this.#start();
    await this.#pause(START_MS);
    await Promise.all([first.kill(), second.kill()]);
    const problems = this.#findUnexplained(await callers.operations());
    const next = await this.#port(third);
    return next === undefined ? problems : [...problems, ...(await this.#findUnlikeFile(next))];
  }

  #start(): RunningProcess {
    return startProgram(['--database', this.#database]);
  }

  #call(port: number): RandomCallers {
    return new RandomCallers(port, this.#groups, this.#random);
  }

  async #pause(longestMs: number): Promise<void> {
    await setTimeout(this.#random(longestMs));
  }

  /** Where a server listens; undefined if it ended because another has the database. */
  async #port(server: RunningProcess): Promise<number | undefined> {
    try {
      return await listeningPort(server);
    } catch (error) {
      const { code, stderr } = await server.ended;
      if (code === 1 && stderr.includes(`The database ${this.#database} is in use`)) return undefined;
      throw error;
    }
  }

  /** What no order of the operations makes of what the last kill left. */
  #findUnexplained(operations: readonly Operation[]): string[] {
    const before = this.#movies;
    this.#movies = moviesInFile(this.#database);
    this.#checked.push(...operations);
    return unexplained(before, operations, this.#movies);
  }

  /** What a server that has just started makes of the file. */
  async #findUnlikeFile(port: number): Promise<string[]> {
    using client = createMovieClient({ address: `127.0.0.1:${port}` });
    const served = new Map<string, Fields>();
    for await (const movie of client.list()) served.set(movie.id, fieldsOf(movie));
    return unexplained(this.#movies, [], served);
  }
}
