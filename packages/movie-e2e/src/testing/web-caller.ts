import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  createFileRegistry,
  type DescMethod,
  type DescMethodStreaming,
  type DescMethodUnary,
  fromBinary,
  fromJson,
  type JsonValue,
  type MessageInitShape,
  toJson,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-web';

const contract = createRequire(import.meta.url).resolve('movie-proto/descriptors.binpb');
const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(contract)));

/** How a page speaks to `http://HOST:PORT`: each protocol, in each encoding. */
export const WEB_PROTOCOLS = {
  'Connect with JSON': (baseUrl: string) => createConnectTransport({ baseUrl }),
  'Connect in binary, reads by GET': (baseUrl: string) =>
    createConnectTransport({ baseUrl, useBinaryFormat: true, useHttpGet: true }),
  'gRPC-Web': (baseUrl: string) => createGrpcWebTransport({ baseUrl }),
  'gRPC-Web with JSON': (baseUrl: string) => createGrpcWebTransport({ baseUrl, useBinaryFormat: false }),
} as const;

export interface WebCallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Calls a server by the libraries of Connect, with requests and responses as JSON. */
export class WebCaller {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Makes a call with one response. @param path `movie.v1.MovieService/GetMovie` */
  async ask(path: string, request: JsonValue, { headers, signal }: WebCallOptions = {}): Promise<JsonValue> {
    // A method that is found at run time doesn't tell the compiler its kind.
    const method = methodAt(path) as DescMethodUnary;
    const input = fromJson(method.input, request);
    const { message } = await this.#transport.unary(method, signal, undefined, headers, input);
    return toJson(method.output, message);
  }

  /** Makes a call with a stream of responses. */
  async *stream(
    path: string,
    request: JsonValue,
    { headers, signal }: WebCallOptions = {},
  ): AsyncGenerator<JsonValue, void> {
    const method = methodAt(path) as DescMethodStreaming;
    const requests = only(fromJson(method.input, request));
    const { message } = await this.#transport.stream(method, signal, undefined, headers, requests);
    for await (const reply of message) yield toJson(method.output, reply);
  }
}

function methodAt(path: string): DescMethod {
  const [service = '', name] = path.split('/');
  const method = registry.getService(service)?.methods.find((one) => one.name === name);
  if (!method) throw new Error(`The contract has no ${path}.`);
  return method;
}

async function* only<Message extends MessageInitShape<DescMethod['input']>>(message: Message): AsyncGenerator<Message> {
  yield message;
}
