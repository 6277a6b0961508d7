import { answerProblems } from './answer-problems.js';
import type { Movies } from './history.js';
import type { RecordedRun } from './recorded-run.js';
import { ReplayedFeed } from './replayed-feed.js';
import { longestFeed, moviesText, sameMovies, watcherProblems } from './watcher-problems.js';
import { writeProblems } from './write-problems.js';

/**
 * Checks what clients of several servers with one catalog did and saw. What watchers see is the order of all changes; so
 * it must be the same for all watchers, follow from the writes and their answers, keep the order of writes one after
 * another, and lead from the movies before to what each server serves.
 *
 * It knows the contract and nothing else.
 *
 * @returns the problems; none if the run is right
 */
export function feedProblems(run: RecordedRun): string[] {
  const changes = longestFeed(run);
  const feed = new ReplayedFeed(run, changes);
  return [
    ...watcherProblems(run, changes),
    ...feed.problems,
    ...writeProblems(run.operations, feed),
    ...[...run.counters].flatMap((id) => counterProblems(id, feed)),
    ...answerProblems(run.operations, feed),
    ...servedProblems(run, feed.movies),
  ];
}

/** Finds the changes of a counter that are not one more than before. */
function counterProblems(id: string, feed: ReplayedFeed): string[] {
  const counts = feed.versionsOf(id).map(({ fields }) => Number.parseInt(String(fields?.['title']), 10));
  return counts.flatMap((count, index) => {
    const before = counts[index - 1];
    return before === undefined || count === before + 1 ? [] : [`The counter ${id} went from ${before} to ${count}.`];
  });
}

function servedProblems({ served }: RecordedRun, movies: Movies): string[] {
  const byId = new Map([...movies].sort(([one], [other]) => (one < other ? -1 : 1)));
  return served.flatMap(({ address, watched, listed }) => [
    ...(sameMovies(watched, movies) ? [] : [`${address} serves ${moviesText(watched)}\n  not ${moviesText(movies)}`]),
    ...(sameMovies(listed, byId) ? [] : [`${address} lists ${moviesText(listed)}\n  not ${moviesText(byId)}`]),
  ]);
}
