import { randomBytes } from 'node:crypto';
import { PostgresCluster, type PostgresSettings } from './postgres-cluster.js';

/**
 * A real PostgreSQL: `await using server = await PostgresServer.start()`. It is one of the test's own, or the server that
 * MOVIE_TEST_DATABASE names; that one is neither stopped nor looked into.
 */
export class PostgresServer implements AsyncDisposable {
  readonly #base: URL;
  readonly #cluster: PostgresCluster | undefined;
  /** Those to drop at a server that stays. */
  readonly #databases: string[] = [];

  private constructor(base: URL, cluster?: PostgresCluster) {
    this.#base = base;
    this.#cluster = cluster;
  }

  /** Starts one; takes about a second, so tests that only need a database share one: see `createDatabase`. */
  static async start({ settings }: { readonly settings?: PostgresSettings } = {}): Promise<PostgresServer> {
    const given = givenServer();
    if (given !== undefined) return new PostgresServer(new URL(given));
    const cluster = await PostgresCluster.start(settings);
    return new PostgresServer(
      new URL(`postgres://postgres:${cluster.password}@127.0.0.1:${cluster.port}/postgres`),
      cluster,
    );
  }

  get port(): number {
    return Number(this.#base.port || 5432);
  }

  /** Where its data is. */
  get dataFolder(): string {
    return this.#own.dataFolder;
  }

  /** Where a client finds a database of it, with the user's name and password. */
  url(database?: string): string {
    const url = new URL(this.#base);
    if (database !== undefined) url.pathname = `/${database}`;
    return url.href;
  }

  /** Makes an empty database, and gives its URL. */
  async createDatabase(): Promise<string> {
    const name = `test_${randomBytes(8).toString('hex')}`;
    await this.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
    this.#databases.push(name);
    return this.url(name);
  }

  /** Runs a statement in a database of it, as its administrator, and gives the rows. */
  async query(text: string, url = this.url()): Promise<readonly Readonly<Record<string, unknown>>[]> {
    // Here, because most tests that import this package need no driver.
    const { Client } = (await import('pg')).default;
    const client = new Client(url);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** Runs a statement as `query` does, and keeps its transaction open, with all its locks, until that is disposed of. */
  async hold(text: string, url: string): Promise<AsyncDisposable> {
    const { Client } = (await import('pg')).default;
    const client = new Client(url);
    await client.connect();
    await client.query(`BEGIN; ${text}`);
    return { [Symbol.asyncDispose]: () => client.end() };
  }

  /** Ends all connections to a database of it, as an administrator does. */
  async terminateBackends(url: string): Promise<void> {
    const name = new URL(url).pathname.slice(1);
    await this.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}' AND pid <> pg_backend_pid()`,
    );
  }

  /** Stops it: `fast` ends connections and saves all, `immediate` is as a crash. */
  async stop(mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
    await this.#own.stop(mode);
  }

  /** Starts it again after `stop`, on the same port and with the same data. */
  async start(): Promise<void> {
    await this.#own.start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#cluster !== undefined) return await this.#cluster[Symbol.asyncDispose]();
    for (const name of this.#databases) await this.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }

  get #own(): PostgresCluster {
    if (this.#cluster === undefined) throw new Error('The server that MOVIE_TEST_DATABASE names is not ours to stop.');
    return this.#cluster;
  }
}

/** The server that MOVIE_TEST_DATABASE names, if it names one. */
export function givenServer(): string | undefined {
  return process.env['MOVIE_TEST_DATABASE'] || undefined;
}
