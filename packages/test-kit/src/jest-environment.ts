import hooks, { AsyncLocalStorage } from 'node:async_hooks';
import { TestEnvironment as NodeEnvironment } from 'jest-environment-node';

/** Those that the running test file has made. */
const made = new Set<AsyncLocalStorage<unknown>>();

class NotedStorage<T> extends AsyncLocalStorage<T> {
  constructor() {
    super();
    made.add(this);
  }
}

Object.assign(hooks, { AsyncLocalStorage: NotedStorage });

/**
 * Jest's `testEnvironment`: that of Node, less what slows down each test file by those before it. Jest makes an
 * AsyncLocalStorage for every file and leaves it in use, and Node before 24 writes to all in use for every promise.
 */
export default class TestEnvironment extends NodeEnvironment {
  override async teardown(): Promise<void> {
    await super.teardown();
    for (const storage of made) storage.disable();
    made.clear();
  }
}
