import type { Movie } from '../movie.js';
import type { Commit, CommitId, MovieUpdate, StoreErrorReason } from '../store.js';

/** Why the store could not do something: a StoreError, as it crosses the channel. */
export interface Refusal {
  readonly reason: StoreErrorReason;
  readonly message: string;
  readonly fault?: string | undefined;
}

/** What one commit of a proposal has become. A stale one was decided on what isn't true, and was not written. */
export type ProposalOutcome = CommitId | 'stale' | Refusal;

/** What a worker decided, for the hub to make durable: its next commits. */
export interface Proposal {
  /** The revision that it was decided on. */
  readonly base: number;
  /** In order. If there is none, the worker asks for the turn, or gives it back. */
  readonly commits: readonly (readonly MovieUpdate[])[];
}

/** What the hub says to a worker. The worker's movies change only by these, in the order in which they come. */
export type HubMessage =
  /** The catalog follows in parts: `past`, then `movies`. The worker confirms each of these with `next`. */
  | { readonly type: 'begin'; readonly epoch: string; readonly revision: number }
  | { readonly type: 'past'; readonly part: Commit }
  | { readonly type: 'movies'; readonly movies: readonly Movie[] }
  | { readonly type: 'end' }
  /** From here on the hub waits for this worker before it acknowledges a write. */
  | { readonly type: 'opened' }
  /** Its updates are a MovieUpdate[], as `serialize` of node:v8 makes it. */
  | { readonly type: 'commit'; readonly revision: number; readonly time: number; readonly updates: Uint8Array }
  /** A commit that the worker proposed, named by its index in the proposal. */
  | { readonly type: 'own'; readonly revision: number; readonly time: number; readonly index: number }
  | { readonly type: 'arrange'; readonly ids: readonly string[] }
  /** The worker has the turn and is up to date: it must decide its writes now, and propose what is to become of them. */
  | { readonly type: 'decide' }
  | { readonly type: 'outcome'; readonly outcomes: readonly ProposalOutcome[] }
  /** The worker doesn't get the turn that it asked for. Nothing was written. */
  | { readonly type: 'refused'; readonly refusal: Refusal }
  | { readonly type: 'refreshed'; readonly id: number; readonly refusal?: Refusal }
  | { readonly type: 'state'; readonly isConnected: boolean };

/** What a worker says to the hub. */
export type WorkerMessage =
  | { readonly type: 'open' }
  | { readonly type: 'next' }
  | { readonly type: 'loaded'; readonly revision: number }
  /** The worker has applied all commits up to this revision. */
  | { readonly type: 'applied'; readonly revision: number }
  | { readonly type: 'propose'; readonly proposal: Proposal }
  | { readonly type: 'refresh'; readonly id: number };

const HUB_MESSAGES: Record<HubMessage['type'], true> = {
  begin: true,
  past: true,
  movies: true,
  end: true,
  opened: true,
  commit: true,
  own: true,
  arrange: true,
  decide: true,
  outcome: true,
  refused: true,
  refreshed: true,
  state: true,
};

const WORKER_MESSAGES: Record<WorkerMessage['type'], true> = {
  open: true,
  next: true,
  loaded: true,
  applied: true,
  propose: true,
  refresh: true,
};

/** Whether it is a message of a hub. Both ends run the same program, so its type tells what else is in it. */
export function isHubMessage(message: unknown): message is HubMessage {
  return isOneOf(HUB_MESSAGES, message);
}

/** Whether it is a message of a worker. Both ends run the same program, so its type tells what else is in it. */
export function isWorkerMessage(message: unknown): message is WorkerMessage {
  return isOneOf(WORKER_MESSAGES, message);
}

function isOneOf(types: Record<string, true>, message: unknown): boolean {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false;
  return typeof message.type === 'string' && Object.hasOwn(types, message.type);
}
