import type { Metadata } from '@grpc/grpc-js';
import { errorDetails, Status } from 'grpc-proto';

/** A rule that a request breaks. */
export interface Violation {
  /** The field's path in the request: `movie.genres[2]`. */
  readonly field: string;
  /** What is wrong with the field. */
  readonly description: string;
}

/** Something that stands in the way of a write. */
export interface Precondition {
  /** What kind of thing: `MOVIE_CHANGED`. */
  readonly type: string;
  /** What it is about: the id of a movie. */
  readonly subject: string;
  readonly description: string;
}

/** What an error carries in addition to its code and message. */
export interface ErrorDetails {
  readonly reason: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly violations: readonly Violation[];
  readonly preconditions: readonly Precondition[];
  readonly resource: { readonly type: string; readonly name: string } | undefined;
  readonly retryAfterMs: number | undefined;
}

/**
 * Decodes the google.rpc details of a failed call. Details that don't decode count as absent, so that the caller still
 * gets the code and the message.
 *
 * @param trailers the call's trailers; undefined if no server answered
 */
export function decodeDetails(trailers: Metadata | undefined): ErrorDetails {
  const found = new Map<string, Buffer>();
  const bytes = trailers?.get('grpc-status-details-bin')[0];
  if (Buffer.isBuffer(bytes)) {
    for (const { typeUrl, value } of decode(Status, bytes)?.details ?? []) {
      found.set(typeUrl.slice(typeUrl.lastIndexOf('/') + 1), value);
    }
  }
  const info = decode(errorDetails.ErrorInfo, found.get('google.rpc.ErrorInfo'));
  const resource = decode(errorDetails.ResourceInfo, found.get('google.rpc.ResourceInfo'));
  const delay = decode(errorDetails.RetryInfo, found.get('google.rpc.RetryInfo'))?.retryDelay;
  const violations = decode(errorDetails.BadRequest, found.get('google.rpc.BadRequest'))?.fieldViolations ?? [];
  const preconditions = decode(errorDetails.PreconditionFailure, found.get('google.rpc.PreconditionFailure'));
  return {
    reason: info?.reason,
    metadata: info?.metadata ?? {},
    violations: violations.map(({ field, description }) => ({ field, description })),
    preconditions: (preconditions?.violations ?? []).map(({ type, subject, description }) => ({
      type,
      subject,
      description,
    })),
    resource: resource && { type: resource.resourceType, name: resource.resourceName },
    retryAfterMs: delay && delay.seconds * 1_000 + delay.nanos / 1_000_000,
  };
}

function decode<Message>(type: { decode(bytes: Uint8Array): Message }, bytes: Buffer | undefined): Message | undefined {
  if (!bytes) return undefined;
  try {
    return type.decode(bytes);
  } catch {
    return undefined;
  }
}
