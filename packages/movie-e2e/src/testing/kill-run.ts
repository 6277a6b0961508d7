import { setTimeout } from 'node:timers/promises';
import { readDatabase } from 'movie-catalog';
import { createMovieClient, type MovieClient } from 'movie-client';
import { startServer } from './server-process.js';

const WRITERS = 8;
const LONGEST_MS = 120;

/** Kills a server at random while clients write, and looks after each kill for what was acknowledged. */
export class KillRun {
  readonly #database: string;
  readonly #random: (below: number) => number;
  readonly #acknowledged = new Set<string>();
  #calls = 0;

  constructor(database: string, random: (below: number) => number) {
    this.#database = database;
    this.#random = random;
  }

  /** How many writes were acknowledged, over all kills. */
  get acknowledged(): number {
    return this.#acknowledged.size;
  }

  /** Starts the server on what the last kill left, lets clients write, and kills it in the middle. */
  async kill(): Promise<void> {
    await using server = await startServer(['--database', this.#database]);
    using client = createMovieClient({ address: server.address });
    const writers = Array.from({ length: WRITERS }, () => this.#write(client));
    await setTimeout(this.#random(LONGEST_MS));
    await server.program.kill();
    await Promise.all(writers);
  }

  /** The acknowledged movies that are not in the file, which must parse. */
  async lost(): Promise<string[]> {
    const movies = await readDatabase(this.#database);
    return [...this.#acknowledged].filter((id) => !movies.has(id));
  }

  async #write(client: MovieClient): Promise<void> {
    try {
      for (;;) {
        const id = `movie-${++this.#calls}`;
        await client.create({ id, title: 'Written while the server is killed' });
        this.#acknowledged.add(id);
      }
    } catch {
      // The kill; what was in progress may or may not be there.
    }
  }
}
