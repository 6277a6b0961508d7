import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { setTimeout } from 'node:timers/promises';
import { readDatabase } from '../read-database.js';
import { programPath } from './store-process.js';

/** The longest that a process lives or writes before it is killed, in milliseconds. */
const MAX_LIFE_MS = 150;
/** The share of processes that are killed without regard to how far they are. */
const EARLY_KILLS = 0.3;

/** Lets processes write a file and kills them at random moments, and finds out what was lost. */
export class CrashRun {
  readonly #path: string;
  /** The movies that were acknowledged, and not since meant to be deleted. */
  readonly #present = new Set<string>();
  /** The movies whose deletion was acknowledged. */
  readonly #absent = new Set<string>();

  constructor(path: string) {
    this.#path = path;
    writeFileSync(path, '{\n  "movies": []\n}\n');
  }

  /** How many writes were acknowledged until now. */
  get acknowledged(): number {
    return this.#present.size + this.#absent.size;
  }

  /** Starts a process on the file as the one before left it, and kills it while it opens the file or writes it. */
  async crash(): Promise<void> {
    const program = [programPath('crash-writer'), this.#path];
    const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] });
    const closed = once(child, 'close');
    const killSoon = () => setTimeout(Math.random() * MAX_LIFE_MS).then(() => child.kill('SIGKILL'));
    let doomed = Math.random() < EARLY_KILLS;
    if (doomed) void killSoon();
    for await (const line of createInterface({ input: child.stdout })) {
      this.#note(line);
      if (!doomed) void killSoon();
      doomed = true;
    }
    const [code] = await closed;
    if (code !== null) throw new Error('The process could not use the file that the one before left.');
  }

  /** The ids of acknowledged writes that the file doesn't have. */
  async lost(): Promise<string[]> {
    const movies = await readDatabase(this.#path);
    const missing = [...this.#present].filter((id) => !movies.has(id));
    return [...missing, ...[...this.#absent].filter((id) => movies.has(id))];
  }

  #note(line: string): void {
    const [what, id = ''] = line.split(' ');
    if (what === 'created') this.#present.add(id);
    if (what === 'deleting') this.#present.delete(id);
    if (what === 'deleted') this.#absent.add(id);
  }
}
