import { fileURLToPath } from 'node:url';
import { RunningProcess, TemporaryFolder } from 'test-kit';
import { type Mix, unshared } from './namespaces.js';
import { serverCommand } from './server-process.js';

const HOLDER = fileURLToPath(new URL('./hold-database.js', import.meta.url));

/** A program that wants a database. */
export class Contender extends RunningProcess {
  readonly #database: string;

  constructor(command: string, args: readonly string[], database: string) {
    super(command, args);
    this.#database = database;
  }

  /** Whether it has the database, or ended because another has it; otherwise what it printed. */
  async outcome(): Promise<string> {
    try {
      await this.printed(/listening on|^open$/m);
      return 'has it';
    } catch {
      const { code, stdout, stderr } = await this.ended;
      const isRefused = code === 1 && stderr.includes(`The database ${this.#database} is in use by`);
      return isRefused ? 'refused' : `${code}: ${stdout}${stderr}`;
    }
  }
}

/** An empty database for programs in several namespaces, which end with it: `await using database = new SharedDatabase()`. */
export class SharedDatabase implements AsyncDisposable {
  readonly #folder = new TemporaryFolder();
  /** Where the folder is in mount namespaces. */
  readonly #elsewhere = new TemporaryFolder();
  readonly path = this.#folder.write('movies.json', '{"movies": []}');
  readonly #contenders: Contender[] = [];

  /** Starts a server in new namespaces. */
  startServer(mix: Mix): Contender {
    return this.#start(mix, (database) => [
      ...serverCommand,
      '--host',
      '127.0.0.1',
      '--port',
      '0',
      '--database',
      database,
    ]);
  }

  /** Starts a smaller program that opens the database when it gets a line: see `hold-database.ts`. */
  startHolder(mix: Mix): Contender {
    return this.#start(mix, (database) => [process.execPath, HOLDER, database]);
  }

  #start(mix: Mix, program: (database: string) => readonly string[]): Contender {
    const database = mix.includes('mount') ? this.#elsewhere.file('movies.json') : this.path;
    const [command, ...args] = unshared(mix, program(database), {
      host: mix.includes('uts') ? `container-${this.#contenders.length}` : undefined,
      bind: mix.includes('mount') ? [this.#folder.path, this.#elsewhere.path] : undefined,
    });
    const contender = new Contender(command, args, database);
    this.#contenders.push(contender);
    return contender;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#contenders.map((contender) => contender[Symbol.asyncDispose]()));
    this.#folder[Symbol.dispose]();
    this.#elsewhere[Symbol.dispose]();
  }
}
