import { expect, test } from '@jest/globals';
import { RepositoryCopy } from './testing/repository-copy.js';
import { makeAdditions, takeOutAdditions } from './testing/tutorial-additions.js';

/** What calls the tutorial's service, compares its client's output, or lists calls. */
const TESTS = [
  'movie-proto/',
  'movie-client/',
  'movie-server/dist/services/(tutorial|error-reasons)',
  '/tutorial',
  'e2e/dist/(main|python|readme|openapi|commands)',
];

test('the tests pass with the call that section 8 of docs/tutorial.md adds', async () => {
  using copy = await RepositoryCopy.make({ withTests: true });
  await takeOutAdditions(copy);
  await makeAdditions(copy);
  expect(await copy.pnpm('generate')).toMatchObject({ code: 0 });
  const skipped = ['--testPathIgnorePatterns', 'tutorial-walk'];
  await using tests = copy.start(['test', ...TESTS, ...skipped], { longestMs: 590_000 });
  tests.endInput();
  const { code, stdout, stderr } = await tests.ended;
  expect({ code, output: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, output: '' });
});
