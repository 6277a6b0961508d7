import { setTimeout as delay } from 'node:timers/promises';
import { type Log, messageOf } from 'grpc-host';
import { WorkerError } from '../worker-error.js';
import { ConnectionSharing } from './share-connections.js';
import type { Ending, Worker, WorkerListener } from './worker.js';

/** How long to wait before a worker that ended is started again, in milliseconds; twice as long each time. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** For how long a worker must have run to be started again as soon as the first time, in milliseconds. */
const STEADY_MS = 10_000;

/** How much longer than the grace a worker may take to end, in milliseconds. */
const END_MS = 5_000;

/** Starts a worker. */
export type StartWorker = (number: number, listener: WorkerListener) => Worker;

/** Keeps several workers running, and shares connections among them. */
export class WorkerPool {
  readonly connections = new ConnectionSharing(() => this.#workers);
  readonly #size: number;
  readonly #log: Log;
  readonly #startWorker: StartWorker;
  readonly #workers = new Set<Worker>();
  readonly #numbersThatServed = new Set<number>();
  readonly #stopping = new AbortController();
  #restarts = 0;
  #keeping: readonly Promise<void>[] = [];

  constructor(size: number, log: Log, startWorker: StartWorker) {
    this.#size = size;
    this.#log = log;
    this.#startWorker = startWorker;
  }

  /** The workers that serve. */
  get serving(): readonly Worker[] {
    return [...this.#workers].filter(({ isServing }) => isServing);
  }

  /** How many times a worker was started again. */
  get restarts(): number {
    return this.#restarts;
  }

  /**
   * Starts the workers.
   *
   * @returns how many movies they serve, once all of them do
   * @throws WorkerError if one can't start
   */
  start(): Promise<number> {
    return new Promise((resolve, reject) => {
      const listener: WorkerListener = {
        logged: (line) => this.#log.write(line),
        connectionsChanged: this.connections.handOver,
        connectionReturned: this.connections.takeBack,
        serves: ({ number, pid }, movies) => {
          const level = this.#numbersThatServed.has(number) ? 'info' : 'debug';
          this.#log.log[level]({ worker: number, pid }, `Worker ${number} serves.`);
          this.#numbersThatServed.add(number);
          this.connections.handOver();
          if (this.#numbersThatServed.size === this.#size) resolve(movies);
        },
      };
      const numbers = Array.from({ length: this.#size }, (_, index) => index + 1);
      this.#keeping = numbers.map((number) => this.#keep(number, listener, reject));
    });
  }

  /**
   * Lets the workers finish their calls and end.
   *
   * @param graceMs how long the calls may take
   */
  async shutDown(graceMs: number): Promise<void> {
    this.#stopping.abort();
    this.connections.close();
    for (const worker of this.#workers) worker.shutDown(graceMs);
    const limit = setTimeout(() => this.#killLate(), graceMs + END_MS);
    await Promise.all(this.#keeping);
    clearTimeout(limit);
  }

  /** Ends all workers at once. */
  kill(): void {
    this.#stopping.abort();
    for (const worker of this.#workers) worker.kill();
  }

  /** Starts a worker, and again when it has ended, until the pool stops. */
  async #keep(number: number, listener: WorkerListener, onFailure: (error: WorkerError) => void): Promise<void> {
    const { signal } = this.#stopping;
    for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const begin = performance.now();
      const ending = await this.#run(number, listener);
      if (signal.aborted) break;
      if (!this.#numbersThatServed.has(number) && !ending.isKilled) return onFailure(failureOf(number, ending));
      if (performance.now() - begin > STEADY_MS) pauseMs = FIRST_PAUSE_MS;
      this.#report(number, ending, pauseMs);
      await delay(pauseMs, undefined, { signal }).catch(() => {});
      this.#restarts += 1;
    }
  }

  /** Starts a worker, and waits for its end. */
  async #run(number: number, listener: WorkerListener): Promise<Ending> {
    try {
      const worker = this.#startWorker(number, listener);
      this.#workers.add(worker);
      return await worker.ended.finally(() => this.#workers.delete(worker));
    } catch (error) {
      // The system has no more processes, memory or open files. It may have some later.
      const explanation = `The system can't start a process: ${messageOf(error)}.`;
      return { text: 'before it began', isKilled: false, explanation };
    }
  }

  #report(worker: number, { text, explanation }: Ending, pauseMs: number): void {
    const why = explanation === undefined ? '' : ` ${explanation}`;
    const message = `Worker ${worker} ended ${text}; it is started again in ${pauseMs / 1000} s.${why}`;
    this.#log.log.error({ worker }, message);
  }

  #killLate(): void {
    for (const worker of this.#workers) {
      this.#log.log.error({ worker: worker.number }, `Worker ${worker.number} did not end, and is killed.`);
      worker.kill();
    }
  }
}

function failureOf(number: number, { text, explanation }: Ending): WorkerError {
  return new WorkerError(explanation ?? `Worker ${number} ended ${text} before it served.`);
}
