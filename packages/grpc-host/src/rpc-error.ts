import { Metadata, status } from '@grpc/grpc-js';
import { errorDetails, Status } from 'grpc-proto';

/** A gRPC status code, by its name. */
export type ErrorCode = Exclude<keyof typeof status, 'OK'>;

/** Which error it is. */
export interface ErrorIdentity {
  readonly domain: string;
  readonly reason: string;
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;
}

/** A field of a request that breaks a rule. */
export interface FieldViolation {
  /** The field's path in the request: `movie.genres[2]`. */
  readonly field: string;
  /** What is wrong with it. */
  readonly description: string;
}

/** Something that must be true for a call to succeed, and isn't. */
export interface FailedPrecondition {
  /** What kind of condition: a name of the service's own, such as `MOVIE_CHANGED`. */
  readonly type: string;
  /** What it is about, such as an id. */
  readonly subject: string;
  readonly description: string;
}

/** What an error says besides its reason and message. */
export interface RpcErrorOptions extends ErrorOptions {
  /** A few facts for programs, in the ErrorInfo. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly violations?: readonly FieldViolation[];
  /** Why a call is refused with FAILED_PRECONDITION. */
  readonly preconditions?: readonly FailedPrecondition[];
  /** What was not found. */
  readonly resource?: { readonly type: string; readonly name: string };
}

// An error travels in HTTP/2 headers, of which clients in Java and C++ accept 8 KiB. Its message is there twice: as
// text, where percent-encoding may triple it, and in the details, which base64 makes a third larger. In the worst case
// that is 1,200 + 6,400 bytes, and leaves 500 for the other headers.
const MAX_MESSAGE_BYTES = 400;
const MAX_TEXT_BYTES = 200;
const MAX_STATUS_BYTES = 4_800;

/** A detail as it stands in google.rpc.Status. */
type Detail = { readonly typeUrl: string; readonly value: Buffer };

/** The error that reaches a caller, after AIP-193. Any other error is logged, and answered as INTERNAL. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly reason: string;
  readonly domain: string;
  readonly code: status;
  readonly #retryAfterMs: number | undefined;
  readonly #options: RpcErrorOptions;

  /**
   * `defineErrors` gives the function that makes errors; don't call this yourself.
   *
   * @param message for the developer at the other end: what, where, what to do. Texts that are too long for the headers
   *   of a response are cut, and violations that don't fit are left out, so callers of this may pass what they have.
   */
  constructor({ domain, reason, code, retryAfterMs }: ErrorIdentity, message: string, options: RpcErrorOptions = {}) {
    super(shorten(message, MAX_MESSAGE_BYTES), options);
    this.domain = domain;
    this.reason = reason;
    this.code = status[code];
    this.#retryAfterMs = retryAfterMs;
    this.#options = options;
  }

  /** The details, as a call's trailers carry them. */
  toMetadata(): Metadata {
    const { code, message } = this;
    const details = [this.#info(), ...this.#resource(), ...this.#retry()];
    const { violations, preconditions } = this.#options;
    const room = () => MAX_STATUS_BYTES - Status.encode({ code, message, details }).finish().byteLength;
    if (violations) details.push(badRequest(violations, room()));
    if (preconditions) details.push(preconditionFailure(preconditions, room()));
    const metadata = new Metadata();
    metadata.set('grpc-status-details-bin', Buffer.from(Status.encode({ code, message, details }).finish()));
    return metadata;
  }

  #info(): Detail {
    const facts = Object.entries(this.#options.metadata ?? {}).map(([key, value]) => [key, shorten(value)]);
    const { reason, domain } = this;
    return pack('ErrorInfo', errorDetails.ErrorInfo.encode({ reason, domain, metadata: Object.fromEntries(facts) }));
  }

  #resource(): Detail[] {
    const { resource } = this.#options;
    if (!resource) return [];
    const { ResourceInfo } = errorDetails;
    const info = ResourceInfo.create({ resourceType: resource.type, resourceName: shorten(resource.name) });
    return [pack('ResourceInfo', ResourceInfo.encode(info))];
  }

  #retry(): Detail[] {
    const ms = this.#retryAfterMs;
    if (ms === undefined) return [];
    const retryDelay = { seconds: Math.floor(ms / 1000), nanos: (ms % 1000) * 1e6 };
    return [pack('RetryInfo', errorDetails.RetryInfo.encode({ retryDelay }))];
  }
}

/** The first violations, as many as fit into `room` bytes. */
function badRequest(violations: readonly FieldViolation[], room: number): Detail {
  const { BadRequest, BadRequest_FieldViolation: Violation } = errorDetails;
  const all = violations.map(({ field, description }) =>
    Violation.create({ field: shorten(field), description: shorten(description) }),
  );
  return pack('BadRequest', BadRequest.encode({ fieldViolations: fitting(all, Violation, room) }));
}

/** The first conditions that aren't met, as many as fit into `room` bytes. */
function preconditionFailure(preconditions: readonly FailedPrecondition[], room: number): Detail {
  const { PreconditionFailure, PreconditionFailure_Violation: Violation } = errorDetails;
  const all = preconditions.map(({ type, subject, description }) =>
    Violation.create({ type: shorten(type), subject: shorten(subject), description: shorten(description) }),
  );
  return pack('PreconditionFailure', PreconditionFailure.encode({ violations: fitting(all, Violation, room) }));
}

/** The first messages, as many as fit into a detail of `room` bytes. */
function fitting<Message>(
  messages: readonly Message[],
  { encode }: { encode(message: Message): { finish(): Uint8Array } },
  room: number,
): Message[] {
  // The type's name, and a tag and a length for each message around them.
  let bytes = 64;
  const tooMany = messages.findIndex((message) => {
    bytes += encode(message).finish().byteLength + 4;
    return bytes > room;
  });
  return messages.slice(0, tooMany < 0 ? undefined : tooMany);
}

function pack(message: string, writer: { finish(): Uint8Array }): Detail {
  return { typeUrl: `type.googleapis.com/google.rpc.${message}`, value: Buffer.from(writer.finish()) };
}

const ELLIPSIS = '…';

/** Cuts a text to so many bytes of UTF-8, between characters. */
function shorten(text: string, maxBytes = MAX_TEXT_BYTES): string {
  if (Buffer.byteLength(text) <= maxBytes) return text.toWellFormed();
  const kept = new Uint8Array(maxBytes - Buffer.byteLength(ELLIPSIS));
  const { read } = new TextEncoder().encodeInto(text, kept);
  return `${text.slice(0, read).toWellFormed()}${ELLIPSIS}`;
}
