import type { MetricValues } from 'grpc-host';

/** What a worker is started with, besides the command line and the environment of the primary. */
export interface WorkerStart {
  /** From 1. A worker that takes the place of one that ended has the same. */
  readonly number: number;
  /** Those of the host, which decide on who may write. */
  readonly addresses: readonly string[];
  /** Whether the log that its lines end up in is for people. */
  readonly isLogPretty: boolean;
}

/** What the primary sends to a worker, beside the messages of the store. */
export type PrimaryMessage =
  | { readonly kind: 'start'; readonly start: WorkerStart }
  /** Brings a connection with it, unless that is gone already. */
  | { readonly kind: 'connection' }
  | { readonly kind: 'readMetrics' }
  | { readonly kind: 'shutDown'; readonly graceMs: number };

/** What a worker sends to the primary, beside the messages of the store. */
export type WorkerMessage =
  | { readonly kind: 'serving'; readonly movies: number }
  /** It can't start; why is for the operator. */
  | { readonly kind: 'failed'; readonly explanation: string }
  /** How many connections it has taken from the primary, and how many of them are open. */
  | { readonly kind: 'connections'; readonly taken: number; readonly open: number }
  /** No values if they can't be read. */
  | { readonly kind: 'metrics'; readonly values: MetricValues | undefined };

/** Tells these messages from those of the store, which go over the same channel. Both ends are of this program. */
export function isOurs<Message extends PrimaryMessage | WorkerMessage>(message: unknown): message is Message {
  return typeof message === 'object' && message !== null && 'kind' in message;
}
