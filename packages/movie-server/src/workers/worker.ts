import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { MetricValues } from 'grpc-host';
import type { StorePort } from 'movie-catalog/channel';
import { forEachLine } from './for-each-line.js';
import { isOurs, type PrimaryMessage, type WorkerMessage, type WorkerStart } from './messages.js';

const PROGRAM = fileURLToPath(new URL('./main.js', import.meta.url));

/** How a worker ended. */
export interface Ending {
  /** In words: `with code 1`, `by SIGKILL`. */
  readonly text: string;
  /** Whether somebody else ended it. */
  readonly isKilled: boolean;
  /** Why it can't start, for the operator, if it said so. */
  readonly explanation: string | undefined;
}

/** Whom a worker tells what happens to it. */
export interface WorkerListener {
  /** It has logged a line, in JSON. */
  logged(line: string): void;
  /** It serves its movies from now on. */
  serves(worker: Worker, movies: number): void;
  /** It has taken a connection, or has one less. */
  connectionsChanged(): void;
  /** It has ended before it took a connection, of which nothing was read yet. */
  connectionReturned(connection: Socket): void;
}

/** A worker process, as the primary sees it. */
export class Worker {
  readonly number: number;
  /** When it has ended, and all that it logged was read. Rejects if the system could not start it. */
  readonly ended: Promise<Ending>;
  readonly #child: ChildProcess;
  readonly #listener: WorkerListener;
  #isServing = false;
  /** The connection that was handed over last, until the worker has taken it. */
  #inTransit: Socket | undefined;
  #handedOver = 0;
  #openConnections = 0;
  #explanation: string | undefined;
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
    this.ended = endingOf(this.#child, () => this.#explanation);
    this.#child.once('exit', () => this.#leave());
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
    return this.#isServing && this.#child.connected && this.#inTransit === undefined;
  }

  /** How many connections it has. */
  get openConnections(): number {
    return this.#openConnections;
  }

  get isServing(): boolean {
    return this.#isServing;
  }

  /**
   * The primary's end of the channel for the store. Closing it ends the worker, even one that hangs. Its end closes it;
   * Node's `disconnect` doesn't come if a connection was in transit to it.
   */
  get storePort(): StorePort {
    return {
      send: (message) => this.#post(message),
      onMessage: (listener) => this.#child.on('message', listener),
      onClose: (listener) => void this.ended.then(listener, listener),
      close: () => this.kill(),
    };
  }

  /** Hands a connection over. It stays open here until the worker has taken it: what is in transit dies with a worker. */
  take(connection: Socket): void {
    this.#handedOver += 1;
    this.#inTransit = connection;
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
        this.#explanation = message.explanation;
        break;
      case 'connections':
        this.#openConnections = message.open;
        if (message.taken === this.#handedOver) this.#confirmTransit();
        this.#listener.connectionsChanged();
        break;
      case 'metrics':
        this.#onMetrics?.(message.values);
        this.#metrics = undefined;
    }
  }

  /** Closes the connection at this end only, as the worker has it now. */
  #confirmTransit(): void {
    this.#inTransit?.destroy();
    this.#inTransit = undefined;
  }

  #leave(): void {
    this.#isServing = false;
    this.#onMetrics?.(undefined);
    const connection = this.#inTransit;
    this.#inTransit = undefined;
    if (connection) this.#listener.connectionReturned(connection);
  }

  #send(message: PrimaryMessage, connection?: Socket): void {
    this.#post(message, connection);
  }

  /** What it can't get, because it has ended or could not be started, is lost with it. */
  #post(message: unknown, connection?: Socket): void {
    if (!this.#child.connected) return;
    // What structured cloning takes has no type of its own.
    this.#child.send(message as object, connection, { keepOpen: true }, () => {});
  }
}

function endingOf(child: ChildProcess, explanation: () => string | undefined): Promise<Ending> {
  const isRead = new Promise((resolve) => child.stdout?.once('close', resolve));
  return new Promise((resolve, reject) => {
    child.once('exit', async (code, signal) => {
      await isRead;
      const text = signal ? `by ${signal}` : `with code ${code}`;
      resolve({ text, isKilled: signal !== null, explanation: explanation() });
    });
    child.on('error', (error) => {
      // It was not started, so nothing else will come.
      if (child.pid === undefined) reject(error);
    });
  });
}
