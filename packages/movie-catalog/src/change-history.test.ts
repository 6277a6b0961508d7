import { expect, test } from '@jest/globals';
import { ChangeHistory, type CommittedChanges, type HistoryOptions, type Position } from './change-history.js';
import { CatalogReloadedError, PositionLostError, WatcherTooSlowError } from './history-errors.js';
import { randomFrom } from './testing/random-from.js';
import { sampleMovie } from './testing/sample-movie.js';

const LOADED: Position = { epoch: 'this', revision: 7, digest: 'at load' };

/** A history with as many commits as `sizes` has numbers, each of as many changes as its number says. */
function historyOf(sizes: readonly number[], options?: HistoryOptions): ChangeHistory {
  const history = new ChangeHistory(options);
  history.start(LOADED);
  for (const size of sizes) append(history, size);
  return history;
}

function append(history: ChangeHistory, size = 1): void {
  const revision = history.position.revision + 1;
  const change = { id: `${revision}`, before: undefined, after: sampleMovie(`${revision}`) };
  history.append({ position: positionAt(revision), time: 0, changes: Array.from({ length: size }, () => change) });
}

function positionAt(revision: number): Position {
  return { ...LOADED, revision, digest: revision === LOADED.revision ? LOADED.digest : `after ${revision}` };
}

async function take(watcher: AsyncGenerator<CommittedChanges, void>, count: number): Promise<number[]> {
  const revisions: number[] = [];
  while (revisions.length < count) {
    const { value } = await watcher.next();
    if (value === undefined) break;
    revisions.push(value.position.revision);
  }
  return revisions;
}

test('a watcher gets every commit after its position, and then each new one', async () => {
  const history = historyOf([1, 2, 3]);
  const watcher = history.watch(positionAt(8));
  expect(await take(watcher, 2)).toEqual([9, 10]);
  const next = watcher.next();
  append(history);
  append(history);
  expect((await next).value?.position).toEqual(positionAt(11));
  expect(await take(watcher, 1)).toEqual([12]);
});

test('all watchers get the same object', async () => {
  const history = historyOf([]);
  const waiting = Array.from({ length: 1_000 }, () => history.watch(LOADED).next());
  append(history);
  const received = await Promise.all(waiting);
  expect(new Set(received.map(({ value }) => value)).size).toBe(1);
});

test('an abort ends a watcher that waits, one that has more to take, and one that has not begun', async () => {
  const history = historyOf([1]);
  const waiting = new AbortController();
  const next = history.watch(positionAt(8), waiting.signal).next();
  waiting.abort();
  expect(await next).toEqual({ done: true, value: undefined });
  expect(await take(history.watch(LOADED, waiting.signal), 1)).toEqual([]);

  const taking = new AbortController();
  const watcher = history.watch(LOADED, taking.signal);
  append(history);
  expect(await take(watcher, 1)).toEqual([8]);
  taking.abort();
  expect(await take(watcher, 1)).toEqual([]);
});

test('closing ends all watchers, those that begin later too', async () => {
  const history = historyOf([]);
  const next = history.watch(LOADED).next();
  history.close();
  expect((await next).done).toBe(true);
  expect((await history.watch(LOADED).next()).done).toBe(true);
});

test('a watcher that is cut at random and resumes sees 10,000 commits once each, in order', async () => {
  const random = randomFrom(1);
  const history = historyOf([], { historySize: 500 });
  const seen: number[] = [];
  let position: Position = LOADED;
  let unwritten = 10_000;
  const write = (count: number) => {
    // Never so many that the watcher can't keep up.
    const room = 200 - (history.position.revision - position.revision);
    for (let left = Math.min(count, room, unwritten); left > 0; left--, unwritten--) append(history);
  };
  while (seen.length < 10_000) {
    const connection = new AbortController();
    const watcher = history.watch(position, connection.signal);
    for (let pulls = random(100); pulls > 0; pulls--) {
      const next = watcher.next();
      write(random(4));
      if (position.revision === history.position.revision) connection.abort();
      const { value } = await next;
      if (value === undefined) break;
      position = value.position;
      seen.push(position.revision);
    }
    connection.abort();
    write(random(100));
  }
  expect(seen).toEqual(Array.from({ length: 10_000 }, (_, index) => 8 + index));
});

test('a position is lost once its next change is no longer kept, and valid until then', async () => {
  const history = historyOf(Array(10).fill(1), { historySize: 10 });
  expect(await take(history.watch(LOADED), 10)).toHaveLength(10);
  append(history);
  expect(() => history.watch(LOADED)).toThrow(PositionLostError);
  expect(await take(history.watch(positionAt(8)), 10)).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17, 18]);
});

test.each<[string, Position]>([
  ['in the future', positionAt(11)],
  ['before the beginning', positionAt(6)],
  ['no whole number', { ...positionAt(9), revision: 8.5 }],
  ['of other content at its revision', { ...positionAt(9), digest: 'another' }],
  ['of another epoch with other content', { epoch: 'other', revision: 7, digest: 'another' }],
  ['of another epoch with content as it is now, not as at load', { ...positionAt(10), epoch: 'other' }],
])('a position is lost if it is %s', (_, position) => {
  expect(() => historyOf([1, 1, 1]).watch(position)).toThrow(PositionLostError);
});

