import { setTimeout } from 'node:timers/promises';
import { credentials } from '@grpc/grpc-js';
import { v1 } from 'movie-proto';
import { readDatabase } from '../../stores/read-database.js';
import { movieCalls } from './movie-calls.js';
import { ServerProcess } from './server-process.js';

const WRITERS = 8;
const LONGEST_MS = 120;

/** Kills a server at random while callers write over gRPC, and looks after each start for what was acknowledged. */
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

  /** Starts the server on what the last kill left, lets callers write, and kills it in the middle. */
  async kill(): Promise<void> {
    const server = new ServerProcess(this.#database);
    const client = new v1.MovieServiceClient(`127.0.0.1:${await server.port()}`, credentials.createInsecure());
    const writers = Array.from({ length: WRITERS }, () => this.#write(client));
    await setTimeout(this.#random(LONGEST_MS));
    await server.kill();
    await Promise.all(writers);
    client.close();
  }

  /** The acknowledged movies that are not in the file, which must parse. */
  async lost(): Promise<string[]> {
    const movies = await readDatabase(this.#database);
    return [...this.#acknowledged].filter((id) => !movies.has(id));
  }

  async #write(client: v1.MovieServiceClient): Promise<void> {
    const { create } = movieCalls(client);
    try {
      for (;;) {
        const id = `movie-${++this.#calls}`;
        await create({ id, title: 'Written while the server is killed' });
        this.#acknowledged.add(id);
      }
    } catch {
      // The kill; what was under way may or may not be there.
    }
  }
}
