const CODES = [
  'canceled',
  'unknown',
  'invalid_argument',
  'deadline_exceeded',
  'not_found',
  'already_exists',
  'permission_denied',
  'resource_exhausted',
  'failed_precondition',
  'aborted',
  'out_of_range',
  'unimplemented',
  'internal',
  'unavailable',
  'data_loss',
  'unauthenticated',
];

const ERROR = {
  description: 'Why a call failed.',
  type: 'object',
  properties: {
    code: { description: 'What kind of failure it is.', type: 'string', enum: CODES },
    message: { description: 'What went wrong, for people.', type: 'string' },
    details: { type: 'array', items: { $ref: '#/components/schemas/connect.ErrorDetail' } },
  },
  required: ['code'],
};

const ERROR_DETAIL = {
  description: 'More about a failure: a message, often one of google.rpc, such as `google.rpc.BadRequest`.',
  type: 'object',
  properties: {
    type: { description: 'The full name of the message.', type: 'string' },
    value: { description: 'The message in binary, as base64 without padding.', type: 'string' },
    debug: { description: 'The message as JSON, for people, if the server adds it. Programs read `value`.' },
  },
  required: ['type', 'value'],
};

/** The schemas of errors, by their names among the components of an OpenAPI document. */
export const CONNECT_SCHEMAS = { 'connect.Error': ERROR, 'connect.ErrorDetail': ERROR_DETAIL };

/** The parameters of Connect calls, by their names among the components of an OpenAPI document. */
export const CONNECT_PARAMETERS = {
  protocolVersion: {
    name: 'Connect-Protocol-Version',
    in: 'header',
    description: 'The version of the Connect protocol.',
    schema: { type: 'string', const: '1' },
  },
  timeout: {
    name: 'Connect-Timeout-Ms',
    in: 'header',
    description: 'How long the call may take, in milliseconds. After that it fails with `deadline_exceeded`.',
    schema: { type: 'integer', minimum: 0, maximum: 9_999_999_999 },
  },
  queryVersion: {
    name: 'connect',
    in: 'query',
    required: true,
    description: 'The version of the Connect protocol.',
    schema: { type: 'string', const: 'v1' },
  },
  queryEncoding: {
    name: 'encoding',
    in: 'query',
    required: true,
    description: 'The encoding of `message`.',
    schema: { type: 'string', const: 'json' },
  },
};
