import { expect, test } from '@jest/globals';
import { IDLE, withIdle } from './idle.js';

/** Values that come when the test says so. */
class Source {
  readonly #resolvers: ((result: IteratorResult<number>) => void)[] = [];
  returned = false;

  next(): Promise<IteratorResult<number>> {
    return new Promise((resolve) => this.#resolvers.push(resolve));
  }

  async return(): Promise<IteratorResult<number>> {
    this.returned = true;
    return { done: true, value: undefined };
  }

  give(value: number): void {
    this.#resolvers.shift()?.({ done: false, value });
  }

  end(): void {
    this.#resolvers.shift()?.({ done: true, value: undefined });
  }
}

test('gives IDLE again and again while nothing comes, and then what comes', async () => {
  const source = new Source();
  const values = withIdle(source, 5);
  expect([await values.next(), await values.next()].map(({ value }) => value)).toEqual([IDLE, IDLE]);
  source.give(7);
  expect((await values.next()).value).toBe(7);
});

test('gives what comes in time, in order, and ends with its source', async () => {
  const source = new Source();
  const values = withIdle(source, 60_000);
  for (const value of [1, 2, 3]) {
    const next = values.next();
    source.give(value);
    expect((await next).value).toBe(value);
  }
  const last = values.next();
  source.end();
  expect((await last).done).toBe(true);
});

test('ends its source when the reader leaves', async () => {
  const source = new Source();
  for await (const value of withIdle(source, 1)) {
    expect(value).toBe(IDLE);
    break;
  }
  expect(source.returned).toBe(true);
});

test('throws what its source throws', async () => {
  const source = { next: () => Promise.reject(new Error('lost')) };
  await expect(withIdle(source, 5).next()).rejects.toThrow('lost');
});
