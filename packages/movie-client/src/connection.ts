import {
  type ChannelCredentials,
  Client,
  type ClientOptions,
  type ClientWritableStream,
  connectivityState,
  type Metadata,
  type MethodDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import type { CallSettings } from './call-options.js';
import { OpenCall } from './open-call.js';

/** What a connection needs. */
export interface ConnectionOptions {
  readonly credentials: ChannelCredentials;
  readonly channelOptions: ClientOptions;
  /** The metadata of the next call. */
  readonly metadata: () => Promise<Metadata>;
}

/** The side of a call that takes requests; grpc-js's types for it differ by the kind of call. */
type RequestWriter<Request> = Pick<ClientWritableStream<Request>, 'write' | 'end' | 'on' | 'off'>;

/** A channel to one address, with promises and async iterables in place of grpc-js's callbacks and streams. */
export class Connection {
  readonly address: string;
  readonly #client: Client;
  readonly #metadata: () => Promise<Metadata>;
  #isClosed = false;

  constructor(address: string, { credentials, channelOptions, metadata }: ConnectionOptions) {
    this.address = address;
    this.#client = new Client(address, credentials, channelOptions);
    this.#metadata = metadata;
  }

  /** Whether the last attempt to connect failed. */
  get isFailing(): boolean {
    return this.#client.getChannel().getConnectivityState(false) === connectivityState.TRANSIENT_FAILURE;
  }

  /** Connects if need be. False if that takes longer than `timeoutMs`. */
  connects(timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => this.#client.waitForReady(Date.now() + timeoutMs, (error) => resolve(!error)));
  }

  /** One request, one response. */
  async unary<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    settings: CallSettings,
  ): Promise<Response> {
    const [metadata, options] = await this.#begin(settings);
    const { path, requestSerialize, responseDeserialize } = method;
    const { promise, callback } = promiseOfCallback<Response>();
    const open = this.#track(
      this.#client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, metadata, options, callback),
      path,
      settings,
    );
    return settled(promise, open);
  }

  /** One request, many responses. The call begins with the first `next()`, and is cancelled if the reader leaves. */
  async *serverStream<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    settings: CallSettings,
  ): AsyncGenerator<Response, void, undefined> {
    const [metadata, options] = await this.#begin(settings);
    const { path, requestSerialize, responseDeserialize } = method;
    const call = this.#client.makeServerStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      metadata,
      options,
    );
    yield* responses<Response>(call, this.#track(call, path, settings));
  }

  /** Many requests, one response. An error of `requests` cancels the call, and is thrown. */
  async clientStream<Request, Response>(
    method: MethodDefinition<Request, Response>,
    requests: AsyncIterable<Request> | Iterable<Request>,
    settings: CallSettings,
  ): Promise<Response> {
    const [metadata, options] = await this.#begin(settings);
    const { path, requestSerialize, responseDeserialize } = method;
    const { promise, callback } = promiseOfCallback<Response>();
    const call = this.#client.makeClientStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      metadata,
      options,
      callback,
    );
    const open = this.#track(call, path, settings);
    // Whichever comes first: a request that can't be had, or an answer that doesn't wait for the rest of them.
    return settled(Promise.race([sendAll(call, requests, open).then(() => promise), promise]), open);
  }

  /** Many requests, many responses. An error of `requests` cancels the call, and is thrown. */
  async *bidiStream<Request, Response>(
    method: MethodDefinition<Request, Response>,
    requests: AsyncIterable<Request> | Iterable<Request>,
    settings: CallSettings,
  ): AsyncGenerator<Response, void, undefined> {
    const [metadata, options] = await this.#begin(settings);
    const { path, requestSerialize, responseDeserialize } = method;
    const call = this.#client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, metadata, options);
    const open = this.#track(call, path, settings);
    sendAll(call, requests, open).catch((error: unknown) => call.destroy(asError(error)));
    yield* responses<Response>(call, open);
  }

  close(): void {
    this.#isClosed = true;
    this.#client.close();
  }

  async #begin({ signal, timeoutMs }: CallSettings): Promise<[Metadata, { deadline: number }]> {
    signal?.throwIfAborted();
    const metadata = await this.#metadata();
    signal?.throwIfAborted();
    if (this.#isClosed) throw new Error('This client was closed. Make another with createMovieClient.');
    return [metadata, { deadline: Date.now() + timeoutMs }];
  }

  #track(call: ConstructorParameters<typeof OpenCall>[0], method: string, settings: CallSettings): OpenCall {
    return new OpenCall(call, { method, address: this.address }, settings);
  }
}

function promiseOfCallback<Response>() {
  let callback: (error: ServiceError | null, response?: Response) => void = () => {};
  const promise = new Promise<Response>((resolve, reject) => {
    // Without an error there is a response; the type of the callback doesn't say so.
    callback = (error, response) => (error ? reject(error) : resolve(response as Response));
  });
  return { promise, callback };
}

async function settled<Response>(response: Promise<Response>, open: OpenCall): Promise<Response> {
  try {
    return await response;
  } catch (error) {
    throw open.errorOf(error);
  } finally {
    open.close();
  }
}

async function* responses<Response>(
  // grpc-js types what it streams as `any`.
  call: AsyncIterable<Response> & { on(event: 'error', listener: () => void): unknown },
  open: OpenCall,
): AsyncGenerator<Response, void, undefined> {
  // Without a listener, the CANCELLED of our own close() below would be an uncaught error.
  call.on('error', () => {});
  try {
    yield* call;
  } catch (error) {
    throw open.errorOf(error);
  } finally {
    open.close();
  }
}

/** Sends requests as fast as the server takes them, until it ends the call. */
async function sendAll<Request>(
  call: RequestWriter<Request>,
  requests: AsyncIterable<Request> | Iterable<Request>,
  open: OpenCall,
): Promise<void> {
  for await (const request of requests) {
    if (open.ended) return;
    if (!call.write(request)) await drained(call);
  }
  if (!open.ended) call.end();
}

/** Waits for room for more requests, or the end of the call: a call that has ended never drains. */
function drained(call: Pick<RequestWriter<never>, 'on' | 'off'>): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      call.off('drain', done);
      call.off('status', done);
      resolve();
    };
    call.on('drain', done);
    call.on('status', done);
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error), { cause: error });
}
