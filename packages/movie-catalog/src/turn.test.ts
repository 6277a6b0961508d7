import { expect, test } from '@jest/globals';
import type { Movie } from './movie.js';
import { type Decide, type MovieUpdate, StoreError } from './store.js';
import { sampleMovie } from './testing/sample-movie.js';
import { Turn, type WaitingWrite } from './turn.js';

const A = sampleMovie('a');
const B = sampleMovie('b');

/** What became of the writes of a turn, by their index. */
class Outcomes {
  readonly settled = new Map<number, unknown>();

  writeOf<T>(index: number, decide: Decide<T>): WaitingWrite<T> {
    const settle = (outcome: unknown) => this.settled.set(index, outcome);
    return { decide, resolve: settle, reject: settle };
  }
}

function moviesOf(...movies: Movie[]): ReadonlyMap<string, Movie> {
  return new Map(movies.map((movie) => [movie.id, movie]));
}

function changing<T>(result: T, ...changes: MovieUpdate[]): Decide<T> {
  return () => ({ changes, result });
}

test('each write sees the ones before it, and no movie changes until they are published', () => {
  const movies = moviesOf(A);
  const outcomes = new Outcomes();
  const seen: (Movie | undefined)[] = [];
  const look: Decide<number> = ({ get }) => {
    seen.push(get('a'), get('b'));
    return { changes: [], result: 0 };
  };
  const decisions = [look, changing(1, { id: 'a', after: undefined }, { id: 'b', after: B }), look];
  const turn = new Turn(
    movies,
    decisions.map((decide, index) => outcomes.writeOf(index, decide)),
  );
  expect(seen).toEqual([A, undefined, undefined, B]);
  expect(movies).toEqual(moviesOf(A));
  expect(turn.commits).toEqual([
    [
      { id: 'a', before: A, after: undefined },
      { id: 'b', before: undefined, after: B },
    ],
  ]);
});

test('a write walks through the movies as the ones before it leave them, in the order that they will have', () => {
  const [d, e] = [sampleMovie('d'), sampleMovie('e')];
  const movies = new Map(moviesOf(A, B, sampleMovie('c')));
  const better = { ...A, title: 'Better' };
  const walks: Movie[][] = [];
  const walk: Decide<undefined> = ({ values }) => {
    walks.push([...values()]);
    return { changes: [], result: undefined };
  };
  const batches = [
    [
      { id: 'd', after: d },
      { id: 'e', after: e },
      { id: 'a', after: better },
    ],
    [
      { id: 'b', after: undefined },
      { id: 'd', after: undefined },
    ],
    [
      { id: 'd', after: d },
      { id: 'a', after: undefined },
      { id: 'a', after: A },
    ],
    [{ id: 'e', after: { ...e, title: 'New' } }],
  ];
  const decisions = batches.flatMap((changes) => [changing(undefined, ...changes), walk]);
  const writes = [walk, ...decisions].map((decide, index) => new Outcomes().writeOf(index, decide));
  const turn = new Turn(movies, writes);
  const expected: Movie[][] = [[...movies.values()]];
  for (const changes of turn.commits) {
    for (const { id, after } of changes) {
      if (after) movies.set(id, after);
      else movies.delete(id);
    }
    expected.push([...movies.values()]);
  }
  expect(walks).toEqual(expected);
  expect(walks.at(-1)?.map(({ id }) => id)).toEqual(['c', 'e', 'd', 'a']);
});

test('nobody is answered before the turn ends, and then everybody is', () => {
  const outcomes = new Outcomes();
  const refusal = new Error('No.');
  const refuse: Decide<never> = () => {
    throw refusal;
  };
  const decisions = [changing('changed', { id: 'b', after: B }), changing('looked'), refuse];
  decisions.push(changing('changed again', { id: 'b', after: undefined }));
  const turn = new Turn(
    moviesOf(A),
    decisions.map((decide, index) => outcomes.writeOf<unknown>(index, decide)),
  );
  expect(outcomes.settled.size).toBe(0);
  turn.answer({ epoch: 'e', revision: 7 });
  expect([...outcomes.settled.values()]).toEqual([
    { result: 'changed', commit: { epoch: 'e', revision: 8 } },
    { result: 'looked', commit: undefined },
    refusal,
    { result: 'changed again', commit: { epoch: 'e', revision: 9 } },
  ]);
});

test('a turn may reject just the write with the most changes', () => {
  const outcomes = new Outcomes();
  const writes = [
    outcomes.writeOf(0, changing('small', { id: 'a', after: undefined })),
    outcomes.writeOf(1, changing('large', { id: 'b', after: B }, { id: 'a', after: A })),
    outcomes.writeOf(2, changing('looked')),
  ];
  const failure = new Error('The disk is full.');
  const left = new Turn(moviesOf(A), writes).failLargest(failure);
  expect([...outcomes.settled]).toEqual([[1, failure]]);
  expect(left).toEqual([writes[0], writes[2]]);
});

test('a turn that fails rejects the writes that change something, and gives the others back', () => {
  const outcomes = new Outcomes();
  const refuse: Decide<never> = ({ get }) => {
    throw new Error(`It saw ${get('b')?.id}.`);
  };
  const writes = [
    outcomes.writeOf(0, changing('created', { id: 'b', after: B })),
    outcomes.writeOf(1, refuse),
    outcomes.writeOf(2, changing('unchanged', { id: 'a', after: { ...A } })),
  ];
  const failure = new Error('The disk is full.');
  const left = new Turn(moviesOf(A), writes).fail(failure);
  expect([...outcomes.settled]).toEqual([[0, failure]]);
  expect(left).toEqual([writes[1], writes[2]]);
  new Turn(moviesOf(A), left).answer({ epoch: 'e', revision: 7 });
  expect(outcomes.settled.get(1)).toEqual(new Error('It saw undefined.'));
  expect(outcomes.settled.get(2)).toEqual({ result: 'unchanged', commit: undefined });
});

test('each write has an outcome of its own, and those that saw what is not durable are decided again', () => {
  const outcomes = new Outcomes();
  const failure = new StoreError('NO_SPACE', 'Full.');
  const commit = { epoch: 'e', revision: 8 };
  const changes = ['b', 'c', 'd'].map((id) => changing(id, { id, after: sampleMovie(id) }));
  const [first = changing(''), second = changing(''), third = changing('')] = changes;
  const decisions = [first, changing('saw b'), second, changing('saw c'), third];
  const writes = decisions.map((decide, index) => outcomes.writeOf(index, decide));
  const again = new Turn(moviesOf(A), writes).settle([commit, failure, 'stale']);
  expect([...outcomes.settled]).toEqual([
    [0, { result: 'b', commit }],
    [1, { result: 'saw b', commit: undefined }],
    [2, failure],
  ]);
  expect(again).toEqual([writes[3], writes[4]]);
});
