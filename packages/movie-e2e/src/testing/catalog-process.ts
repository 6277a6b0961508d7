import { TemporaryFolder } from 'test-kit';
import { RestartableServer } from './restartable-server.js';
import { type ServerProcess, startServer } from './server-process.js';

/** A server in a process of its own, on a database of its own: `await using server = await CatalogProcess.start(movies)`. */
export class CatalogProcess extends RestartableServer {
  /** Where its database is. */
  readonly folder: TemporaryFolder;

  private constructor(server: ServerProcess, folder: TemporaryFolder, args: readonly string[]) {
    super(server, args);
    this.folder = folder;
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

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    this.folder[Symbol.dispose]();
  }
}
