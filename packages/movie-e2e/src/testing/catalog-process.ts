import { TemporaryFolder } from 'test-kit';
import { type ServerProcess, startServer } from './server-process.js';

/** A server in a process of its own, on a database of its own: `await using server = await CatalogProcess.start(movies)`. */
export class CatalogProcess implements AsyncDisposable {
  readonly address: string;
  /** Where its database is. */
  readonly folder: TemporaryFolder;
  readonly #args: readonly string[];
  #server: ServerProcess;

  private constructor(server: ServerProcess, folder: TemporaryFolder, args: readonly string[]) {
    this.#server = server;
    this.address = server.address;
    this.folder = folder;
    this.#args = args;
  }

  /** @param options of the server, besides its database */
  static async start(movies: Iterable<object>, options: readonly string[] = []): Promise<CatalogProcess> {
    const folder = new TemporaryFolder();
    const args = ['--database', folder.write('movies.json', JSON.stringify({ movies: [...movies] })), ...options];
    try {
      return new CatalogProcess(await startServer(args), folder, args);
    } catch (error) {
      folder[Symbol.dispose]();
      throw error;
    }
  }

  /** Ends the server with a signal. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    await this.#server.program.kill(signal);
  }

  /** Starts it again on the same port and database. */
  async restart(): Promise<void> {
    this.#server = await startServer([...this.#args, '--port', String(this.#server.port)]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    this.folder[Symbol.dispose]();
  }
}
