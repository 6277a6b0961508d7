import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, closeSync, mkdtempSync, openSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPostgresPrograms, postgresAccount, postgresEnvironment, providePrograms } from './postgres-programs.js';

/** Parameters of postgresql.conf. */
export type PostgresSettings = Readonly<Record<string, string | number>>;

const SETTINGS: PostgresSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 100,
  shared_buffers: '16MB',
  fsync: 'off',
  // Fewer processes; there is no slow disk to wait for.
  io_method: 'sync',
  timezone: 'UTC',
};

const GUARD = fileURLToPath(new URL('./postgres-guard.js', import.meta.url));

/** A PostgreSQL of the test's own: its data in a temporary folder, its programs, and the port where it listens. */
export class PostgresCluster implements AsyncDisposable {
  readonly port: number;
  /** Of the superuser `postgres`. */
  readonly password = randomBytes(12).toString('hex');
  readonly #folder = mkdtempSync(join(realpathSync(tmpdir()), 'test-postgres-'));
  readonly dataFolder = join(this.#folder, 'data');
  readonly #log = join(this.#folder, 'log');
  readonly #programs: string;
  readonly #guard: ChildProcess;

  private constructor(programs: string, port: number) {
    this.port = port;
    const { uid, gid } = postgresAccount();
    if (uid !== undefined && gid !== undefined) chownSync(this.#folder, uid, gid);
    this.#programs = join(providePrograms(programs, join(this.#folder, 'postgresql')), 'bin');
    this.#guard = spawn(process.execPath, [GUARD, this.#folder, join(this.#programs, 'pg_ctl'), this.dataFolder], {
      stdio: ['pipe', 'ignore', 'ignore'],
      // Ctrl-C is not for it.
      detached: true,
      windowsHide: true,
    });
    this.#guard.unref();
  }

  /** @throws Error if there are no programs of PostgreSQL here, or if they fail, with what they said */
  static async start(settings: PostgresSettings = {}): Promise<PostgresCluster> {
    const programs = findPostgresPrograms();
    if ('missing' in programs) throw new Error(programs.missing);
    const cluster = new PostgresCluster(programs.folder, await freePort());
    try {
      await cluster.#create(settings);
      await cluster.start();
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
    return cluster;
  }

  /** Starts it where it was stopped, on the same port, and waits until it answers. */
  async start(): Promise<void> {
    await this.#run('pg_ctl', ['start', '--silent', '--wait', `--pgdata=${this.dataFolder}`]);
  }

  /** Stops it as `pg_ctl stop` does, and waits until it is down. */
  async stop(mode: 'fast' | 'immediate'): Promise<void> {
    await this.#run('pg_ctl', ['stop', '--silent', '--wait', `--mode=${mode}`, `--pgdata=${this.dataFolder}`]);
  }

  /** Stops it, whatever it does, and removes its folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#guard.exitCode !== null) return;
    this.#guard.ref();
    this.#guard.stdin?.end();
    await once(this.#guard, 'exit');
  }

  async #create(settings: PostgresSettings): Promise<void> {
    const passwordFile = join(this.#folder, 'password');
    this.#write(passwordFile, this.password);
    const parameters = Object.entries({ ...SETTINGS, ...settings, port: this.port });
    await this.#run('initdb', [
      `--pgdata=${this.dataFolder}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same on every platform.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-sync',
      ...parameters.map(([name, value]) => `--set=${name}=${value}`),
    ]);
  }

  async #run(program: string, args: readonly string[]): Promise<void> {
    // Not a pipe: the server keeps it, and would keep the pipe open.
    const output = openSync(this.#log, 'a');
    try {
      const child = spawn(join(this.#programs, program), args, {
        cwd: this.#folder,
        env: postgresEnvironment(),
        stdio: ['ignore', output, output],
        windowsHide: true,
        ...postgresAccount(),
      });
      const [code] = await once(child, 'exit');
      if (code !== 0) throw new Error(`${program} failed:\n${readFileSync(this.#log, 'utf8')}`);
    } finally {
      closeSync(output);
    }
  }

  #write(path: string, text: string): void {
    writeFileSync(path, text);
    const { uid, gid } = postgresAccount();
    if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
  }
}

/**
 * A port where nobody listens, below those that systems give to whoever asks for any: the others may not take it while
 * the server is down.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_000);
    const server = createServer().listen(port, '127.0.0.1');
    const [free] = await Promise.race([
      once(server, 'listening').then(() => [true]),
      once(server, 'error').then(() => [false]),
    ]);
    server.close();
    if (free) return port;
  }
}
