import { fromBinary } from '@bufbuild/protobuf';
import { ConnectError } from '@connectrpc/connect';
import { Metadata, status } from '@grpc/grpc-js';
import { Status } from 'grpc-proto';
import type { CallEnd } from '../call-transport.js';
import { allDescriptors } from '../services/all-descriptors.js';
import { fileRegistry } from '../services/file-registry.js';

const DETAILS_KEY = 'grpc-status-details-bin';
/** Those of google.rpc. With them, an error in JSON also has its details as JSON, for people. */
const KNOWN_DETAILS = fileRegistry(allDescriptors());

const TYPE_PREFIX = /^type\.googleapis\.com\//;

/** The error that the library of the web ends a call with, for the status that gRPC would end it with. */
export function toConnectError({ code, details, metadata }: CallEnd): ConnectError {
  // Both have gRPC's numbers, in an enum of their own.
  const error = new ConnectError(details ?? '', Number(code ?? status.UNKNOWN), textsOf(metadata ?? new Metadata()));
  const [packed] = metadata?.get(DETAILS_KEY) ?? [];
  if (packed instanceof Buffer) {
    error.details = Status.decode(packed).details.map(({ typeUrl, value }) => {
      const type = typeUrl.replace(TYPE_PREFIX, '');
      const desc = KNOWN_DETAILS.getMessage(type);
      return desc ? { desc, value: fromBinary(desc, value) } : { type, value: new Uint8Array(value) };
    });
  }
  return error;
}

/** What metadata has besides bytes: the library puts these into headers or trailers. */
export function textsOf(metadata: Metadata): [string, string][] {
  const entries = Object.entries(metadata.toJSON());
  return entries.flatMap(([key, values]) =>
    values.filter((value) => typeof value === 'string').map((value): [string, string] => [key, value]),
  );
}
