import { type ServiceError, status } from '@grpc/grpc-js';
import type { ErrorDetails } from './error-details.js';

/** The reason of an error whose answer came from something else than a gRPC server. It is the client's own. */
export const NOT_GRPC = 'NOT_GRPC';

/** An error in place of one of grpc-js, which takes every answer for one of gRPC. */
export interface ForeignError {
  readonly code: status;
  readonly message: string;
  readonly details: Pick<ErrorDetails, 'reason' | 'metadata'>;
}

/** What grpc-js says of an answer with the HTTP status 200 that it can't read; the end also if there was no answer. */
const UNREADABLE = /^Received message larger than max|\(Call ended without gRPC status\)$/;

/**
 * The error of a call whose answer came from something else than a gRPC server, such as the page of a web server;
 * undefined if a gRPC server answered or nothing.
 *
 * @param contentType of the response headers, empty if they name none; undefined if there were no headers
 */
export function foreignError(
  { code, details, metadata }: ServiceError,
  address: string,
  contentType = metadata?.get('content-type')[0]?.toString(),
): ForeignError | undefined {
  if (contentType !== undefined && /^application\/grpc(?![\w-])/.test(contentType)) return undefined;
  const httpStatus = httpStatusOf(code, details, contentType !== undefined);
  if (!contentType && httpStatus === undefined) return undefined;
  const facts = [httpStatus && `HTTP status ${httpStatus}`, contentType].filter(Boolean).join(', ');
  const isDenied = code === status.UNAUTHENTICATED || code === status.PERMISSION_DENIED;
  return {
    code: isDenied ? code : status.UNAVAILABLE,
    message: `What answers at ${address} is not a gRPC server (${facts}).`,
    details: {
      reason: NOT_GRPC,
      metadata: { contentType: contentType ?? '', ...(httpStatus !== undefined && { httpStatus }) },
    },
  };
}

/** The HTTP status of an answer that isn't gRPC, as far as the error of grpc-js says it. */
function httpStatusOf(code: status, details: string, hasHeaders: boolean): string | undefined {
  const [, httpStatus] = /^Received HTTP status code (\d+)$/.exec(details) ?? [];
  if (httpStatus !== undefined || !hasHeaders) return httpStatus;
  // Trailers without a status of gRPC have no details.
  const isOk = UNREADABLE.test(details) || (code === status.UNKNOWN && details === '');
  return isOk ? '200' : undefined;
}

/**
 * Whether it is certain that a call with this answer did nothing. With a status of 500 or more it isn't: a proxy that
 * has passed the call on and lost the answer says so.
 */
export function provesNothingDone(
  reason: string | undefined,
  { httpStatus }: Readonly<Record<string, string>>,
): boolean {
  return reason === NOT_GRPC && httpStatus !== undefined && Number(httpStatus) < 500;
}
