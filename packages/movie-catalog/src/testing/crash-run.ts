import { setTimeout } from 'node:timers/promises';
import { RunningProcess } from 'test-kit';
import { readDatabase } from '../json-file/read-database.js';
import { programPath } from './store-process.js';

/** The longest that a process runs or writes before it is killed, in milliseconds. */
const MAX_LIFE_MS = 150;
/** The share of processes that are killed before they are known to have opened the file. */
const EARLY_KILLS = 0.3;

/** Lets processes write a file and kills them at random moments, and finds out what was lost. */
export class CrashRun {
  readonly #path: string;
  /** The movies whose creation was acknowledged, and whose deletion has not begun. */
  readonly #present = new Set<string>();
  /** The movies whose deletion was acknowledged. */
  readonly #absent = new Set<string>();

  /** @param path of a database */
  constructor(path: string) {
    this.#path = path;
  }

  /** How many writes were acknowledged until now. */
  get acknowledged(): number {
    return this.#present.size + this.#absent.size;
  }

  /** Starts a process on the file as the one before left it, and kills it while it opens the file or writes it. */
  async crash(): Promise<void> {
    await using writer = new RunningProcess(process.execPath, [programPath('crash-writer'), this.#path]);
    if (Math.random() >= EARLY_KILLS) await writer.printed(/^opened$/m);
    await setTimeout(Math.random() * MAX_LIFE_MS);
    const { code, stdout, stderr } = await writer.kill();
    if (code !== null) throw new Error(`The process could not use the file that the one before left:\n${stderr}`);
    for (const line of stdout.split('\n')) this.#note(line);
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
