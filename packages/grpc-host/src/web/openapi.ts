import type { DescMessage, DescMethod, DescService, JsonObject } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import { CONNECT_PARAMETERS, CONNECT_SCHEMAS } from './connect-components.js';
import { readComments } from './contract-comments.js';
import { type About, jsonSchemas, schemaRef } from './json-schemas.js';

/** What an OpenAPI document says of an API as a whole. */
export interface ApiInfo {
  /** The name of the API. */
  readonly title: string;
  /** The version of the API, not of OpenAPI. */
  readonly version: string;
}

/** What an OpenAPI document is about. */
export interface OpenApiOptions extends ApiInfo {
  /** The services that it describes, and no others. Their comments become descriptions if their files have them. */
  readonly services: readonly DescService[];
}

/** An OpenAPI document, made for JSON. */
export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly info: JsonObject;
  readonly tags: readonly JsonObject[];
  readonly paths: JsonObject;
  readonly components: {
    readonly schemas: JsonObject;
    readonly parameters: JsonObject;
    readonly responses: JsonObject;
  };
}

const DESCRIPTION = `Calls are those of the [Connect protocol](https://connectrpc.com/docs/protocol) with JSON: a \`POST\`
with the request in the body. A call that changes nothing may also be a \`GET\`, with the request in the query.

The JSON is [ProtoJSON](https://protobuf.dev/programming-guides/json/). Responses leave out fields that are zero, empty,
false or not set. Integers of 64 bits are strings, and numbers that aren't finite are \`"NaN"\`, \`"Infinity"\` or
\`"-Infinity"\`.

Streams have the content type \`application/connect+json\`. Each message is in an envelope: one byte of flags, four bytes
with the length of the message (big-endian), and the message as JSON. The last envelope of a response has the flag 2 and
holds \`{}\`, or \`{"error": …}\` with a \`connect.Error\`; the HTTP status is 200 either way. OpenAPI can't describe
envelopes, so the schemas of streams are those of one message. A call with streams in both directions needs HTTP/2.`;

/**
 * An OpenAPI 3.1 document of services, as the Connect protocol with JSON serves them. Streams are in it as far as OpenAPI
 * can describe them.
 */
export function openApiDocument({ title, version, services }: OpenApiOptions): OpenApiDocument {
  const methods = services.flatMap((service) => service.methods);
  const messages = methods.flatMap(({ input, output }) => [input, output]);
  const about = describe(services);
  return {
    openapi: '3.1.1',
    info: { title, version, description: DESCRIPTION },
    tags: services.map((service) => {
      // A tag can't be deprecated.
      const { deprecated, ...described } = about(service);
      return { name: service.typeName, ...described };
    }),
    paths: Object.fromEntries(methods.map((method) => [`/${nameOf(method, '/')}`, operations(method, about)])),
    components: {
      schemas: { ...jsonSchemas(messages, about), ...CONNECT_SCHEMAS },
      parameters: CONNECT_PARAMETERS,
      responses: {
        error: { description: 'The call failed.', content: json({ $ref: '#/components/schemas/connect.Error' }) },
      },
    },
  };
}

/** Gives what OpenAPI says of any part of these services. */
function describe(services: readonly DescService[]): About {
  const commentOf = readComments(services.map(({ file }) => file));
  return (desc) => {
    const description = commentOf(desc);
    const deprecated = desc.deprecated || (desc.kind === 'rpc' && desc.parent.deprecated);
    return { ...(description && { description }), ...(deprecated && { deprecated }) };
  };
}

function nameOf({ parent, name }: DescMethod, separator: string): string {
  return `${parent.typeName}${separator}${name}`;
}

/** The operations of a path, by their HTTP methods. */
function operations(method: DescMethod, about: About): JsonObject {
  const { input, methodKind, idempotency, parent, name } = method;
  const operationId = nameOf(method, '.');
  const shared = { tags: [parent.typeName], summary: name, ...about(method), responses: responses(method) };
  const post = {
    operationId,
    ...shared,
    parameters: [parameter('protocolVersion'), parameter('timeout')],
    requestBody: requestBody(method),
  };
  const isRead = idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;
  if (methodKind !== 'unary' || !isRead) return { post };
  const message = { name: 'message', in: 'query', required: true, content: json(schemaRef(input)) };
  const parameters = [parameter('queryVersion'), parameter('queryEncoding'), message, parameter('timeout')];
  return { post, get: { operationId: `${operationId}.get`, ...shared, parameters } };
}

function parameter(name: keyof typeof CONNECT_PARAMETERS): JsonObject {
  return { $ref: `#/components/parameters/${name}` };
}

/** The body of a request. Only its content type shows whether a call is a stream, in whichever direction. */
function requestBody({ input, methodKind }: DescMethod): JsonObject {
  if (methodKind === 'unary') return { required: true, content: json(schemaRef(input)) };
  const description = methodKind === 'server_streaming' ? 'One envelope.' : 'An envelope for each message.';
  return { required: true, description, content: envelopes(input) };
}

function responses({ output, methodKind }: DescMethod): JsonObject {
  if (methodKind === 'unary') {
    const success = { description: 'The call succeeded.', content: json(schemaRef(output)) };
    return { 200: success, default: { $ref: '#/components/responses/error' } };
  }
  const messages = methodKind === 'client_streaming' ? 'An envelope with the message' : 'An envelope for each message';
  return { 200: { description: `${messages}, and a last one with the end of the call.`, content: envelopes(output) } };
}

function json(schema: JsonObject): JsonObject {
  return { 'application/json': { schema } };
}

function envelopes(message: DescMessage): JsonObject {
  return { 'application/connect+json': { schema: schemaRef(message) } };
}
