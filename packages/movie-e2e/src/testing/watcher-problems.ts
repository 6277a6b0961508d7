import { sameText } from './answer-text.js';
import type { Fields, Movies } from './history.js';
import { type Change, changeText, isChange, type RecordedRun, type Seen } from './recorded-run.js';

/** What the watcher saw who saw most. */
export function longestFeed({ watchers }: Pick<RecordedRun, 'watchers'>): readonly Change[] {
  const feeds = watchers.map((seen) => seen.filter(isChange));
  return feeds.reduce((one, other) => (other.length > one.length ? other : one), []);
}

/** Finds the watchers that did not see the movies before, and then each change of the feed once and in order. */
export function watcherProblems({ before, watchers }: RecordedRun, feed: readonly Change[]): string[] {
  return watchers.flatMap((seen, index) => {
    const problems = [...problemsOfMessages(before, seen), ...problemsOfOrder(seen.filter(isChange), feed)];
    return problems.map((problem) => `Watcher ${index} ${problem}`);
  });
}

function problemsOfMessages(before: Movies, seen: readonly Seen[]): string[] {
  const problems: string[] = [];
  const existing = new Map<string, Fields>();
  let size = before.size;
  for (const message of seen) {
    if (message.kind === 'restart') problems.push('lost its resume token.');
    else if (message.kind === 'existing') existing.set(message.id, message.fields);
    else if (message.kind === 'checkpoint') {
      if (message.size !== size) problems.push(`saw a count of ${message.size} movies where ${size} are.`);
    } else size += SIZE[message.kind];
  }
  if (!sameMovies(existing, before)) problems.push(`began with other movies: ${moviesText(existing)}`);
  return problems;
}

const SIZE = { created: 1, updated: 0, deleted: -1 };

function problemsOfOrder(changes: readonly Change[], feed: readonly Change[]): string[] {
  const index = feed.findIndex((change, index) => textAt(changes, index) !== changeText(change));
  if (index < 0) return [];
  return [`saw for change ${index + 1}: ${textAt(changes, index)}\n  and another one: ${textAt(feed, index)}`];
}

function textAt(changes: readonly Change[], index: number): string {
  const change = changes[index];
  return change ? changeText(change) : 'nothing';
}

/** Whether the movies are the same, in the same order. */
export function sameMovies(some: Movies, others: Movies): boolean {
  const ids = [...others.keys()];
  const isAt = ([id, fields]: [string, Fields], index: number) => ids[index] === id && sameText(fields, others.get(id));
  return some.size === others.size && [...some].every(isAt);
}

/** Movies in words. */
export function moviesText(movies: Movies): string {
  return JSON.stringify([...movies]);
}