test('a position of another epoch with the content of load goes on from there, while that is kept', async () => {
  const earlier = { epoch: 'earlier', revision: 4_711, digest: LOADED.digest };
  const history = historyOf([1, 1], { historySize: 2 });
  expect(await take(history.watch(earlier), 2)).toEqual([8, 9]);
  append(history);
  expect(() => history.watch(earlier)).toThrow(PositionLostError);
});

test('a watcher resumes within the commits that were there at the start, as far as they are kept', async () => {
  const commits = historyOf([1, 1, 1]);
  const earlier = await Promise.all(
    [7, 8, 9].map(async (revision) => {
      const { value } = await commits.watch(positionAt(revision)).next();
      if (value === undefined) throw new Error(`No commit comes after ${revision}.`);
      return value;
    }),
  );
  const history = new ChangeHistory({ historySize: 2 });
  history.start(positionAt(10), earlier, LOADED);
  expect(history.position).toEqual(positionAt(10));
  append(history);
  expect(await take(history.watch(positionAt(9)), 2)).toEqual([10, 11]);
  expect(() => history.watch(LOADED)).toThrow(PositionLostError);
  expect(await take(history.watch({ ...positionAt(10), epoch: 'other' }), 1)).toEqual([11]);
});

test('a new start ends all watchers, and those that resume go on', async () => {
  const history = historyOf([1, 1]);
  const [waiting, behind] = [history.watch(positionAt(9)), history.watch(positionAt(7))];
  const next = waiting.next();
  history.start(positionAt(9));
  await expect(next).rejects.toThrow(CatalogReloadedError);
  await expect(behind.next()).rejects.toThrow(CatalogReloadedError);
  append(history);
  expect(await take(history.watch(positionAt(9)), 1)).toEqual([10]);
});

test('a watcher that does not take what comes is too slow, and resumes where it was', async () => {
  const history = historyOf([1], { historySize: 100, maxLag: 20 });
  const watcher = history.watch(LOADED);
  expect(await take(watcher, 1)).toEqual([8]);
  for (let count = 0; count < 21; count++) append(history);
  await expect(watcher.next()).rejects.toThrow(WatcherTooSlowError);
  expect(await take(history.watch(positionAt(8)), 21)).toHaveLength(21);
});

test('a watcher that is as late as it may be gets everything', async () => {
  const history = historyOf([1], { historySize: 100, maxLag: 20 });
  const watcher = history.watch(LOADED);
  expect(await take(watcher, 1)).toEqual([8]);
  for (let count = 0; count < 20; count++) append(history);
  expect(await take(watcher, 20)).toHaveLength(20);
});

test('a watcher whose next commit is gone is too slow, even if it may be that late', async () => {
  const history = historyOf([1], { historySize: 10, maxLag: 1_000 });
  const watcher = history.watch(LOADED);
  for (let count = 0; count < 11; count++) append(history);
  await expect(watcher.next()).rejects.toThrow(WatcherTooSlowError);
});

test('what was there when a watcher began does not make it too slow', async () => {
  const history = historyOf(Array(90).fill(1), { historySize: 100, maxLag: 20 });
  const watcher = history.watch(LOADED);
  for (let count = 0; count < 10; count++) append(history);
  expect(await take(watcher, 100)).toHaveLength(100);
});

test('a burst that wakes a watcher does not make it too slow', async () => {
  const history = historyOf([], { historySize: 100, maxLag: 20 });
  const watcher = history.watch(LOADED);
  const next = watcher.next();
  for (let count = 0; count < 50; count++) append(history);
  await next;
  expect(await take(watcher, 49)).toHaveLength(49);
});

test('commits larger than the history reach a watcher that is a little late, and one that resumes', async () => {
  const history = historyOf([1], { historySize: 100, maxLag: 50 });
  const watcher = history.watch(LOADED);
  expect(await take(watcher, 1)).toEqual([8]);
  for (const size of [1, 1_000, 1]) append(history, size);
  expect(await take(watcher, 3)).toEqual([9, 10, 11]);
  expect(await take(history.watch(LOADED), 4)).toEqual([8, 9, 10, 11]);
});

test('large commits are not all kept', () => {
  const history = historyOf(Array(5).fill(1_000), { historySize: 100 });
  expect(() => history.watch(LOADED)).toThrow(PositionLostError);
});

test('a commit is found by its revision as long as it is kept, and the newest always, whole', () => {
  const history = historyOf([1, 1, 1, 1], { historySize: 3, maxLag: 1_000 });
  const found = () => Array.from({ length: 7 }, (_, index) => history.commit(6 + index)?.changes.length);
  expect(found()).toEqual([undefined, undefined, undefined, 1, 1, 1, undefined]);
  append(history, 20_000);
  expect(found().at(-1)).toBe(20_000);
  expect(history.commit(12)).toBe(history.commits.at(-1));
  expect(history.commit(10.5)).toBeUndefined();
});

test('a commit that is not the next one is refused', () => {
  const history = historyOf([]);
  expect(() => history.append({ position: positionAt(9), time: 0, changes: [] })).toThrow('revision 9 after 7');
});

test('an option that is not a whole number from 1 is refused by name', () => {
  expect(() => historyOf([], { historySize: 0 })).toThrow('historySize must be a whole number from 1, and is 0.');
  expect(() => historyOf([], { maxLag: 1.5 })).toThrow('maxLag must be a whole number from 1, and is 1.5.');
});
