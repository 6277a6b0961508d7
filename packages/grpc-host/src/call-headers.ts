import type { Metadata } from '@grpc/grpc-js';
import { REQUEST_ID_KEY } from './request-id.js';

/** What a caller sends before its requests. */
export interface CallHeaders {
  readonly metadata: Metadata;
  /** What the caller says for an id. */
  readonly requestId: unknown;
  /** The most bytes that the metadata can have. */
  readonly maxBytes: number;
}

/** Headers that are known as metadata. */
export function headersOf(metadata: Metadata): CallHeaders {
  const [requestId] = metadata.get(REQUEST_ID_KEY);
  return { metadata, requestId, maxBytes: Number.POSITIVE_INFINITY };
}
