/** Runs what `tsc -b` built; nothing is transformed, so a test is checked by the same compiler as the code. */
export default {
  // Without <rootDir>, which jest escapes wrongly where the path has brackets.
  testMatch: ['**/packages/*/dist/**/*.test.js'],
  filter: '<rootDir>/jest.filter.cjs',
  transform: {},
  globalSetup: '<rootDir>/packages/test-kit/dist/jest-setup.js',
  globalTeardown: '<rootDir>/packages/test-kit/dist/jest-teardown.js',
  // The slow tests wait for other processes; jest's own choice would leave one of two cores idle.
  maxWorkers: '100%',
  // Above what the slowest takes on a busy machine: a test that hangs must fail, and a slow one must not.
  testTimeout: 120_000,
};
