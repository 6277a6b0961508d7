import { describe, expect, test } from '@jest/globals';
import type { Action, Answer, Fields, Movies, Operation } from './history.js';
import { unexplained } from './unexplained.js';

const OLD = { title: 'Old', rating: 1 };
const NEW = { title: 'New', rating: 2 };
const OTHER = { title: 'Other', rating: 3 };

const create = (id: string, fields: Fields = NEW): Action => ({ kind: 'create', id, fields });
const update = (id: string, fields: Fields = NEW, from?: Fields): Action => ({
  kind: 'update',
  id,
  fields,
  ...known(from),
});
const remove = (id: string, from?: Fields): Action => ({ kind: 'delete', id, ...known(from) });
const known = (fields?: Fields) => (fields ? { known: { etag: '', fields } } : {});
const get = (id: string): Action => ({ kind: 'get', id });
const upsert = (movies: Record<string, Fields>): Action => ({
  kind: 'import',
  mode: 'upsert',
  movies: moviesOf(movies),
});
const importNew = (movies: Record<string, Fields>): Action => ({
  kind: 'import',
  mode: 'create',
  movies: moviesOf(movies),
});

/** An operation that began and ended at these times. */
function at(begin: number, end: number, action: Action, answer: Answer): Operation {
  return { action, begin, end, answer };
}

/** An operation whose answer was lost. */
function lost(begin: number, action: Action): Operation {
  return { action, begin, end: Infinity, answer: undefined };
}

function moviesOf(movies: Record<string, Fields>): Movies {
  return new Map(Object.entries(movies));
}

interface Case {
  readonly name: string;
  readonly before?: Record<string, Fields>;
  readonly operations?: readonly Operation[];
  readonly after?: Record<string, Fields>;
}

function check({ before = {}, operations = [], after = {} }: Case): string[] {
  return unexplained(moviesOf(before), operations, moviesOf(after));
}

const WRONG: readonly Case[] = [
  { name: 'a lost create', operations: [at(0, 1, create('a'), NEW)] },
  { name: 'a lost update', before: { a: OLD }, operations: [at(0, 1, update('a'), NEW)], after: { a: OLD } },
  { name: 'a resurrected delete', before: { a: OLD }, operations: [at(0, 1, remove('a'), 'done')], after: { a: OLD } },
  {
    name: 'a movie that an earlier update replaced again',
    before: { a: OLD },
    operations: [at(0, 1, update('a', OTHER), OTHER), at(2, 3, update('a'), NEW)],
    after: { a: OTHER },
  },
  {
    name: 'the field of an update that a later one of another field took back',
    before: { a: OLD },
    operations: [
      at(0, 1, update('a', { title: 'New' }), { ...OLD, title: 'New' }),
      at(2, 3, update('a', { rating: 2 }), NEW),
    ],
    after: { a: { ...OLD, rating: 2 } },
  },
  { name: 'half a movie of a lost create', operations: [lost(0, create('a'))], after: { a: { title: 'New' } } },
  {
    name: 'half an update without an answer',
    before: { a: OLD },
    operations: [lost(0, update('a'))],
    after: { a: { ...OLD, title: 'New' } },
  },
  { name: 'half an import', operations: [at(0, 1, upsert({ a: NEW, b: NEW }), 'done')], after: { a: NEW } },
  { name: 'half an import without an answer', operations: [lost(0, upsert({ a: NEW, b: NEW }))], after: { b: NEW } },
  {
    name: 'two imports that are each half there',
    operations: [at(0, 2, upsert({ a: OLD, b: OLD }), 'done'), at(1, 3, upsert({ a: NEW, b: NEW }), 'done')],
    after: { a: OLD, b: NEW },
  },
  {
    name: 'a movie that a refused import left',
    before: { a: OLD },
    operations: [at(0, 1, importNew({ a: NEW, b: NEW }), 'refused')],
    after: { a: OLD, b: NEW },
  },
  { name: 'a create that was refused for nothing', operations: [at(0, 1, create('a'), 'refused')] },
  {
    name: 'two creates of one movie',
    operations: [at(0, 2, create('a', OLD), OLD), at(1, 3, create('a'), NEW)],
    after: { a: NEW },
  },
  { name: 'a movie from nowhere', after: { a: NEW } },
  { name: 'a movie that vanished while nobody wrote', before: { a: OLD } },
  {
    name: 'a movie that changed while others were written',
    before: { a: OLD, b: OLD },
    operations: [at(0, 1, update('b'), NEW)],
    after: { a: NEW, b: NEW },
  },
  { name: 'a read of what was not durable', operations: [lost(0, create('a')), at(1, 2, get('a'), NEW)] },
  {
    name: 'a read of what an update had replaced before',
    before: { a: OLD },
    operations: [at(0, 1, update('a'), NEW), at(2, 3, get('a'), OLD)],
    after: { a: NEW },
  },
  {
    name: 'an update of a version that was replaced',
    before: { a: OLD },
    operations: [at(0, 1, update('a', OTHER), OTHER), at(2, 3, update('a', NEW, OLD), NEW)],
    after: { a: NEW },
  },
  {
    name: 'a deletion of a version that was refused for nothing',
    before: { a: OLD },
    operations: [at(0, 1, remove('a', OLD), 'refused')],
    after: { a: OLD },
  },
  {
    name: 'a create that changed nothing and was made',
    operations: [at(0, 1, create('a'), 'unchanged')],
    after: { a: NEW },
  },
  {
    name: 'an effect before its operation began',
    operations: [at(0, 1, get('a'), NEW), lost(2, create('a'))],
    after: { a: NEW },
  },
];

