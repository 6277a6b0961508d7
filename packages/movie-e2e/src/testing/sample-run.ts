import type { Action, Answer, Fields, Known, Movies, Operation } from './history.js';
import type { Change, RecordedRun, Seen } from './recorded-run.js';

export const OLD = { title: 'Old', director: 'Director of Old' };
export const A = { title: 'A', director: 'Director of A' };
export const A2 = { title: 'A2', director: 'Director of A' };
export const B = { title: 'B', director: 'Director of B' };
export const B2 = { title: 'B', director: 'Director of B2' };
export const C = { title: 'C', director: 'Director of C' };
export const D = { title: 'D', director: 'Director of D' };
export const ZERO = { title: '0' };
export const ONE = { title: '1 by one' };
export const TWO = { title: '2 by other' };

const known = (fields: Fields): Known => ({ etag: 'etag', fields });
export const create = (id: string, fields: Fields): Action => ({ kind: 'create', id, fields });
export const remove = (id: string, fields: Fields): Action => ({ kind: 'delete', id, known: known(fields) });
export const importOf = (mode: 'create' | 'upsert', movies: Record<string, Fields>): Action => ({
  kind: 'import',
  mode,
  movies: moviesOf(movies),
});
export const count = (from: Fields, fields: Fields): Action => ({
  kind: 'update',
  id: 'count',
  fields,
  known: known(from),
});

/** An operation that began and ended at these times; without an answer if it never ended. */
export function at(begin: number, end: number, action: Action, answer?: Answer): Operation {
  return { action, begin, end, answer };
}

export function change(kind: Change['kind'], id: string, fields: Fields): Change {
  return { kind, id, fields };
}

function moviesOf(movies: Record<string, Fields>): Movies {
  return new Map(Object.entries(movies));
}

export const BEFORE = { old: OLD, count: ZERO };
export const AFTER = { old: OLD, count: TWO, b: B2, c: C };
export const OPERATIONS: readonly Operation[] = [
  at(0, 1, create('a', A), A),
  at(2, 5, { kind: 'update', id: 'a', fields: { title: 'A2' } }, A2),
  at(3, 4, importOf('upsert', { b: B, c: C }), 'done'),
  at(6, 9, remove('a', A2), 'done'),
  at(7, 8, remove('a', A2), 'refused'),
  at(10, Infinity, { kind: 'update', id: 'b', fields: { director: 'Director of B2' } }),
  at(11, Infinity, create('d', D)),
  at(12, 13, create('c', D), 'refused'),
  at(14, 15, importOf('create', { b: D, e: D }), 'refused'),
  at(16, 17, create('f', D), 'unchanged'),
  at(18, 20, count(ZERO, ONE), ONE),
  at(19, 21, count(ZERO, { title: '1 by other' }), 'refused'),
  at(22, 23, count(ONE, TWO), TWO),
  at(24, 25, { kind: 'get', id: 'a' }, A),
  at(26, 27, { kind: 'get', id: 'a' }, 'refused'),
];
export const CHANGES: readonly Change[] = [
  change('created', 'a', A),
  change('created', 'b', B),
  change('created', 'c', C),
  change('updated', 'a', A2),
  change('deleted', 'a', A2),
  change('updated', 'count', ONE),
  change('updated', 'b', B2),
  change('updated', 'count', TWO),
];

/** What a watcher sees: what was before, a checkpoint, the changes. */
export function seen(changes: readonly Seen[]): readonly Seen[] {
  const existing = Object.entries(BEFORE).map(([id, fields]): Seen => ({ kind: 'existing', id, fields }));
  return [...existing, { kind: 'checkpoint', size: existing.length }, ...changes];
}

/** A run in which all watchers saw the changes. */
export function runOf(
  changes: readonly Seen[],
  operations = OPERATIONS,
  after: Record<string, Fields> = AFTER,
): RecordedRun {
  const byId = Object.fromEntries(Object.entries(after).sort());
  const served = { address: 'one', watched: moviesOf(after), listed: moviesOf(byId) };
  return {
    before: moviesOf(BEFORE),
    counters: new Set(['count']),
    operations,
    watchers: [seen(changes), seen(changes)],
    served: [served, { ...served, address: 'other' }],
  };
}

/** A run in which all was right, for tests to make wrong ones of. */
export const RUN = runOf(CHANGES);

/** The run, but its second watcher saw this. */
export function otherSaw(changes: readonly Seen[]): RecordedRun {
  return { ...RUN, watchers: [seen(CHANGES), seen(changes)] };
}

/** The run, but its second server serves this. */
export function otherServes(
  movies: Record<string, Fields>,
  listed = Object.fromEntries(Object.entries(movies).sort()),
) {
  const [one] = RUN.served;
  const other = { address: 'other', watched: moviesOf(movies), listed: moviesOf(listed) };
  return { ...RUN, served: one ? [one, other] : [other] };
}

/** The operations, with others in place of those that began at these times. */
export function replaced(...others: readonly Operation[]): readonly Operation[] {
  return OPERATIONS.map((operation) => others.find(({ begin }) => begin === operation.begin) ?? operation);
}

const LAST = CHANGES.length - 1;
export const withLast: (last: Change) => readonly Change[] = (last) => CHANGES.with(LAST, last);
export const swapped = CHANGES.with(0, change('created', 'b', B)).with(1, change('created', 'a', A));
