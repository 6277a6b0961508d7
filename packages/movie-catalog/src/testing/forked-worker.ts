import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { EventLog } from 'test-kit';
import type { StoreHub } from '../channel/store-hub.js';
import type { Movie } from '../movie.js';
import type { MovieUpdate } from '../store.js';
import { programPath } from './store-process.js';

/** What a test tells a worker to do. */
export type WorkerCommand = { readonly id: number } & (
  | { readonly kind: 'list' }
  | { readonly kind: 'change'; readonly changes: readonly MovieUpdate[] }
  | { readonly kind: 'rewrite'; readonly ids: readonly string[] }
);

/** What a worker answers to the command of that id. */
export interface WorkerAnswer {
  readonly id: number;
  /** All that it has, if that was asked for. */
  readonly movies: readonly Movie[];
  /** How many writes of a `rewrite` were acknowledged. */
  readonly written: number;
}

/** Whether it is a command, and not a message of the store on the same channel. */
export function isCommand(message: unknown): message is WorkerCommand {
  return typeof message === 'object' && message !== null && 'id' in message && 'kind' in message;
}

/** A worker of a hub, in a process of its own: `await using worker = await ForkedWorker.start(hub)`. */
export class ForkedWorker implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #answers = new EventLog<WorkerAnswer>();
  #lastId = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, 'exit');
    child.on('message', this.#answers.add);
  }

  /** Starts it, and waits until it has the movies. */
  static async start(hub: StoreHub): Promise<ForkedWorker> {
    const child = fork(programPath('channel-worker'), { serialization: 'advanced' });
    const worker = new ForkedWorker(child);
    hub.serve({
      // What structured cloning takes has no type of its own.
      send: (message) => void child.send(message as object, () => {}),
      onMessage: (listener) => child.on('message', listener),
      onClose: (listener) => child.once('exit', listener),
      close: () => child.kill('SIGKILL'),
    });
    await worker.#answerTo(0);
    return worker;
  }

  /** The movies that it has now. */
  async list(): Promise<readonly Movie[]> {
    const id = ++this.#lastId;
    this.#tell({ id, kind: 'list' });
    return (await this.#answerTo(id)).movies;
  }

  /** Makes changes in one write, and waits until it is acknowledged. */
  async change(...changes: MovieUpdate[]): Promise<void> {
    const id = ++this.#lastId;
    this.#tell({ id, kind: 'change', changes });
    await this.#answerTo(id);
  }

  /**
   * Lets it write these movies again and again, in one write each time, with its number as their title.
   *
   * @returns once that many writes were acknowledged
   */
  async rewrite(ids: readonly string[], times: number): Promise<void> {
    const id = ++this.#lastId;
    this.#tell({ id, kind: 'rewrite', ids });
    await this.#answers.first((answer) => answer.id === id && answer.written === times);
  }

  /**
   * Kills it.
   *
   * @returns how many writes of its `rewrite` it has reported
   */
  async kill(): Promise<number> {
    this.#child.kill('SIGKILL');
    await this.#ended;
    return Math.max(0, ...this.#answers.events.map(({ written }) => written ?? 0));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #tell(command: WorkerCommand): void {
    this.#child.send(command);
  }

  #answerTo(id: number): Promise<WorkerAnswer> {
    return this.#answers.first((answer) => answer.id === id);
  }
}