const RIGHT: readonly Case[] = [
  { name: 'nothing' },
  { name: 'movies that nobody wrote', before: { a: OLD }, after: { a: OLD } },
  { name: 'fields in another order', before: { a: OLD }, after: { a: { rating: 1, title: 'Old' } } },
  { name: 'a create without an answer that was made', operations: [lost(0, create('a'))], after: { a: NEW } },
  { name: 'a create without an answer that was not made', operations: [lost(0, create('a'))] },
  { name: 'a create that changed nothing', operations: [at(0, 1, create('a'), 'unchanged')] },
  {
    name: 'writes of versions that are still there and that are not',
    before: { a: OLD },
    operations: [
      at(0, 1, update('a', NEW, OLD), NEW),
      at(2, 3, update('a', OTHER, OLD), 'refused'),
      at(4, 5, remove('a', OLD), 'refused'),
      at(6, 7, remove('a', NEW), 'done'),
    ],
  },
  {
    name: 'a write without an answer that was made after later ones',
    before: { a: OLD },
    operations: [lost(0, update('a')), at(1, 2, update('a', OTHER), OTHER), at(3, 4, get('a'), OTHER)],
    after: { a: NEW },
  },
  {
    name: 'two updates at the same time, in either order',
    before: { a: OLD },
    operations: [at(0, 3, update('a', OTHER), OTHER), at(1, 2, update('a'), NEW)],
    after: { a: OTHER },
  },
  {
    name: 'two imports at the same time, in either order',
    operations: [at(0, 2, upsert({ a: OLD, b: OLD }), 'done'), at(1, 3, upsert({ a: NEW, b: NEW }), 'done')],
    after: { a: OLD, b: OLD },
  },
  {
    name: 'a movie that was made, read, changed, deleted, refused and imported',
    operations: [
      at(0, 1, create('a', OLD), OLD),
      at(2, 3, get('a'), OLD),
      at(4, 5, update('a', { title: 'New' }), { ...OLD, title: 'New' }),
      at(6, 7, create('a'), 'refused'),
      at(8, 9, remove('a'), 'done'),
      at(10, 11, remove('a'), 'refused'),
      at(12, 13, importNew({ a: OTHER, b: NEW }), 'done'),
      at(14, 15, importNew({ a: OTHER, c: NEW }), 'refused'),
    ],
    after: { a: OTHER, b: NEW },
  },
];

describe('unexplained', () => {
  test.each(WRONG)('finds $name', (history) => {
    expect(check(history)).toHaveLength(1);
  });

  test.each(RIGHT)('explains $name', (history) => {
    expect(check(history)).toEqual([]);
  });

  test('finds each of several problems, and shows the operations of each', () => {
    const operations = [at(0, 1, create('a'), NEW), at(2, 3, create('b'), NEW), at(4, 5, create('c'), NEW)];
    const [first, second, ...others] = check({ name: 'two of three are lost', operations, after: { b: NEW } });
    expect(first).toContain('0-1 {"kind":"create","id":"a"');
    expect(second).toContain('4-5 {"kind":"create","id":"c"');
    expect(others).toEqual([]);
  });
});
