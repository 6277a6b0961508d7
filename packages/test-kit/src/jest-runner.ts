import hooks, { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { setGlobals } from './jest-globals.js';

type RunArgs = [config: unknown, project: unknown, environment: unknown, runtime: object, ...rest: unknown[]];
type RunFile = (...args: RunArgs) => Promise<unknown>;

register('./jest-globals-hook.js', import.meta.url);
const require = createRequire(import.meta.url);
// Jest types its own runner nowhere.
const { default: runWithJest }: { default: RunFile } = require('jest-circus/runner');

/** Those that the running test file has made. */
const storages = new Set<AsyncLocalStorage<unknown>>();

class NotedStorage<T> extends AsyncLocalStorage<T> {
  constructor() {
    super();
    storages.add(this);
  }
}

Object.assign(hooks, { AsyncLocalStorage: NotedStorage });

/**
 * Jest's `testRunner`: its own, but Node loads the modules, once for all test files of a process. Jest would load and
 * compile them again for each, a quarter of the CPU of a run, and as if they were of another program: `Error` would not
 * be the class of Node's errors.
 *
 * Test files share what modules keep, such as caches. Each has the environment variables of the run.
 */
export default async function runTestFile(...args: RunArgs): Promise<unknown> {
  const [, , , runtime] = args;
  const variables = { ...process.env };
  Object.assign(runtime, {
    requireInternalModule: requireAnew,
    setGlobalsForRuntime: setGlobals,
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: (file: string) => import(pathToFileURL(file).href),
  });
  try {
    return await runWithJest(...args);
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
    Object.assign(process.env, variables);
    // Jest leaves one in use for every file, and Node before 24 writes to all in use for every promise.
    for (const storage of storages) storage.disable();
    storages.clear();
  }
}

/** Jest's module keeps the tests of one file, and its list of handlers those of every file before. */
function requireAnew(path: string): unknown {
  delete require.cache[path];
  Reflect.deleteProperty(globalThis, Symbol.for('EVENT_HANDLERS'));
  return require(path);
}
