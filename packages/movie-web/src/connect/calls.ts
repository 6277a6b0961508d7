import { writeToken } from '../access/write-token.js';
import { CallError, errorOf } from './call-error.js';
import { END_OF_STREAM, encodeEnvelope, readEnvelopes } from './envelope.js';

/** A call as the contract's generated code describes it. */
export interface Method<Request, Response> {
  readonly name: string;
  readonly requestType: { encode(message: Request): { finish(): Uint8Array<ArrayBuffer> } };
  readonly responseType: { decode(bytes: Uint8Array): Response };
  readonly options: object;
}

/** The calls of one service, by the Connect protocol (https://connectrpc.com/docs/protocol). */
export class Calls {
  readonly #service: string;

  /** @param service its full name: `movie.v1.MovieService` */
  constructor(service: string) {
    this.#service = service;
  }

  /**
   * Makes a call with one request and one response. It may take 15 s.
   *
   * @throws CallError, or the signal's reason
   */
  async unary<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    signal?: AbortSignal,
  ): Promise<Response> {
    const limit = AbortSignal.timeout(15_000);
    const ends = signal ? AbortSignal.any([signal, limit]) : limit;
    const response = await this.#send(method, 'application/proto', method.requestType.encode(request).finish(), ends);
    const bytes = await response.arrayBuffer().catch((error: unknown) => {
      throw callErrorOf(error, ends);
    });
    return method.responseType.decode(new Uint8Array(bytes));
  }

  /**
   * Makes a call with one response to many requests. A browser can't send them one after the other, so they are sent
   * together.
   *
   * @throws CallError, or the signal's reason
   */
  async fromAll<Request, Response>(
    method: Method<Request, Response>,
    requests: Iterable<Request>,
    signal?: AbortSignal,
  ): Promise<Response> {
    const parts = Array.from(requests, (request) => encodeEnvelope(method.requestType.encode(request).finish()));
    for await (const response of this.#stream(method, new Blob(parts), signal)) return response;
    throw new CallError('internal', 'The server answered nothing.');
  }

  /**
   * Makes a call with a stream of responses. Leaving the loop ends it.
   *
   * @param onStart runs when the server has accepted the call, which may be long before its first response
   * @throws CallError, or the signal's reason
   */
  stream<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    signal: AbortSignal,
    onStart: () => void,
  ): AsyncGenerator<Response> {
    return this.#stream(method, encodeEnvelope(method.requestType.encode(request).finish()), signal, onStart);
  }

  async *#stream<Request, Response>(
    method: Method<Request, Response>,
    body: BodyInit,
    signal?: AbortSignal,
    onStart?: () => void,
  ): AsyncGenerator<Response> {
    const response = await this.#send(method, 'application/connect+proto', body, signal);
    onStart?.();
    if (!response.body) throw new CallError('internal', 'The server answered nothing.');
    try {
      for await (const { flags, data } of readEnvelopes(response.body)) {
        if ((flags & END_OF_STREAM) === 0) yield method.responseType.decode(data);
        else return throwIfFailed(JSON.parse(new TextDecoder().decode(data)));
      }
    } catch (error) {
      throw callErrorOf(error, signal);
    }
    throw new CallError('unavailable', 'The connection was lost.');
  }

  async #send<Request, Response>(
    method: Method<Request, Response>,
    contentType: string,
    body: BodyInit,
    signal?: AbortSignal,
  ): Promise<globalThis.Response> {
    // A call goes out once; what makes it needn't run again when the token changes.
    const token = 'idempotencyLevel' in method.options ? undefined : writeToken.peek();
    const headers = {
      'connect-protocol-version': '1',
      'content-type': contentType,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const response = await fetch(`/${this.#service}/${method.name}`, {
      method: 'POST',
      headers,
      body,
      signal: signal ?? null,
    }).catch((error: unknown) => {
      throw callErrorOf(error, signal);
    });
    if (response.ok) return response;
    throw errorOf(await response.json().catch(() => undefined), response.status);
  }
}

function throwIfFailed(end: unknown): void {
  if (typeof end === 'object' && end !== null && 'error' in end) throw errorOf(end.error, 200);
}

/** `fetch` throws the signal's reason, or a TypeError that says nothing about the network's. */
function callErrorOf(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted && !isTimeout(signal.reason)) return error;
  if (isTimeout(error)) return new CallError('deadline_exceeded', 'The server did not answer in time.');
  return error instanceof TypeError ? new CallError('unavailable', 'The server can’t be reached.') : error;
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}
