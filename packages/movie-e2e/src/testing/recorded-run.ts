import { answerText } from './answer-text.js';
import type { Fields, Movies, Operation } from './history.js';

/** A change that a watcher saw: the movie's new fields, or the last ones of a deleted movie. */
export interface Change {
  readonly kind: 'created' | 'updated' | 'deleted';
  readonly id: string;
  readonly fields: Fields;
}

/** What a watcher saw, in order, over all servers on which it resumed. A restart says that its resume token was lost. */
export type Seen =
  | Change
  | { readonly kind: 'existing'; readonly id: string; readonly fields: Fields }
  | { readonly kind: 'checkpoint'; readonly size: number }
  | { readonly kind: 'restart' };

/** What one server serves at the end. */
export interface Served {
  readonly address: string;
  /** As a new watch has them, in the catalog's order. */
  readonly watched: Movies;
  /** As the list by ids has them. */
  readonly listed: Movies;
}

/** What clients of several servers with one catalog did and saw. */
export interface RecordedRun {
  /** The movies before, in the catalog's order. */
  readonly before: Movies;
  /** The ids of movies whose title begins with a count, which operations only read and raise by one. */
  readonly counters: ReadonlySet<string>;
  /** No two of them set the same title or the same director. Each deletion has the movie that it means, as it was read. */
  readonly operations: readonly Operation[];
  /** All watched from before the first operation until after the last one. */
  readonly watchers: readonly (readonly Seen[])[];
  readonly served: readonly Served[];
}

/** Whether a watcher saw a change, and not what was before or how far it is. */
export function isChange(seen: Seen): seen is Change {
  return seen.kind === 'created' || seen.kind === 'updated' || seen.kind === 'deleted';
}

/** A change in words, the same for equal ones. */
export function changeText({ kind, id, fields }: Change): string {
  return `${kind} ${id} ${answerText(fields)}`;
}

/** An operation in words. */
export function operationText({ action, begin, end, answer }: Operation): string {
  const movies = action.kind === 'import' ? { ...action, movies: Object.fromEntries(action.movies) } : action;
  return `${begin}-${end} ${JSON.stringify(movies)}: ${JSON.stringify(answer ?? 'no answer')}`;
}
