import { writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { runInProcess } from 'movie-client/testing';
import { TemporaryFolder } from 'test-kit';
import { startServer } from './testing/server-process.js';

const FAULT = 'line 2 column 14 has a string where "," or "}" should be';

test.each([
  ['one process', []],
  ['workers', ['--workers', '2']],
])('a broken edit is one line on the screen of the server, and so is each refused write: %s', async (_, args) => {
  using folder = new TemporaryFolder();
  const database = folder.write('movies.json', '{"movies": []}');
  await using server = await startServer(['--database', database, '--log-format', 'pretty', ...args]);
  writeFileSync(database, '{"movies": [\n  {"id": "a" "title": "A"}\n]}');
  await server.program.printed(/^ERROR: /m);
  for (const title of ['B', 'C']) {
    const { code, stderr } = await runInProcess(['add', '--title', title], server);
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr:
        'movie: The database was edited into something that the server cannot read. Until it is fixed, writes are ' +
        `refused: it is not JSON: ${FAULT}.\n`,
    });
  }
  // A worker's lines come by way of the primary.
  await server.program.printed(/(?:^WARN: .*\n){2}/m);
  await server.program.kill('SIGTERM');
  const [, edit, ...rest] = server.program.stdout.split('\n');
  expect(edit).toContain(`movies.json can't be used: it is not JSON: ${FAULT}. Fix the file.`);
  const refused = expect.stringMatching(
    /^WARN: (\[\d\] )?\/movie\.v1\.MovieService\/CreateMovie FAILED_PRECONDITION \{"reason":"DATABASE_BROKEN",.{0,60}$/,
  );
  expect(rest.slice(0, 2)).toEqual([refused, refused]);
  expect(rest[2]).toMatch(/SIGTERM/);
});
