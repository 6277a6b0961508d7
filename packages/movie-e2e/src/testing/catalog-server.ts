import { openJsonFile } from 'movie-catalog';
import { startServer, type TestServer, type TestServerOptions } from 'movie-server/testing';
import { TemporaryFolder } from 'test-kit';

/** How a server differs from one that is started without options. */
type CatalogServerOptions = Omit<TestServerOptions, 'movies' | 'store'>;

/**
 * A server in this process, on a database of its own: `await using server = await CatalogServer.start(movies)`. For tests
 * of its callers; those of its process take a `CatalogProcess`, which needs a hundred times as long to start.
 */
export class CatalogServer implements AsyncDisposable {
  /** Where its database is. */
  readonly folder: TemporaryFolder;
  readonly address: string;
  readonly #options: TestServerOptions;
  #server: TestServer;

  private constructor(server: TestServer, folder: TemporaryFolder, options: TestServerOptions) {
    this.#server = server;
    this.address = server.address;
    this.folder = folder;
    this.#options = options;
  }

  static async start(movies: Iterable<object>, options: CatalogServerOptions = {}): Promise<CatalogServer> {
    const folder = new TemporaryFolder();
    const database = folder.write('movies.json', JSON.stringify({ movies: [...movies] }));
    const all: TestServerOptions = { ...options, store: ({ logger }) => openJsonFile(database, { log: logger }) };
    try {
      return new CatalogServer(await startServer(all), folder, all);
    } catch (error) {
      folder[Symbol.dispose]();
      throw error;
    }
  }

  /** Ends it in order, as SIGTERM does. */
  async stop(): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }

  /** Starts it again on the same port and database. */
  async restart(): Promise<void> {
    const { port } = new URL(`http://${this.address}`);
    this.#server = await startServer({ ...this.#options, port: Number(port) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.folder[Symbol.dispose]();
  }
}
