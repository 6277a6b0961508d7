import type { Client, ClientReadableStream } from '@grpc/grpc-js';
import { v1 } from 'movie-proto';
import { download } from 'test-kit';

type Message = v1.WatchMoviesResponse;

/** Reads a watch message by message: `using watch = new WatchReader(client)`. */
export class WatchReader implements Disposable {
  readonly #call: ClientReadableStream<Message>;
  readonly #messages: AsyncIterator<Message>;

  constructor(client: Client, request: Parameters<typeof v1.WatchMoviesRequest.create>[0] = {}) {
    this.#call = download(client, v1.MovieServiceService.watchMovies, v1.WatchMoviesRequest.create(request));
    this.#messages = this.#call[Symbol.asyncIterator]();
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

  /** All up to the first message of a kind, including it. */
  async until(kind: NonNullable<Message['event']>['$case']): Promise<Message[]> {
    const messages = [await this.next()];
    while (messages.at(-1)?.event?.$case !== kind) messages.push(await this.next());
    return messages;
  }

  [Symbol.dispose](): void {
    this.#call.cancel();
  }
}

/** What a message says, in short: `created a`, `checkpoint 3`. */
export function summaryOf(message: Message | undefined): string {
  const event = message?.event;
  if (event?.$case === 'checkpoint') return `checkpoint ${event.value.totalSize}`;
  return event ? `${event.$case} ${event.value.id}` : 'nothing';
}
