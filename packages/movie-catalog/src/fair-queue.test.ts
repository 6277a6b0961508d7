import { setImmediate } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { FairQueue } from './fair-queue.js';

/** Work that says when it is done, and ends when the test wants it to. */
function startedWork(done: string[], name: string) {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const work = async () => {
    done.push(name);
    await ended;
  };
  return { work, end };
}

const record = (done: string[], name: string) => async () => {
  done.push(name);
};

test('callers take turns, however many pieces of work one of them has', async () => {
  const queue = new FairQueue();
  const done: string[] = [];
  const many = ['a1', 'a2', 'a3', 'a4'].map((name) => queue.run(record(done, name), { caller: 'a' }));
  const few = ['b1', 'b2'].map((name) => queue.run(record(done, name), { caller: 'b' }));
  await Promise.all([...many, ...few, queue.run(record(done, 'c1'), { caller: 'c' })]);
  expect(done).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
});

test('one piece of work is done at a time', async () => {
  const queue = new FairQueue();
  const done: string[] = [];
  const first = startedWork(done, 'first');
  const second = startedWork(done, 'second');
  const running = [queue.run(first.work), queue.run(second.work), queue.run(record(done, 'third'))];
  expect(done).toEqual(['first']);
  first.end();
  await running[0];
  await setImmediate();
  expect(done).toEqual(['first', 'second']);
  second.end();
  await Promise.all(running);
  expect(done).toEqual(['first', 'second', 'third']);
});

test('other work runs between two pieces, however short they are', async () => {
  const queue = new FairQueue();
  const done: string[] = [];
  const other = setImmediate().then(() => done.push('other'));
  await Promise.all([queue.run(record(done, 'first')), queue.run(record(done, 'second')), other]);
  expect(done).toEqual(['first', 'other', 'second']);
});

test('work that nobody waits for any more is not done, and holds up nobody', async () => {
  const queue = new FairQueue();
  const done: string[] = [];
  const first = startedWork(done, 'first');
  const running = queue.run(first.work);
  const { signal, abort } = aborter();
  const left = [1, 2, 3].map((n) => queue.run(record(done, `left ${n}`), { signal, caller: 'a' }));
  const stayed = queue.run(record(done, 'stayed'), { caller: 'a' });
  abort();
  for (const each of left) await expect(each).rejects.toThrow('left');
  await expect(queue.run(record(done, 'late'), { signal })).rejects.toThrow('left');
  first.end();
  await Promise.all([running, stayed]);
  expect(done).toEqual(['first', 'stayed']);
});

test('work that fails lets the next be done', async () => {
  const queue = new FairQueue();
  const fails = queue.run(() => Promise.reject(new Error('failed')));
  const next = queue.run(async () => 'next');
  await expect(fails).rejects.toThrow('failed');
  expect(await next).toBe('next');
});

function aborter() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort(new Error('left')) };
}
