import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { PostgresServer } from './postgres-server.js';

/** Where test files ask the process of jest for a database. */
const DOOR = 'MOVIE_TEST_DATABASES';

/**
 * One PostgreSQL for all test files of a run, in the process of jest, which outlives them. It starts when the first asks
 * for a database: most runs of a single file need none.
 */
export class SharedPostgres implements AsyncDisposable {
  readonly #door: Server;
  #server: Promise<PostgresServer> | undefined;

  private constructor() {
    this.#door = createServer((_, response) => {
      const answer = (code: number, text: string) => response.writeHead(code, { connection: 'close' }).end(text);
      this.#createDatabase().then(
        (url) => answer(200, url),
        (error: Error) => answer(500, error.message),
      );
    });
  }

  static async share(): Promise<SharedPostgres> {
    const shared = new SharedPostgres();
    await once(shared.#door.listen(0, '127.0.0.1'), 'listening');
    const address = shared.#door.address();
    if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
    // The processes of test files inherit it.
    process.env[DOOR] = `http://127.0.0.1:${address.port}`;
    return shared;
  }

  async #createDatabase(): Promise<string> {
    this.#server ??= PostgresServer.start();
    return await (await this.#server).createDatabase();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#door.close();
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
  const door = process.env[DOOR];
  if (door === undefined) throw new Error(`${DOOR} is not set: jest runs without the globalSetup of jest.config.js.`);
  const response = await fetch(door);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}
