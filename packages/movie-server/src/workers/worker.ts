import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type MetricValues, messageOf } from 'grpc-host';
import type { StorePort } from 'movie-catalog';
import { forEachLine } from './for-each-line.js';
import { isOurs, type PrimaryMessage, type WorkerMessage, type WorkerStart } from './messages.js';

const PROGRAM = fileURLToPath(new URL('./main.js', import.meta.url));

/** How a worker ended. */
export interface Ending {
  /** In words: `with code 1`, `by SIGKILL`. */
  readonly text: string;
  /** Whether somebody else ended it. */
  readonly isKilled: boolean;
}

/** Whom a worker tells what happens to it. */
export interface WorkerListener {
  /** It has logged a line, in JSON. */
  logged(line: string): void;
  /** It serves its movies from now on. */
  serves(worker: Worker, movies: number): void;
  /** It has taken a connection, or has one less. */
  connectionsChanged(): void;
}

/** A worker process, as the primary sees it. */
export class Worker {
  readonly number: number;
  /** When it has ended, and all that it logged was read. */
  readonly ended: Promise<Ending>;
  /** What it says of why it can't start. */
  explanation: string | undefined;
  readonly #child: ChildProcess;
  readonly #listener: WorkerListener;
  #isServing = false;
  #connections = { sent: 0, taken: 0, open: 0 };
  #metrics: Promise<MetricValues | undefined> | undefined;
  #onMetrics: ((values: MetricValues | undefined) => void) | undefined;

  /**
   * Starts it.
   *
   * @param args the options of the command line; those of the environment it has from this process
   */
  constructor(args: readonly string[], start: WorkerStart, listener: WorkerListener) {
    this.number = start.number;
    this.#listener = listener;
    this.#child = fork(PROGRAM, args, {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    this.ended = endingOf(this.#child);
    if (this.#child.stdout) forEachLine(this.#child.stdout, (line) => listener.logged(line));
    this.#child.on('message', (message) => {
      if (isOurs<WorkerMessage>(message)) this.#receive(message);
    });
    this.#send({ kind: 'start', start });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Whether it takes a connection now. One that hangs has not taken the last one yet, and gets no more. */
  get isFree(): boolean {
    return this.#isServing && this.#child.connected && this.#connections.sent === this.#connections.taken;
  }

  /** How many connections it has. */
  get openConnections(): number {
    return this.#connections.open;
  }

  get isServing(): boolean {
    return this.#isServing;
  }

  /** The primary's end of the channel for the store. Closing it ends the worker. */
  get storePort(): StorePort {
    return {
      send: (message) => this.#post(message),
      onMessage: (listener) => this.#child.on('message', listener),
      onClose: (listener) => this.#child.once('disconnect', listener),
      close: () => this.kill(),
    };
  }

  take(connection: Socket): void {
    this.#connections.sent += 1;
    this.#send({ kind: 'connection' }, connection);
  }

  /** Its metrics now, if it can read them. It is asked once at a time: one that hangs would answer all of it later. */
  readMetrics(): Promise<MetricValues | undefined> {
    this.#metrics ??= new Promise((resolve) => {
      this.#onMetrics = resolve;
      this.#send({ kind: 'readMetrics' });
    });
    return this.#metrics;
  }

  /** Lets it finish its calls, and end. */
  shutDown(graceMs: number): void {
    this.#send({ kind: 'shutDown', graceMs });
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #receive(message: WorkerMessage): void {
    switch (message.kind) {
      case 'serving':
        this.#isServing = true;
        this.#listener.serves(this, message.movies);
        break;
      case 'failed':
        this.explanation = message.explanation;
        break;
      case 'connections':
        this.#connections.taken = message.taken;
        this.#connections.open = message.open;
        this.#listener.connectionsChanged();
        break;
      case 'metrics':
        this.#onMetrics?.(message.values);
        this.#metrics = undefined;
    }
  }

  #send(message: PrimaryMessage, connection?: Socket): void {
    this.#post(message, connection);
  }

  /** What it can't get any more, because it has ended, is lost with it. */
  #post(message: unknown, connection?: Socket): void {
    // What structured cloning takes has no type of its own.
    this.#child.send(message as object, connection, {}, () => {});
  }
}

function endingOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ text: signal ? `by ${signal}` : `with code ${code}`, isKilled: signal !== null });
    });
    child.on('error', (error) => {
      // It was not started, so nothing else will come.
      if (child.pid === undefined) resolve({ text: `before it began: ${messageOf(error)}`, isKilled: false });
    });
  });
}
