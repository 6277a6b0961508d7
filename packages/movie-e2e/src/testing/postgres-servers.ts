import { PostgresServer } from 'test-kit';
import { RestartableServer } from './restartable-server.js';
import type { Disturbance } from './servers-run.js';

/** Several servers on one PostgreSQL: `await using servers = await PostgresServers.start(3)`. */
export class PostgresServers implements AsyncDisposable {
  readonly #postgres: PostgresServer;
  readonly #url: string;
  readonly #servers: RestartableServer[] = [];

  private constructor(postgres: PostgresServer, url: string) {
    this.#postgres = postgres;
    this.#url = url;
  }

  static async start(count: number): Promise<PostgresServers> {
    const postgres = await PostgresServer.start();
    const servers = new PostgresServers(postgres, await postgres.createDatabase());
    try {
      await servers.#start(count);
      return servers;
    } catch (error) {
      await servers[Symbol.asyncDispose]();
      throw error;
    }
  }

  get addresses(): readonly string[] {
    return this.#servers.map(({ address }) => address);
  }

  /** What may happen to servers and their database. */
  get disturbances(): readonly Disturbance[] {
    const kill: Disturbance = (random) => this.#kill(random(this.#servers.length));
    const stop: Disturbance = (random) => this.#restartDatabase(random(2) === 0 ? 'fast' : 'immediate');
    const both: Disturbance = async (random) => {
      await Promise.all([kill(random), stop(random)]);
    };
    return [kill, kill, stop, both, () => this.#postgres.terminateBackends(this.#url)];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#servers.map((server) => server[Symbol.asyncDispose]()));
    await this.#postgres[Symbol.asyncDispose]();
  }

  /** All at once, on an empty database, which one of them sets up. */
  async #start(count: number): Promise<void> {
    const starts = Array.from({ length: count }, () => RestartableServer.startAt(['--database', this.#url]));
    for (const start of await Promise.allSettled(starts)) {
      if (start.status === 'fulfilled') this.#servers.push(start.value);
    }
    await Promise.all(starts);
  }

  async #kill(index: number): Promise<void> {
    await this.#servers[index]?.kill('SIGKILL');
    await this.#servers[index]?.restart();
  }

  async #restartDatabase(mode: 'fast' | 'immediate'): Promise<void> {
    await this.#postgres.stop(mode);
    await this.#postgres.start();
  }
}
