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
  const look: Decide<number> = (get) => {
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

test('nobody is answered before the turn ends, and then everybody is', () => {
  const outcomes = new Outcomes();
  const refusal = new Error('No.');
  const refuse: Decide<never> = () => {
    throw refusal;
  };
  const decisions = [changing('changed', { id: 'b', after: B }), changing('looked'), refuse];
  const turn = new Turn(
    moviesOf(A),
    decisions.map((decide, index) => outcomes.writeOf<unknown>(index, decide)),
  );
  expect(outcomes.settled.size).toBe(0);
  turn.answer();
  expect([...outcomes.settled.values()]).toEqual(['changed', 'looked', refusal]);
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
  const refuse: Decide<never> = (get) => {
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
  new Turn(moviesOf(A), left).answer();
  expect(outcomes.settled.get(1)).toEqual(new Error('It saw undefined.'));
  expect(outcomes.settled.get(2)).toBe('unchanged');
});

test('each write has an outcome of its own, and those that saw what is not durable are decided again', () => {
  const outcomes = new Outcomes();
  const failure = new StoreError('NO_SPACE', 'Full.');
  const changes = ['b', 'c', 'd'].map((id) => changing(id, { id, after: sampleMovie(id) }));
  const [first = changing(''), second = changing(''), third = changing('')] = changes;
  const decisions = [first, changing('saw b'), second, changing('saw c'), third];
  const writes = decisions.map((decide, index) => outcomes.writeOf(index, decide));
  const again = new Turn(moviesOf(A), writes).settle(['durable', failure, 'stale']);
  expect([...outcomes.settled]).toEqual([
    [0, 'b'],
    [1, 'saw b'],
    [2, failure],
  ]);
  expect(again).toEqual([writes[3], writes[4]]);
});
