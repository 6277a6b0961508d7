import { errorDetails } from 'grpc-proto';

/** A detail of an error: the full name of its message, with or without the prefix of a type URL, and its bytes. */
export interface PackedDetail {
  readonly type: string;
  readonly value: Uint8Array;
}

/** What the details of an error tell. */
export function detailsOf(details: readonly PackedDetail[]) {
  const bytesOf = (name: string) => details.find(({ type }) => type.endsWith(`google.rpc.${name}`))?.value;
  const [info, badRequest] = [bytesOf('ErrorInfo'), bytesOf('BadRequest')];
  return {
    reason: info && errorDetails.ErrorInfo.decode(info).reason,
    fields: badRequest && errorDetails.BadRequest.decode(badRequest).fieldViolations.map(({ field }) => field),
  };
}
