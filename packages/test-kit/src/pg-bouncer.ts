import { spawnSync } from 'node:child_process';
import { chownSync } from 'node:fs';
import { type Declare, missingPostgres, unless } from './on-postgres.js';
import { freePort } from './postgres-cluster.js';
import { postgresAccount } from './postgres-programs.js';
import type { PostgresServer } from './postgres-server.js';
import { RunningProcess } from './running-process.js';
import { TemporaryFolder } from './temporary-folder.js';

/** A real PgBouncer in transaction mode before a server: `await using bouncer = await PgBouncer.start(server)`. */
export class PgBouncer implements AsyncDisposable {
  readonly #folder: TemporaryFolder;
  readonly #program: RunningProcess;
  readonly #port: number;

  private constructor(folder: TemporaryFolder, program: RunningProcess, port: number) {
    this.#folder = folder;
    this.#program = program;
    this.#port = port;
  }

  static async start(server: PostgresServer): Promise<PgBouncer> {
    const { hostname, port = '', username, password } = new URL(server.url());
    const folder = new TemporaryFolder();
    const { uid, gid } = postgresAccount();
    if (uid !== undefined && gid !== undefined) chownSync(folder.path, uid, gid);
    const bouncerPort = await freePort();
    const users = folder.write('users.txt', `"${decodeURIComponent(username)}" "${decodeURIComponent(password)}"\n`);
    const settings = folder.write(
      'pgbouncer.ini',
      [
        '[databases]',
        `* = host=${hostname} port=${port || 5432}`,
        '[pgbouncer]',
        'listen_addr = 127.0.0.1',
        `listen_port = ${bouncerPort}`,
        'unix_socket_dir =',
        'auth_type = scram-sha-256',
        `auth_file = ${users}`,
        'pool_mode = transaction',
        // It refuses to run as root.
        ...(uid === undefined ? [] : ['user = nobody']),
      ].join('\n'),
    );
    const bouncer = new PgBouncer(folder, new RunningProcess('pgbouncer', [settings]), bouncerPort);
    await bouncer.#program.printed(/process up/);
    return bouncer;
  }

  /** The URL of a database of the server, through this. */
  through(url: string): string {
    return Object.assign(new URL(url), { host: `127.0.0.1:${this.#port}` }).href;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
    this.#folder[Symbol.dispose]();
  }
}

/** Jest's `test` or `describe` for what needs a PgBouncer and a PostgreSQL. Without them it is skipped. */
export function onPgBouncer<Body>(declare: Declare<Body>): (name: string, body: Body) => void {
  const { error } = spawnSync('pgbouncer', ['--version']);
  return unless(error ? `pgbouncer does not run: ${error.message}` : missingPostgres(), declare);
}
