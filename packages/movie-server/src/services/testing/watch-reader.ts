import type { ClientReadableStream } from '@grpc/grpc-js';
import { v1 } from 'movie-proto';

type Message = v1.WatchMoviesResponse;

const open: WatchReader[] = [];

/** Reads a watch message by message, until `cancel` or `cancelWatches`. */
export class WatchReader {
  readonly #call: ClientReadableStream<Message>;
  readonly #messages: AsyncIterator<Message>;

  constructor(client: v1.MovieServiceClient, request: Parameters<typeof v1.WatchMoviesRequest.create>[0] = {}) {
    this.#call = client.watchMovies(v1.WatchMoviesRequest.create(request));
    this.#messages = this.#call[Symbol.asyncIterator]();
    open.push(this);
  }

  /** @throws ServiceError once the watch ends by one */
  async next(): Promise<Message> {
    const { done, value } = await this.#messages.next();
    if (done) throw new Error('The watch ended without an error.');
    return value;
  }

  async take(count: number): Promise<Message[]> {
    const messages: Message[] = [];
    while (messages.length < count) messages.push(await this.next());
    return messages;
  }

  /** All up to the first message of a kind, that one included. */
  async until(kind: NonNullable<Message['event']>['$case']): Promise<Message[]> {
    const messages = [await this.next()];
    while (messages.at(-1)?.event?.$case !== kind) messages.push(await this.next());
    return messages;
  }

  cancel(): void {
    // The CANCELLED of our own cancel is nobody's news.
    this.#call.on('error', () => {});
    this.#call.cancel();
  }
}

/** Cancels every watch; for `afterEach`, before the servers are closed. */
export function cancelWatches(): void {
  for (const watch of open.splice(0)) watch.cancel();
}

/** What a message tells: `created a`, `checkpoint 3`. */
export function told({ event }: Message): string {
  if (event?.$case === 'checkpoint') return `checkpoint ${event.value.totalSize}`;
  return event ? `${event.$case} ${event.value.id}` : 'nothing';
}
