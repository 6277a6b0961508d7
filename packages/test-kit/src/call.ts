import {
  type CallOptions,
  type ChannelCredentials,
  type ChannelOptions,
  Client,
  type ClientDuplexStream,
  type ClientReadableStream,
  type ClientWritableStream,
  credentials,
  Metadata,
  type MethodDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { errorDetails, Status } from 'grpc-proto';

/** A gRPC client with a connection of its own: `using client = connect(address)`. */
export function connect(
  address: string,
  channelCredentials: ChannelCredentials = credentials.createInsecure(),
  options: ChannelOptions = {},
): Client & Disposable {
  const client = new Client(address, channelCredentials, { 'grpc.use_local_subchannel_pool': 1, ...options });
  return Object.assign(client, { [Symbol.dispose]: () => client.close() });
}

/** Metadata from pairs. */
export function metadataOf(pairs: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(pairs)) metadata.set(key, value);
  return metadata;
}

/** What a call with one response came to. */
export interface Answer<Response> {
  readonly response: Response;
  /** What came before the response. */
  readonly headers: Metadata;
}

/** Makes a unary call. @throws ServiceError */
export function ask<Request, Response>(
  client: Client,
  method: MethodDefinition<Request, Response>,
  request: Request,
  metadata = new Metadata(),
  options: CallOptions = {},
): Promise<Answer<Response>> {
  const { path, requestSerialize: encode, responseDeserialize: decode } = method;
  return new Promise((resolve, reject) => {
    let headers = new Metadata();
    const call = client.makeUnaryRequest(path, encode, decode, request, metadata, options, (error, response) => {
      if (error) reject(error);
      else if (response === undefined) reject(new Error('There is neither an error nor a response.'));
      else resolve({ response, headers });
    });
    call.on('metadata', (received) => {
      headers = received;
    });
  });
}

/** Makes a call with a stream of responses. */
export function download<Request, Response>(
  client: Client,
  method: MethodDefinition<Request, Response>,
  request: Request,
  metadata = new Metadata(),
): ClientReadableStream<Response> {
  const { path, requestSerialize: encode, responseDeserialize: decode } = method;
  return ignoreErrors(client.makeServerStreamRequest(path, encode, decode, request, metadata));
}

/** Makes a call with a stream of requests. */
export function upload<Request, Response>(
  client: Client,
  method: MethodDefinition<Request, Response>,
  metadata = new Metadata(),
): { readonly call: ClientWritableStream<Request>; readonly response: Promise<Response | undefined> } {
  const { path, requestSerialize: encode, responseDeserialize: decode } = method;
  const { promise, settle } = settleable<Response | undefined>();
  const call = client.makeClientStreamRequest(path, encode, decode, metadata, settle);
  // A test may not care for the response.
  promise.catch(() => {});
  return { call: ignoreErrors(call), response: promise };
}

/** Makes a call with a stream of both. */
export function converse<Request, Response>(
  client: Client,
  method: MethodDefinition<Request, Response>,
): ClientDuplexStream<Request, Response> {
  const { path, requestSerialize: encode, responseDeserialize: decode } = method;
  return ignoreErrors(client.makeBidiStreamRequest(path, encode, decode));
}

// A stream whose errors nobody listens for ends the process, also when a test is done with it.
function ignoreErrors<Call extends { on(event: 'error', listener: () => void): unknown }>(call: Call): Call {
  call.on('error', () => {});
  return call;
}

function settleable<T>() {
  let settle: (error: unknown, value: T) => void = () => {};
  const promise = new Promise<T>((resolve, reject) => {
    settle = (error, value) => (error ? reject(error) : resolve(value));
  });
  return { promise, settle };
}

/** What an error tells, its details decoded. */
export interface ErrorReport {
  readonly code: number;
  readonly message: string;
  readonly reason: string | undefined;
  readonly domain: string | undefined;
  readonly facts: Readonly<Record<string, string>>;
  readonly violations: readonly { readonly field: string; readonly description: string }[];
  readonly preconditions: readonly { readonly type: string; readonly subject: string; readonly description: string }[];
  readonly resource: { readonly resourceType: string; readonly resourceName: string } | undefined;
  readonly retryDelay: { readonly seconds: number; readonly nanos: number } | undefined;
  readonly requestId: string | undefined;
}

/** Waits for a call to fail, and decodes what it failed with. */
export async function failure(call: Promise<unknown> | AsyncIterable<unknown>): Promise<ErrorReport> {
  try {
    if (call instanceof Promise) await call;
    else for await (const _ of call);
  } catch (error) {
    if (isServiceError(error)) return reportOf(error);
    throw error;
  }
  throw new Error('The call succeeded.');
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && 'details' in error && 'metadata' in error;
}

function reportOf({ code, details: message, metadata }: ServiceError): ErrorReport {
  const packed = metadata.get('grpc-status-details-bin')[0];
  const { details } = Status.decode(packed instanceof Buffer ? packed : Buffer.alloc(0));
  const find = (name: string) => details.find(({ typeUrl }) => typeUrl === `type.googleapis.com/google.rpc.${name}`);
  const unpack = <T>(name: string, message: { decode(bytes: Uint8Array): T }) => {
    const detail = find(name);
    return detail && message.decode(detail.value);
  };
  const info = unpack('ErrorInfo', errorDetails.ErrorInfo);
  const resource = unpack('ResourceInfo', errorDetails.ResourceInfo);
  return {
    code,
    message,
    reason: info?.reason,
    domain: info?.domain,
    facts: info?.metadata ?? {},
    violations: unpack('BadRequest', errorDetails.BadRequest)?.fieldViolations ?? [],
    preconditions: unpack('PreconditionFailure', errorDetails.PreconditionFailure)?.violations ?? [],
    resource: resource && { resourceType: resource.resourceType, resourceName: resource.resourceName },
    retryDelay: unpack('RetryInfo', errorDetails.RetryInfo)?.retryDelay,
    requestId: metadata.get('x-request-id')[0]?.toString(),
  };
}
