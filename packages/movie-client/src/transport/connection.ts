import {
  type ChannelCredentials,
  Client,
  type ClientOptions,
  connectivityState,
  type Metadata,
  type MethodDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import type { CallSettings } from '../call-options.js';
import { errorMessage } from '../error-message.js';
import { traceCalls } from './call-trace.js';
import { OpenCall } from './open-call.js';
import { readsOn } from './reads-on.js';
import { sendRequests } from './send-requests.js';
import type { Target } from './target.js';

/** What a connection needs. */
export interface ConnectionOptions {
  readonly credentials: ChannelCredentials;
  readonly channelOptions: ClientOptions;
  /** Makes the metadata of the next call. */
  readonly metadata: () => Promise<Metadata>;
}

/** A channel to one target, with promises and async iterables instead of grpc-js's callbacks and streams. */
export class Connection {
  readonly address: string;
  readonly #client: Client;
  readonly #metadata: () => Promise<Metadata>;
  #isClosed = false;

  constructor(target: Target, { credentials, channelOptions, metadata }: ConnectionOptions) {
    this.address = target.address;
    this.#client = new Client(target.address, credentials, {
      ...channelOptions,
      interceptors: [traceCalls(target), readsOn],
    });
    this.#metadata = metadata;
  }

  /** Whether calls get through as far as is known: it is connected, or nothing has asked it to connect. */
  get isUsable(): boolean {
    const state = this.#client.getChannel().getConnectivityState(false);
    return state === connectivityState.READY || state === connectivityState.IDLE;
  }

  /** Connects unless it is connected. False if the attempt fails or is not done by the deadline. */
  async connects(deadline: number): Promise<boolean> {
    const channel = this.#client.getChannel();
    for (;;) {
      const state = channel.getConnectivityState(true);
      if (state === connectivityState.READY) return true;
      if (state === connectivityState.TRANSIENT_FAILURE || this.#isClosed) return false;
      const isLate = await new Promise<boolean>((resolve) =>
        channel.watchConnectivityState(state, deadline, (error) => resolve(error !== undefined)),
      );
      if (isLate) return false;
    }
  }

  /** Connects unless it is connected, in as many attempts as it takes. False if that is not done by the deadline. */
  keepsConnecting(deadline: number): Promise<boolean> {
    return new Promise((resolve) => this.#client.waitForReady(deadline, (error) => resolve(!error)));
  }

  /** One request, one response. */
  async unary<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    settings: CallSettings,
  ): Promise<Response> {
    const [metadata, options] = await this.#start(settings);
    const { path, requestSerialize: encode, responseDeserialize: decode } = method;
    const { promise, callback } = promiseWithCallback<Response>();
    const call = this.#client.makeUnaryRequest(path, encode, decode, request, metadata, options, callback);
    return this.#track(call, path, settings).response(promise);
  }

  /** One request, many responses. The call starts with the first `next()`. */
  async *serverStream<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    settings: CallSettings,
  ): AsyncGenerator<Response, void, undefined> {
    const [metadata, options] = await this.#start(settings);
    const { path, requestSerialize: encode, responseDeserialize: decode } = method;
    const call = this.#client.makeServerStreamRequest(path, encode, decode, request, metadata, options);
    yield* this.#track(call, path, settings).responses<Response>(call);
  }

  /** Many requests, one response. An error of `requests` cancels the call and is thrown. */
  async clientStream<Request, Response>(
    method: MethodDefinition<Request, Response>,
    requests: AsyncIterable<Request> | Iterable<Request>,
    settings: CallSettings,
  ): Promise<Response> {
    const [metadata, options] = await this.#start(settings);
    const { path, requestSerialize: encode, responseDeserialize: decode } = method;
    const { promise, callback } = promiseWithCallback<Response>();
    const call = this.#client.makeClientStreamRequest(path, encode, decode, metadata, options, callback);
    const open = this.#track(call, path, settings);
    const sent = sendRequests(call, requests, () => open.hasEnded);
    // `requests` may throw first, and the server may answer before it has read all of them.
    return open.response(Promise.race([sent.then(() => promise), promise]));
  }

  /** Many requests, many responses. An error of `requests` cancels the call and is thrown. */
  async *bidiStream<Request, Response>(
    method: MethodDefinition<Request, Response>,
    requests: AsyncIterable<Request> | Iterable<Request>,
    settings: CallSettings,
  ): AsyncGenerator<Response, void, undefined> {
    const [metadata, options] = await this.#start(settings);
    const { path, requestSerialize: encode, responseDeserialize: decode } = method;
    const call = this.#client.makeBidiStreamRequest(path, encode, decode, metadata, options);
    const open = this.#track(call, path, settings);
    sendRequests(call, requests, () => open.hasEnded).catch((error: unknown) => call.destroy(asError(error)));
    yield* open.responses<Response>(call);
  }

  /** Takes no more calls; calls that have started continue. */
  close(): void {
    this.#isClosed = true;
    this.#client.close();
  }

  async #start({ signal, deadline }: CallSettings): Promise<[Metadata, { deadline: number }]> {
    signal?.throwIfAborted();
    const metadata = await this.#metadata();
    signal?.throwIfAborted();
    if (this.#isClosed) throw new Error('This client is closed. Create another with createMovieClient.');
    return [metadata, { deadline }];
  }

  #track(call: ConstructorParameters<typeof OpenCall>[0], method: string, settings: CallSettings): OpenCall {
    return new OpenCall(call, { method, address: this.address }, settings);
  }
}

function promiseWithCallback<Response>() {
  let callback: (error: ServiceError | null, response?: Response) => void = () => {};
  const promise = new Promise<Response>((resolve, reject) => {
    // The type of grpc-js's callback doesn't say that there is a response if there is no error.
    callback = (error, response) => (error ? reject(error) : resolve(response as Response));
  });
  return { promise, callback };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(errorMessage(error), { cause: error });
}
