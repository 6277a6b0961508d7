import { sameText } from './answer-text.js';
import { FeedTimes } from './feed-times.js';
import type { Action, Fields, Operation } from './history.js';
import { operationText } from './recorded-run.js';
import type { ReplayedFeed } from './replayed-feed.js';

/**
 * Finds the refusals for which there was no reason at the time, and the reads of what no change made. A read may be a
 * little old; a write is decided on what is true.
 */
export function answerProblems(operations: readonly Operation[], feed: ReplayedFeed): string[] {
  const times = new FeedTimes(operations, feed.made);
  return operations.flatMap((operation) => {
    const { action, begin, end, answer } = operation;
    if (answer === 'refused' && action.kind !== 'get') {
      const { from, to } = times.between(begin, end);
      const states = idsOf(action).flatMap((id) => statesOf(id, feed, from, to));
      return states.some((fields) => isRefused(action, fields))
        ? []
        : [problemOf('was refused for nothing', operation)];
    }
    if (action.kind !== 'get' || typeof answer !== 'object') return [];
    const isMade = statesOf(action.id, feed, 0, Infinity).some((fields) => sameText(fields, answer));
    return isMade ? [] : [problemOf('gave what no change made', operation)];
  });
}

function idsOf(action: Action): readonly string[] {
  return action.kind === 'import' ? [...action.movies.keys()] : [action.id];
}

/** What a movie was at these positions of the feed, undefined where there was none. */
function statesOf(id: string, feed: ReplayedFeed, from: number, to: number): readonly (Fields | undefined)[] {
  const versions = feed.versionsOf(id);
  const isIn = ({ from: begin }: { readonly from: number }, index: number) =>
    begin <= to && (versions[index + 1]?.from ?? Infinity) > from;
  return versions.filter(isIn).map(({ fields }) => fields);
}

function isRefused(action: Action, fields: Fields | undefined): boolean {
  if (action.kind === 'create' || action.kind === 'import') return fields !== undefined;
  const isOther = 'known' in action && action.known !== undefined && !sameText(action.known.fields, fields);
  return fields === undefined || isOther;
}

function problemOf(problem: string, operation: Operation): string {
  return `An operation ${problem}: ${operationText(operation)}`;
}
