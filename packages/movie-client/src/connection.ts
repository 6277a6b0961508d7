import {
  type CallOptions,
  type ChannelCredentials,
  Client,
  type ClientOptions,
  Metadata,
  type MethodDefinition,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { MovieError } from './movie-error.js';

/** A channel to a server, with promises and async iterables in place of grpc-js's callbacks and streams. */
export class Connection {
  readonly #client: Client;

  constructor(address: string, credentials: ChannelCredentials, options: ClientOptions = {}) {
    this.#client = new Client(address, credentials, options);
  }

  /** One request, one response. */
  unary<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    options: CallOptions,
  ): Promise<Response> {
    const { path, requestSerialize, responseDeserialize } = method;
    return new Promise((resolve, reject) => {
      const done = (error: ServiceError | null, response?: Response) => {
        if (error) reject(new MovieError(error, path));
        // Without an error there is a response; the type of the callback doesn't say so.
        else resolve(response as Response);
      };
      const metadata = new Metadata();
      this.#client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, metadata, options, done);
    });
  }

  /** One request, many responses. The call begins with the first `next()`, and is cancelled if the reader leaves. */
  async *serverStream<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    options: () => CallOptions,
  ): AsyncGenerator<Response, void, undefined> {
    const { path, requestSerialize, responseDeserialize } = method;
    const metadata = new Metadata();
    const call = this.#client.makeServerStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      metadata,
      options(),
    );
    // Without a listener, the CANCELLED of our own cancel() below would be an uncaught error.
    call.on('error', () => {});
    try {
      yield* call as AsyncIterable<Response>;
    } catch (error) {
      throw isServiceError(error) ? new MovieError(error, path) : error;
    } finally {
      call.cancel();
    }
  }

  close(): void {
    this.#client.close();
  }
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && error.code in status;
}
