import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import type { CallContext } from './call-context.js';
import { RpcError } from './rpc-error.js';

/** What a handler gives: a message, or the bytes of one that is encoded already, in one piece or in several. */
export type Reply<Message> = Message | Uint8Array | readonly Uint8Array[];

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

/**
 * Turns what a handler threw into the RpcError that the caller gets; what it doesn't know, it returns unchanged. It sees
 * each failure once, also when the caller has left, and never an RpcError.
 */
export type ErrorMapper = (error: unknown, context: CallContext) => unknown;

/** What `defineService` needs to know besides the handlers. */
export interface ServiceOptions<Definition> {
  /**
   * The streams of responses that have no end of their own: a shutdown ends them. Bidirectional streams end when the
   * caller says so, so they always count as long-lived.
   */
  readonly longLived?: readonly (keyof Definition)[];
  /** Default: errors stay as they are, so that callers see INTERNAL for all but an RpcError. */
  readonly mapError?: ErrorMapper;
}

/** One method, its types erased, as the host runs it. */
export interface Method {
  /** On the wire: `/Movie/GetMovieByID`. */
  readonly path: string;
  /** `Movie`, with its package if it has one. */
  readonly service: string;
  /** `GetMovieByID`. */
  readonly name: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  /** Has no end of its own, so a shutdown ends it instead of waiting. */
  readonly longLived: boolean;
  /** Reads a request. */
  readonly decode: (bytes: Buffer) => unknown;
  /** Writes a response. */
  readonly encode: (message: unknown) => Buffer;
  /** The handler. It takes a message or, with a request stream, an async iterable of them. */
  readonly handle: (request: unknown, context: CallContext) => unknown;
  readonly mapError: ErrorMapper | undefined;
}

/** A gRPC service: its methods, each bound to its handler. */
export interface Service {
  readonly name: string;
  readonly methods: readonly Method[];
}

/**
 * Binds handlers to a generated service definition.
 *
 * @param definition what the generated code exports for the service: `MovieService`
 * @param handlers one for each method, by its name in TypeScript: `getMovieById` for the RPC `GetMovieByID`
 */
export function defineService<Definition extends ServiceDefinition>(
  definition: Definition,
  handlers: Handlers<NoInfer<Definition>>,
  { longLived = [], mapError }: ServiceOptions<NoInfer<Definition>> = {},
): Service {
  // The compiler has checked each pair of method and handler above; it can't follow that the two maps have the same
  // keys, so from here on messages are unknown.
  const byName = handlers as Record<string, Method['handle']>;
  const methods = Object.entries(definition).map(([key, method]): Method => {
    const handle = byName[key];
    if (!handle) throw new TypeError(`No handler for ${method.path}.`);
    const isLongLived = longLived.includes(key) || (method.requestStream && method.responseStream);
    return eraseTypes(method, { longLived: isLongLived, handle: handle.bind(handlers), mapError });
  });
  return { name: methods[0]?.service ?? '', methods };
}

function eraseTypes(
  definition: ServiceDefinition[string],
  ours: Pick<Method, 'longLived' | 'handle' | 'mapError'>,
): Method {
  const { path, requestStream, responseStream, requestDeserialize: decode, responseSerialize: encode } = definition;
  const [, service = '', name = ''] = path.split('/');
  return { path, service, name, requestStream, responseStream, decode, encode, ...ours };
}

/** The bytes of what a handler gave. */
export function encodeReply(method: Method, reply: unknown): Uint8Array {
  if (reply instanceof Uint8Array) return reply;
  return isInPieces(reply) ? Buffer.concat(reply) : method.encode(reply);
}

/** Whether a handler gave the bytes of a message in pieces. No message is an array. */
export function isInPieces(reply: unknown): reply is readonly Uint8Array[] {
  return Array.isArray(reply);
}

/** What a call ends with when its handler threw. An error of the mapper itself takes the place of the handler's. */
export function mapHandlerError(error: unknown, { mapError }: Method, context: CallContext): unknown {
  if (!mapError || error instanceof RpcError) return error;
  try {
    return mapError(error, context);
  } catch (fault) {
    return fault;
  }
}
