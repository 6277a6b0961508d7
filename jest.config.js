/** Runs what `tsc -b` built; nothing is transformed, so a test is checked by the same compiler as the code. */
export default {
  testMatch: ['<rootDir>/packages/*/dist/**/*.test.js'],
  transform: {},
};
