import { describe, expect, test } from '@jest/globals';
import { feedProblems } from './feed-problems.js';
import type { RecordedRun } from './recorded-run.js';
import {
  A,
  A2,
  AFTER,
  at,
  B,
  B2,
  BEFORE,
  C,
  CHANGES,
  change,
  count,
  create,
  D,
  importOf,
  OLD,
  ONE,
  OPERATIONS,
  otherSaw,
  otherServes,
  RUN,
  remove,
  replaced,
  runOf,
  seen,
  swapped,
  TWO,
  withLast,
  ZERO,
} from './sample-run.js';

const WRONG: readonly (readonly [name: string, run: RecordedRun, problem: string])[] = [
  ['a change that one watcher missed', otherSaw(CHANGES.toSpliced(3, 1)), 'Watcher 1 saw for change 4: deleted a'],
  ['the last change missing for one watcher', otherSaw(CHANGES.slice(0, -1)), 'Watcher 1 saw for change 8: nothing'],
  [
    'a change that one watcher saw twice',
    otherSaw(CHANGES.toSpliced(2, 0, ...CHANGES.slice(2, 3))),
    'saw for change 4',
  ],
  ['changes in another order for one watcher', otherSaw(swapped), 'Watcher 1 saw for change 1: created b'],
  ['another content for one watcher', otherSaw(withLast(change('updated', 'count', ONE))), 'saw for change 8'],
  ['a lost token', otherSaw([...CHANGES, { kind: 'restart' }]), 'Watcher 1 lost its resume token.'],
  [
    'a checkpoint of another size',
    otherSaw([...CHANGES, { kind: 'checkpoint', size: 5 }]),
    'Watcher 1 saw a count of 5 movies where 4 are.',
  ],
  [
    'a watcher that began with other movies',
    { ...RUN, watchers: [seen(CHANGES), [{ kind: 'checkpoint', size: 2 }, ...CHANGES]] },
    'Watcher 1 began with other movies',
  ],
  [
    'a lost acknowledged create',
    runOf(CHANGES, [...OPERATIONS, at(28, 29, create('g', D), D)]),
    'A write was acknowledged and is not in the feed: 28-29',
  ],
  [
    'a lost acknowledged update',
    runOf(CHANGES.toSpliced(3, 2, change('deleted', 'a', A)), replaced(at(6, 9, remove('a', A), 'done'))),
    'A write was acknowledged and is not in the feed: 2-5',
  ],
  [
    'two acknowledged deletions of one movie',
    runOf(CHANGES, replaced(at(7, 8, remove('a', A2), 'done'))),
    'A write was acknowledged and is not in the feed',
  ],
  [
    'a lost acknowledged import',
    runOf(CHANGES.toSpliced(1, 2).toSpliced(4, 1), replaced(at(12, 13, create('c', D))), { old: OLD, count: TWO }),
    'A write was acknowledged and is not in the feed: 3-4',
  ],
  [
    'half an acknowledged import',
    runOf(CHANGES.toSpliced(2, 1), replaced(at(12, 13, create('c', D))), { old: OLD, count: TWO, b: B2 }),
    'A write is in the feed by half: 3-4',
  ],
  [
    'half an import without an answer',
    runOf(
      CHANGES.toSpliced(2, 1),
      replaced(at(3, Infinity, importOf('upsert', { b: B, c: C })), at(12, 13, create('c', D))),
      { old: OLD, count: TWO, b: B2 },
    ),
    'A write is in the feed by half: 3-Infinity',
  ],
  [
    'an import in two pieces',
    runOf(CHANGES.toSpliced(2, 1).toSpliced(3, 0, change('created', 'c', C))),
    'A write is in the feed in several pieces: 3-4',
  ],
  [
    'a write that was made twice',
    runOf(
      [...CHANGES, change('updated', 'b', B), change('updated', 'b', B2)],
      [...OPERATIONS, at(28, 29, { kind: 'update', id: 'b', fields: { director: 'Director of B' } }, B)],
    ),
    'A write is in the feed 2 times: 10-Infinity',
  ],
  [
    'a refused write that was made',
    runOf([...CHANGES, change('created', 'd', D)], replaced(at(11, 28, create('d', D), 'refused')), { ...AFTER, d: D }),
    'A write was refused and is in the feed: 11-28',
  ],
  [
    'a write that changed nothing and was made',
    runOf([...CHANGES, change('created', 'f', D)], OPERATIONS, { ...AFTER, f: D }),
    'A write was unchanged and is in the feed: 16-17',
  ],
  [
    'an answer with other fields',
    runOf(CHANGES, replaced(at(2, 5, { kind: 'update', id: 'a', fields: { title: 'A2' } }, { ...A2, rating: 1 }))),
    'A write is in the feed with other fields',
  ],
  [
    'half an update',
    runOf(withLast(change('updated', 'b', { ...B2, title: '' })), OPERATIONS, { ...AFTER, count: ONE }),
    'No write makes the change 8',
  ],
  [
    'an update that took back another of another field',
    runOf(
      [...CHANGES, change('updated', 'b', { title: 'B3', director: 'Director of B' })],
      [...OPERATIONS, at(28, Infinity, { kind: 'update', id: 'b', fields: { title: 'B3' } })],
      { ...AFTER, b: { title: 'B3', director: 'Director of B' } },
    ),
    'No write makes the change 9',
  ],
  ['a change from nowhere', runOf([...CHANGES, change('created', 'g', D)], OPERATIONS, { ...AFTER, g: D }), 'No write'],
  ['a movie that was created twice', runOf([...CHANGES, ...CHANGES.slice(2, 3)]), 'No write makes the change 9'],
  [
    'a movie that was deleted with other values',
    runOf(CHANGES.with(4, change('deleted', 'a', A))),
    'No write makes the change 5',
  ],
  [
    'a counter that lost an update',
    runOf(
      withLast(change('updated', 'count', { title: '1 by other' })),
      replaced(
        at(19, 21, count(ZERO, { title: '1 by other' }), { title: '1 by other' }),
        at(22, 23, { kind: 'get', id: 'a' }),
      ),
      { ...AFTER, count: { title: '1 by other' } },
    ),
    'The counter count went from 1 to 1.',
  ],
  [
    'a counter that jumps, whatever wrote it',
    runOf(
      withLast(change('updated', 'count', { title: '3 by other' })),
      replaced(at(22, 23, count(ONE, { title: '3 by other' }), { title: '3 by other' })),
      { ...AFTER, count: { title: '3 by other' } },
    ),
    'The counter count went from 1 to 3.',
  ],
  [
    'a write ahead of one that was acknowledged before it began',
    runOf([...CHANGES.slice(1, 3), ...CHANGES.slice(0, 1), ...CHANGES.slice(3)]),
    'A write is in the feed after one that began later: 0-1',
  ],
  [
    'a write without an answer that was made before it began',
    runOf([...CHANGES.slice(0, 3), ...CHANGES.slice(6, 7), ...CHANGES.slice(3, 6), ...CHANGES.slice(7)]),
    'A write is in the feed after one that began later: 2-5',
  ],
  [
    'a write ahead of one that was acknowledged before it began, with another in between',
    runOf(
      [...CHANGES, change('created', 'i', D), change('created', 'h', C), change('created', 'g', B)],
      [...OPERATIONS, at(28, 29, create('g', B), B), at(27, 32, create('h', C), C), at(30, 31, create('i', D), D)],
      { ...AFTER, i: D, h: C, g: B },
    ),
    'A write is in the feed after one that began later: 28-29',
  ],
  [
    'an update of a version that was replaced',
    runOf(
      [...CHANGES, change('updated', 'count', { title: '3' })],
      [...OPERATIONS, at(28, 29, count(ONE, { title: '3' }), { title: '3' })],
      { ...AFTER, count: { title: '3' } },
    ),
    'No write makes the change 9',
  ],
  [
    'a create of a movie that was there',
    runOf([...CHANGES, change('created', 'c', D)], [...OPERATIONS, at(28, 29, create('c', D), D)], { ...AFTER, c: D }),
    'No write makes the change 9',
  ],
  [
    'an import of new movies that replaced one',
    runOf([...CHANGES, change('updated', 'c', D)], [...OPERATIONS, at(28, 29, importOf('create', { c: D }), 'done')], {
      ...AFTER,
      c: D,
    }),
    'No write makes the change 9',
  ],
  [
    'a create that was refused for a movie that came later',
    runOf(
      [...CHANGES, change('created', 'd', D)],
      [...OPERATIONS, at(28, 29, create('d', OLD), 'refused'), at(30, 31, create('d', D), D)],
      { ...AFTER, d: D },
    ),
    'An operation was refused for nothing: 28-29',
  ],
  [
    'a create that was refused for a movie that was gone',
    runOf(CHANGES, [...OPERATIONS, at(28, 29, create('a', D), 'refused')]),
    'An operation was refused for nothing: 28-29',
  ],
  [
    'an update that was refused for a movie that was there',
    runOf(CHANGES, [...OPERATIONS, at(28, 29, { kind: 'update', id: 'b', fields: D }, 'refused')]),
    'An operation was refused for nothing: 28-29',
  ],
  [
    'an update that was refused although the movie had not changed',
    runOf(CHANGES, [...OPERATIONS, at(28, 29, count(TWO, { title: '3' }), 'refused')]),
    'An operation was refused for nothing: 28-29',
  ],
  [
    'an import that was refused for nothing',
    runOf(CHANGES, [...OPERATIONS, at(28, 29, importOf('create', { a: D, f: D }), 'refused')]),
    'An operation was refused for nothing: 28-29',
  ],
  [
    'a read of what was never made',
    runOf(CHANGES, [...OPERATIONS, at(28, 29, { kind: 'get', id: 'd' }, D)]),
    'An operation gave what no change made: 28-29',
  ],
  ['a server that ends without a movie', otherServes({ old: OLD, count: TWO, b: B2 }), 'other serves'],
  ['a server that ends with an older movie', otherServes({ ...AFTER, b: B }), 'other serves'],
  ['a server that ends in another order', otherServes({ old: OLD, b: B2, count: TWO, c: C }), 'other serves'],
  ['a server that lists other movies', otherServes(AFTER, { b: B2, c: C, count: TWO }), 'other lists'],
  ['servers that all end without the last change', runOf(CHANGES, OPERATIONS, { ...AFTER, count: ONE }), 'one serves'],
];

describe('feedProblems', () => {
  test('finds none in a right run', () => {
    expect(feedProblems(RUN)).toEqual([]);
  });

  test('finds none where nothing happened', () => {
    expect(feedProblems(runOf([], [], BEFORE))).toEqual([]);
  });

  test.each(WRONG)('finds %s', (_, run, problem) => {
    expect(feedProblems(run)).toContainEqual(expect.stringContaining(problem));
  });

  test.each<[string, RecordedRun]>([
    [
      'a write without an answer that was made late',
      runOf([...CHANGES, change('created', 'd', D)], OPERATIONS, { ...AFTER, d: D }),
    ],
    [
      'two writes at the same time in either order',
      runOf([...CHANGES.slice(0, 1), ...CHANGES.slice(3, 4), ...CHANGES.slice(1, 3), ...CHANGES.slice(4)]),
    ],
    [
      'a checkpoint in the middle',
      otherSaw([...CHANGES.slice(0, 3), { kind: 'checkpoint', size: 5 }, ...CHANGES.slice(3)]),
    ],
  ])('accepts %s', (_, run) => {
    expect(feedProblems(run)).toEqual([]);
  });
});
