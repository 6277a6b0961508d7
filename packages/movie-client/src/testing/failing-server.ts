import {
  type handleClientStreamingCall,
  type handleUnaryCall,
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerWritableStream,
  status,
} from '@grpc/grpc-js';

/** A method of any contract, with the bytes of its messages in place of the messages. */
export type RawMethod = MethodDefinition<Buffer, Buffer>;

/** The same method without its messages. */
export function rawMethod(method: Pick<RawMethod, 'path' | 'requestStream' | 'responseStream'>): RawMethod {
  const same = (bytes: Buffer) => bytes;
  const { path, requestStream, responseStream } = method;
  const codec = {
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
  return { path, requestStream, responseStream, ...codec };
}

/** A server that answers UNAVAILABLE to the first calls of each method, and counts the calls. */
export class FailingServer implements Disposable {
  readonly #server = new Server();
  readonly #failures: number;
  readonly #calls = new Map<string, number>();
  #port = 0;

  private constructor(failures: number) {
    this.#failures = failures;
  }

  /** Starts a server whose methods fail this many times each; on any free port without one. */
  static async start(methods: readonly RawMethod[], failures: number, port = 0): Promise<FailingServer> {
    const server = new FailingServer(failures);
    for (const method of methods) server.#serve(method);
    await new Promise<void>((resolve, reject) => {
      server.#server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, port) => {
        server.#port = port;
        if (error) reject(error);
        else resolve();
      });
    });
    return server;
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** How often a method was called. */
  calls({ path }: Pick<RawMethod, 'path'>): number {
    return this.#calls.get(path) ?? 0;
  }

  [Symbol.dispose](): void {
    this.#server.forceShutdown();
  }

  #serve(method: RawMethod): void {
    const fails = () => {
      const calls = this.calls(method) + 1;
      this.#calls.set(method.path, calls);
      return calls <= this.#failures;
    };
    this.#server.addService({ [method.path]: method }, { [method.path]: handler(method, fails) });
  }
}

function handler({ responseStream }: RawMethod, fails: () => boolean) {
  const failure = { code: status.UNAVAILABLE, details: 'Not now.' };
  const one: handleUnaryCall<Buffer, Buffer> & handleClientStreamingCall<Buffer, Buffer> = (_call, callback) => {
    if (fails()) callback(failure);
    else callback(null, Buffer.alloc(0));
  };
  const many = (call: ServerWritableStream<Buffer, Buffer> | ServerDuplexStream<Buffer, Buffer>) => {
    if (fails()) call.emit('error', failure);
    else call.end();
  };
  return responseStream ? many : one;
}
