import type { DescMethod, FileRegistry, Message } from '@bufbuild/protobuf';
import { createContextKey, type HandlerContext, type MethodImplSpec } from '@connectrpc/connect';
import { createUniversalMethodHandler, type UniversalHandler } from '@connectrpc/connect/protocol';
import { createHandlerFactory as connectHandlers } from '@connectrpc/connect/protocol-connect';
import { createHandlerFactory as grpcHandlers } from '@connectrpc/connect/protocol-grpc';
import { createHandlerFactory as grpcWebHandlers } from '@connectrpc/connect/protocol-grpc-web';
import type { HostLimits } from '../limits.js';
import { MAX_TIMER_MS } from '../limits.js';
import type { Method } from '../service.js';
import { COMPRESSIONS } from './compression.js';
import { JsonFormat } from './json-format.js';
import { replyReader } from './reply-reader.js';
import type { WebCall } from './web-call.js';

/** Where a handler of the library finds its call. */
export const WEB_CALL = createContextKey<WebCall | undefined>(undefined, { description: 'the call' });

/** A method, and what reads its requests and writes its answers in each protocol. */
export interface Route {
  readonly method: Method;
  readonly handler: UniversalHandler;
  readonly json: JsonFormat;
}

/**
 * Makes the library speak for methods.
 *
 * @param registry has the contracts of the methods; a method that it doesn't have is left out
 * @returns the routes by path
 */
export function createRoutes(
  methods: readonly Method[],
  registry: FileRegistry,
  limits: Pick<HostLimits, 'maxMessageSize'>,
): ReadonlyMap<string, Route> {
  const options = {
    acceptCompression: [...COMPRESSIONS],
    readMaxBytes: limits.maxMessageSize,
    maxTimeoutMs: MAX_TIMER_MS,
  };
  const protocols = [connectHandlers(options), grpcWebHandlers(options), grpcHandlers(options)];
  const routes = new Map<string, Route>();
  for (const method of methods) {
    const desc = registry.getService(method.service)?.methods.find(({ name }) => name === method.name);
    if (!desc) continue;
    const handler = createUniversalMethodHandler(implementationOf(desc), protocols);
    routes.set(method.path, { method, handler, json: new JsonFormat(desc, method.decode) });
  }
  return routes;
}

/** Hands the requests of a method to their call, and gives its replies. */
function implementationOf(desc: DescMethod): MethodImplSpec {
  const replies = (requests: Iterable<Message> | AsyncIterable<Message>, context: HandlerContext) =>
    callOf(context).replies(requests, replyReader(desc.output, isJson(context)), context);
  const byKind = {
    unary: (request: Message, context: HandlerContext) => only(replies([request], context)),
    client_streaming: (requests: AsyncIterable<Message>, context: HandlerContext) => only(replies(requests, context)),
    server_streaming: (request: Message, context: HandlerContext) => replies([request], context),
    bidi_streaming: replies,
  };
  // The kinds of the three are the same, which a descriptor that is made at run time can't tell the compiler.
  return { kind: desc.methodKind, method: desc, impl: byKind[desc.methodKind] } as MethodImplSpec;
}

function callOf({ values }: HandlerContext): WebCall {
  const call = values.get(WEB_CALL);
  if (!call) throw new Error('A request came to its handler without a call.');
  return call;
}

function isJson({ requestHeader }: HandlerContext): boolean {
  return requestHeader.get('content-type')?.toLowerCase().includes('json') ?? false;
}

/** The reply of a method that has one. */
async function only<Reply>(replies: AsyncGenerator<Reply>): Promise<Reply> {
  let reply: Reply | undefined;
  for await (const next of replies) reply = next;
  if (reply === undefined) throw new Error('A call succeeded without an answer.');
  return reply;
}
