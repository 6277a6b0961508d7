import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { run } from 'test-kit';
import { repository } from './testing/repository.js';

test.each([
  ['packages/movie-proto/scripts/generate.js', /^--chek is not an option; the options are --check and --grpc\.\n$/],
  ['packages/dev-tools/src/check.js', /^There is no group --chek; the groups are stubs, contract and code\.\n$/],
  ['packages/movie-bench/dist/main.js', /^bench: Unknown option '--chek'.*\n$/],
])('%s does nothing with an option that it does not have', async (script, message) => {
  const { code, stdout, stderr } = await run(process.execPath, [join(repository, script), '--chek']);
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
});
