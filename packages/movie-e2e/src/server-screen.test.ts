import { writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { runInProcess } from 'movie-client/testing';
import { run, TemporaryFolder } from 'test-kit';
import { serverCommand, startServer } from './testing/server-process.js';

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

test('a write that a read-only server refuses is the line of the call', async () => {
  using folder = new TemporaryFolder();
  const database = folder.write('movies.json', '{"movies": [{"id": "a", "title": "A"}]}');
  await using server = await startServer(['--database', database, '--log-format', 'pretty', '--read-only']);
  expect(await runInProcess(['update', 'a', '--rating', '5'], server)).toMatchObject({ code: 4 });
  await server.program.kill('SIGTERM');
  const [, call, next] = server.program.stdout.split('\n');
  expect(call).toMatch(/^WARN: \/movie\.v1\.MovieService\/UpdateMovie FAILED_PRECONDITION \{"reason":"READ_ONLY",/);
  expect(next).toMatch(/^SIGTERM/);
});

test('a database that can not be read at the start is one line: where it is, what is wrong, what to do', async () => {
  using folder = new TemporaryFolder();
  const broken = folder.write('broken.json', '{"movies": [\n  {"id": "a" "title": "A"}\n]}');
  const missing = folder.file('missing.json');
  const messages = new Map([
    [broken, `The database ${broken} can't be used: it is not JSON: ${FAULT}. Fix the file.`],
    [
      missing,
      `The database ${missing} can't be read: there is no such file. Name another, or create it with {"movies": []}.`,
    ],
    [folder.path, `The database ${folder.path} can't be read: it is a folder. Name the file in it.`],
  ]);
  for (const [database, message] of messages) {
    const ending = await run(serverCommand[0], [serverCommand[1], '--port', '0', '--database', database]);
    expect(ending).toEqual({ code: 1, stdout: '', stderr: `movie-server: ${message}\n` });
  }
});
