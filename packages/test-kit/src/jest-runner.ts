import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { setGlobals } from './jest-globals.js';

type RunArgs = [config: unknown, project: unknown, environment: object, runtime: object, ...rest: unknown[]];
type RunFile = (...args: RunArgs) => Promise<unknown>;

register('./jest-globals-hook.js', import.meta.url);
const require = createRequire(import.meta.url);
// Jest types its own runner nowhere.
const { default: runWithJest }: { default: RunFile } = require('jest-circus/runner');

/**
 * Jest's `testRunner`: its own, but Node loads the modules, once for all test files of a process. Jest would load and
 * compile them again for each, a fifth of the CPU of a run, and as if they were of another program: `Error` would not be
 * the class of Node's errors.
 *
 * Test files share what modules keep, such as caches. Each has the environment variables of the run.
 */
export default async function runTestFile(...args: RunArgs): Promise<unknown> {
  const [, , environment, runtime] = args;
  const variables = { ...process.env };
  let state = {};
  let handlers = 0;
  Object.assign(environment, {
    handleTestEvent: (_event: object, ofFile: object) => {
      state = ofFile;
    },
  });
  Object.assign(runtime, {
    requireInternalModule: (path: string): unknown => {
      const loaded: unknown = require(path);
      handlers = eventHandlers().length;
      return loaded;
    },
    setGlobalsForRuntime: setGlobals,
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: (file: string) => import(pathToFileURL(file).href),
  });
  try {
    return await runWithJest(...args);
  } finally {
    // Jest adds some for each test file.
    eventHandlers().length = handlers;
    empty(state);
    for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
    Object.assign(process.env, variables);
  }
}

function eventHandlers(): unknown[] {
  return Reflect.get(globalThis, Symbol.for('EVENT_HANDLERS'));
}

/** Makes what Jest keeps of a test file, such as its tests, as it was before. */
function empty(state: object): void {
  // Another copy of what runs the tests, whose handlers would come first if it were loaded before.
  const { getState, resetState }: typeof import('jest-circus') = require('jest-circus');
  resetState();
  Object.assign(state, getState());
}
