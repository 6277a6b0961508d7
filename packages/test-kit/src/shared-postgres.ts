import { askAt, Door } from './door.js';
import { PostgresServer } from './postgres-server.js';

/** Where test files ask for a database. */
const DOOR = 'MOVIE_TEST_DATABASES';

/**
 * One PostgreSQL for all test files of a run, in the process of jest. It starts when the first asks for a database: most
 * runs of a single file need none.
 */
export class SharedPostgres implements AsyncDisposable {
  #door: Door | undefined;
  #server: Promise<PostgresServer> | undefined;

  private constructor() {}

  static async share(): Promise<SharedPostgres> {
    const shared = new SharedPostgres();
    shared.#door = await Door.open(DOOR, () => shared.#createDatabase());
    return shared;
  }

  async #createDatabase(): Promise<string> {
    this.#server ??= PostgresServer.start();
    return await (await this.#server).createDatabase();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#door?.[Symbol.asyncDispose]();
    await (await this.#server)?.[Symbol.asyncDispose]();
  }
}

/**
 * Makes an empty database on the server that all test files of a run share, and gives its URL. Tests that stop the
 * server, change its settings or count what is in it start a PostgresServer of their own.
 *
 * @throws Error with what PostgreSQL said, and outside of a run of jest with this repository's configuration
 */
export async function createDatabase(): Promise<string> {
  return await askAt(DOOR);
}
