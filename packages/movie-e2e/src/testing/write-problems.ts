import { sameText } from './answer-text.js';
import type { Operation } from './history.js';
import { operationText } from './recorded-run.js';
import type { MadeChange, ReplayedFeed } from './replayed-feed.js';

/**
 * Finds the writes that the feed has not as they were answered: an acknowledged one whole and once, one without an answer
 * whole and once or not at all, any other not at all; and each after those that were answered before it began.
 */
export function writeProblems(operations: readonly Operation[], feed: ReplayedFeed): string[] {
  const made = new Map<Operation, MadeChange[]>();
  for (const change of feed.made) made.set(change.operation, [...(made.get(change.operation) ?? []), change]);
  const problems = operations.flatMap((operation) => {
    const problem = problemOf(operation, made.get(operation) ?? []);
    return problem === undefined ? [] : [`A write ${problem}: ${operationText(operation)}`];
  });
  return [...problems, ...problemsOfTime(feed.made)];
}

function problemOf({ action, answer }: Operation, changes: readonly MadeChange[]): string | undefined {
  if (action.kind === 'get') return undefined;
  const [first] = changes;
  if (!first) return isDone(answer) ? 'was acknowledged and is not in the feed' : undefined;
  if (answer === 'refused' || answer === 'unchanged') return `was ${answer} and is in the feed`;
  const size = action.kind === 'import' ? action.movies.size : 1;
  const ids = new Set(changes.map(({ change }) => change.id));
  if (ids.size < size) return 'is in the feed by half';
  if (changes.length > size) return `is in the feed ${changes.length / size} times`;
  if ((changes.at(-1)?.position ?? 0) !== first.position + size - 1) return 'is in the feed in several pieces';
  const isOther = typeof answer === 'object' && !sameText(answer, first.change.fields);
  return isOther ? `is in the feed with other fields, ${JSON.stringify(first.change.fields)}` : undefined;
}

function isDone(answer: Operation['answer']): boolean {
  return answer === 'done' || typeof answer === 'object';
}

/** In the order of the feed, no write may have ended before one ahead of it began. */
function problemsOfTime(made: readonly MadeChange[]): string[] {
  const problems: string[] = [];
  let latest: Operation | undefined;
  for (const { operation } of made) {
    if (latest && operation.end < latest.begin) {
      problems.push(
        `A write is in the feed after one that began later: ${operationText(operation)}\n  and ${operationText(latest)}`,
      );
    }
    if (!latest || operation.begin > latest.begin) latest = operation;
  }
  return problems;
}
