import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import type { CallContext } from './call-context.js';

/** What a handler gives: a message, or the bytes of one that is encoded already. */
export type Reply<Message> = Message | Uint8Array;

type Requests<Message, IsStream> = IsStream extends true ? AsyncIterable<Message> : Message;

type Replies<Message, IsStream> = IsStream extends true
  ? AsyncIterable<Reply<Message>> | Iterable<Reply<Message>>
  : Promise<Reply<Message>> | Reply<Message>;

/** The function that serves one generated method: async for one response, a generator for a stream of them. */
export type Handler<Method> =
  Method extends MethodDefinition<infer Request, infer Response>
    ? (
        request: Requests<Request, Method['requestStream']>,
        context: CallContext,
      ) => Replies<Response, Method['responseStream']>
    : never;

/** A handler for each method of a generated service: none missing, none misspelt, each with its types. */
export type Handlers<Definition> = { readonly [Name in keyof Definition]: Handler<Definition[Name]> };

/** One method, its types erased, as `rpc/` runs it. */
export interface Method {
  /** On the wire: `/Movie/GetMovieByID`. */
  readonly path: string;
  /** `Movie`, with its package if it has one. */
  readonly service: string;
  /** `GetMovieByID`. */
  readonly name: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  /** Has no end of its own, so that a shutdown must end it rather than wait for it. */
  readonly endless: boolean;
  readonly decode: (bytes: Buffer) => unknown;
  readonly encode: (message: unknown) => Buffer;
  readonly handle: (request: unknown, context: CallContext) => unknown;
}

/** A gRPC service: its methods, each bound to its handler. */
export interface Service {
  readonly name: string;
  readonly methods: readonly Method[];
}

/**
 * Binds handlers to a generated service definition.
 *
 * @param definition what the generated code exports for the service, `MovieService`
 * @param handlers one for each method, by its name in TypeScript (`getMovieById` for the RPC `GetMovieByID`)
 * @param options.endless the streams of responses that have no end of their own. Bidirectional streams end when the
 *   caller says so, and count as endless too.
 */
export function defineService<Definition extends ServiceDefinition>(
  definition: Definition,
  handlers: Handlers<NoInfer<Definition>>,
  { endless = [] }: { readonly endless?: readonly (keyof NoInfer<Definition>)[] } = {},
): Service {
  // The compiler has checked each pair of method and handler above; it can't follow that the two maps have the same
  // keys, so from here on messages are unknown.
  const byName = handlers as Record<string, Method['handle']>;
  const methods = Object.entries(definition).map(([key, method]): Method => {
    const [, service = '', name = ''] = method.path.split('/');
    const handle = byName[key];
    if (!handle) throw new TypeError(`No handler for ${method.path}.`);
    return {
      path: method.path,
      service,
      name,
      requestStream: method.requestStream,
      responseStream: method.responseStream,
      endless: endless.includes(key) || (method.requestStream && method.responseStream),
      decode: method.requestDeserialize,
      encode: method.responseSerialize,
      handle: handle.bind(handlers),
    };
  });
  return { name: methods[0]?.service ?? '', methods };
}
