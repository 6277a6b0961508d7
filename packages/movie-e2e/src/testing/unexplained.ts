import { answerText, sameText } from './answer-text.js';
import type { Action, Answer, Movies, Operation } from './history.js';

/**
 * Checks that a history is linearizable: that there is an order of its operations, one after another, which keeps every
 * answer before the operations that began after it, in which each answer is true, and which leads from the movies
 * before to the movies after. An operation without an answer has its place in the order, or had no effect.
 *
 * It knows the contract and nothing else. Movies that no operation has in common are checked apart, as an order for
 * each makes one for all.
 *
 * @returns a problem for each group of movies that no order explains; none if the history is right
 */
export function unexplained(before: Movies, operations: readonly Operation[], after: Movies): string[] {
  const problems: string[] = [];
  const groups = groupsOf(operations.filter(({ answer }) => answer !== 'unchanged'));
  for (const { ids, operations } of groups) {
    const byEnd = operations.toSorted((one, other) => one.end - other.end);
    const [from, to] = [only(ids, before), only(ids, after)];
    if (!hasOrder(from, byEnd, textOf(to), new Set())) problems.push(problemOf(from, operations, to));
  }
  const touched = new Set(groups.flatMap(({ ids }) => [...ids]));
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    if (touched.has(id) || sameText(before.get(id), after.get(id))) continue;
    problems.push(problemOf(only([id], before), [], only([id], after)));
  }
  return problems;
}

interface Group {
  readonly ids: ReadonlySet<string>;
  readonly operations: readonly Operation[];
}

/** The operations that have movies in common, directly or by others. */
function groupsOf(operations: readonly Operation[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const operation of operations) {
    const ids = [...idsOf(operation.action)];
    const joined = new Set(ids.map((id) => groups.get(id)).filter((group) => group !== undefined));
    const group = {
      ids: new Set([...ids, ...[...joined].flatMap(({ ids }) => [...ids])]),
      operations: [...[...joined].flatMap(({ operations }) => operations), operation],
    };
    for (const id of group.ids) groups.set(id, group);
  }
  return [...new Set(groups.values())];
}

function idsOf(action: Action): Iterable<string> {
  return action.kind === 'import' ? action.movies.keys() : [action.id];
}

/**
 * Whether the operations that are left can lead from these movies to the goal.
 *
 * @param left in the order of their ends, as most orders that explain a history are near that one
 * @param tried the states that can't, for the search to leave out
 */
function hasOrder(movies: Movies, left: readonly Operation[], goal: string, tried: Set<string>): boolean {
  const text = textOf(movies);
  if (text === goal && left.every(({ answer }) => answer === undefined)) return true;
  const state = `${left.map(({ begin }) => begin)} ${text}`;
  if (tried.has(state)) return false;
  tried.add(state);
  const firstEnd = left[0]?.end ?? Infinity;
  return left.some((operation) => {
    if (operation.begin > firstEnd) return false;
    const next = perform(operation.action, movies);
    if (operation.answer !== undefined && !sameText(operation.answer, next.answer)) return false;
    return hasOrder(
      next.movies,
      left.filter((other) => other !== operation),
      goal,
      tried,
    );
  });
}

/** What an action does and answers when nothing else happens. */
function perform(action: Action, movies: Movies): { readonly movies: Movies; readonly answer: Answer } {
  const refused = { movies, answer: 'refused' } as const;
  if (action.kind === 'import') {
    const isRefused = action.mode === 'create' && [...action.movies.keys()].some((id) => movies.has(id));
    return isRefused ? refused : { movies: new Map([...movies, ...action.movies]), answer: 'done' };
  }
  const movie = movies.get(action.id);
  if (action.kind === 'create' ? movie !== undefined : movie === undefined) return refused;
  if ('known' in action && action.known && !sameText(movie, action.known.fields)) return refused;
  if ('fields' in action) {
    const fields = { ...movie, ...action.fields };
    return { movies: new Map([...movies, [action.id, fields]]), answer: fields };
  }
  if (action.kind === 'delete') return { movies: without(action.id, movies), answer: 'done' };
  return { movies, answer: movie ?? 'refused' };
}

function without(id: string, movies: Movies): Movies {
  const rest = new Map(movies);
  rest.delete(id);
  return rest;
}

function only(ids: Iterable<string>, movies: Movies): Movies {
  return new Map([...ids].flatMap((id) => (movies.has(id) ? [[id, movies.get(id) ?? {}]] : [])));
}

function textOf(movies: Movies): string {
  return JSON.stringify(
    [...movies].sort(([one], [other]) => (one < other ? -1 : 1)).map(([id, fields]) => [id, answerText(fields)]),
  );
}

function problemOf(before: Movies, operations: readonly Operation[], after: Movies): string {
  const byBegin = operations.toSorted((one, other) => one.begin - other.begin);
  const lines = byBegin.map(({ action, begin, end, answer }) => {
    const movies = action.kind === 'import' ? { ...action, movies: Object.fromEntries(action.movies) } : action;
    return `${begin}-${end} ${JSON.stringify(movies)}: ${JSON.stringify(answer ?? 'no answer')}`;
  });
  return ['No order explains:', `before ${textOf(before)}`, ...lines, `after ${textOf(after)}`].join('\n');
}
