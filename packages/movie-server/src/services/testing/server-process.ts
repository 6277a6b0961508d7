import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { EventLog } from '../../stores/testing/event-log.js';

const MAIN = fileURLToPath(new URL('../../main.js', import.meta.url));

const running: ServerProcess[] = [];

/** The real server in a process of its own, on a free port of loopback. */
export class ServerProcess {
  /** The lines of its log, each as JSON. */
  readonly log = new EventLog<string>();
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #exited: Promise<unknown[]>;
  #stderr = '';

  /** @param args beside where to listen; `--host` may be given again */
  constructor(database: string, ...args: string[]) {
    const all = [MAIN, '--host', '127.0.0.1', '--port', '0', '--log-format', 'json', '--database', database, ...args];
    this.#child = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#exited = once(this.#child, 'close');
    this.#child.stderr.on('data', (data) => {
      this.#stderr += data;
    });
    createInterface({ input: this.#child.stdout }).on('line', this.log.add);
    running.push(this);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What it said on standard error. */
  get stderr(): string {
    return this.#stderr;
  }

  /** Where it listens, once it does. */
  async port(): Promise<number> {
    const listening = this.log.first((line) => line.includes('Movie server listening'));
    const line = await Promise.race([listening, this.#exited]);
    const [, port] = /listening on [^,]*:(\d+)/.exec(String(line)) ?? [];
    if (port === undefined) throw new Error(`The server did not start: ${this.#stderr}`);
    return Number(port);
  }

  /** Its exit code, once it has ended; null after a kill. */
  async exitCode(): Promise<unknown> {
    return (await this.#exited)[0];
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<unknown> {
    this.#child.kill(signal);
    return this.exitCode();
  }
}

/** Kills all servers that are left; for `afterEach`. */
export async function killServers(): Promise<void> {
  await Promise.all(running.splice(0).map((server) => server.kill()));
}
