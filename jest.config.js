import { availableParallelism } from 'node:os';

/** Runs what `tsc -b` built; nothing is transformed, so a test is checked by the same compiler as the code. */
export default {
  // Without <rootDir>, which jest escapes wrongly where the path has brackets.
  testMatch: ['**/packages/*/dist/**/*.test.js'],
  filter: '<rootDir>/jest.filter.cjs',
  transform: {},
  testRunner: '<rootDir>/packages/test-kit/dist/jest-runner.js',
  globalSetup: '<rootDir>/packages/test-kit/dist/jest-setup.js',
  globalTeardown: '<rootDir>/packages/test-kit/dist/jest-teardown.js',
  // The slow tests wait for other processes about half of their time; as many as there are cores would leave cores idle.
  maxWorkers: availableParallelism() + 2,
  // Above what the slowest takes on a busy machine: a test that hangs must fail, and a slow one must not.
  testTimeout: 120_000,
  // By default half a second, in which a worker with nothing left open doesn't always end on a busy machine.
  workerGracefulExitTimeout: 10_000,
};
