import {
  type DescEnum,
  type DescField,
  type DescMessage,
  type DescOneof,
  type JsonObject,
  ScalarType,
} from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import type { Commented } from './contract-comments.js';

const INT32 = { type: 'integer', format: 'int32' };
const UINT32 = { type: 'integer', format: 'uint32', minimum: 0, maximum: 2 ** 32 - 1 };
// As JSON numbers they would lose digits beyond 2^53.
const INT64 = { type: 'string', format: 'int64', pattern: '^-?[0-9]+$' };
const UINT64 = { type: 'string', format: 'uint64', pattern: '^[0-9]+$' };

const SCALARS: Readonly<Record<ScalarType, JsonObject>> = {
  [ScalarType.DOUBLE]: { type: 'number', format: 'double' },
  [ScalarType.FLOAT]: { type: 'number', format: 'float' },
  [ScalarType.INT32]: INT32,
  [ScalarType.SINT32]: INT32,
  [ScalarType.SFIXED32]: INT32,
  [ScalarType.UINT32]: UINT32,
  [ScalarType.FIXED32]: UINT32,
  [ScalarType.INT64]: INT64,
  [ScalarType.SINT64]: INT64,
  [ScalarType.SFIXED64]: INT64,
  [ScalarType.UINT64]: UINT64,
  [ScalarType.FIXED64]: UINT64,
  [ScalarType.BOOL]: { type: 'boolean' },
  [ScalarType.STRING]: { type: 'string' },
  [ScalarType.BYTES]: { type: 'string', contentEncoding: 'base64' },
};

/** Types that ProtoJSON writes in a way of their own, besides the wrappers. */
const WELL_KNOWN: ReadonlyMap<string, JsonObject> = new Map(
  Object.entries({
    'google.protobuf.Any': {
      description: 'A message of any type, whose full name follows the last slash of `@type`.',
      type: 'object',
      properties: { '@type': { type: 'string' } },
      required: ['@type'],
    },
    'google.protobuf.Duration': {
      description: 'A time in seconds, such as `1.5s`.',
      type: 'string',
      pattern: '^-?[0-9]+(\\.[0-9]{1,9})?s$',
    },
    'google.protobuf.FieldMask': {
      description: 'Paths of fields in lowerCamelCase, separated by commas.',
      type: 'string',
    },
    'google.protobuf.ListValue': { description: 'A list of any JSON values.', type: 'array' },
    'google.protobuf.NullValue': { description: 'Only `null`.', type: 'null' },
    'google.protobuf.Struct': { description: 'Any JSON object.', type: 'object' },
    'google.protobuf.Timestamp': { description: 'A point in time.', type: 'string', format: 'date-time' },
    'google.protobuf.Value': { description: 'Any JSON value.' },
  }),
);

/** What OpenAPI says of any part of a contract. */
export type About = (desc: Commented) => { readonly description?: string; readonly deprecated?: true };

/** A reference to the schema of a message or an enum among the components of a document. */
export function schemaRef({ typeName }: DescMessage | DescEnum): JsonObject {
  return { $ref: `#/components/schemas/${typeName}` };
}

/**
 * JSON schemas of messages, and of all that they contain, in the JSON of Protocol Buffers (ProtoJSON), by their full names.
 *
 * A number that isn't finite is a string in ProtoJSON. The schemas leave that out, because with it no tool would take a
 * `double` for a number.
 */
export function jsonSchemas(messages: readonly DescMessage[], about: About): JsonObject {
  const types = new Set<DescMessage | DescEnum>(messages);
  // A loop over a set also visits what is added during the loop.
  for (const type of types) {
    if (type.kind === 'enum' || WELL_KNOWN.has(type.typeName)) continue;
    for (const { message, enum: values } of type.fields) {
      if (message) types.add(message);
      if (values) types.add(values);
    }
  }
  return Object.fromEntries([...types].map((type) => [type.typeName, schemaOf(type, about)]));
}

function schemaOf(type: DescMessage | DescEnum, about: About): JsonObject {
  const wellKnown = WELL_KNOWN.get(type.typeName);
  if (wellKnown) return wellKnown;
  if (type.kind === 'enum') return enumSchema(type, about);
  return isWrapperDesc(type) ? SCALARS[type.fields[0].scalar] : messageSchema(type, about);
}

function messageSchema(message: DescMessage, about: About): JsonObject {
  const properties = message.fields.map((field) => [field.jsonName, { ...about(field), ...fieldSchema(field) }]);
  return {
    ...about(message),
    type: 'object',
    properties: Object.fromEntries(properties),
    // The server refuses a field that it doesn't know.
    additionalProperties: false,
    ...(message.oneofs.length > 0 && { allOf: message.oneofs.map((oneof) => oneofSchema(oneof, about)) }),
  };
}

/** At most one of the fields: exactly one, or none. */
function oneofSchema(oneof: DescOneof, about: About): JsonObject {
  const names = oneof.fields.map(({ jsonName }) => jsonName);
  const none = { properties: Object.fromEntries(names.map((name) => [name, false])) };
  return { ...about(oneof), oneOf: [...names.map((name) => ({ required: [name] })), none] };
}

function fieldSchema(field: DescField): JsonObject {
  switch (field.fieldKind) {
    case 'list':
      return { type: 'array', items: valueSchema(field) };
    case 'map':
      return { type: 'object', additionalProperties: valueSchema(field) };
    default:
      return valueSchema(field);
  }
}

/** What one element of a field holds. */
function valueSchema(field: DescField): JsonObject {
  if (field.message) return schemaRef(field.message);
  return field.enum ? schemaRef(field.enum) : SCALARS[field.scalar];
}

function enumSchema(type: DescEnum, about: About): JsonObject {
  const { description, ...rest } = about(type);
  const values = type.values.map((value) => {
    const { description = '', deprecated = false } = about(value);
    return `- \`${value.name}\`${deprecated ? ' (deprecated)' : ''}${description && `: ${description}`}`;
  });
  const text = [description, values.join('\n')].filter(Boolean).join('\n\n');
  return { description: text, ...rest, type: 'string', enum: type.values.map(({ name }) => name) };
}
