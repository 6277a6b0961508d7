import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { RunningProcess, TemporaryFolder } from 'test-kit';
import { startServer } from './testing/server-process.js';

const IMPORTER = fileURLToPath(new URL('./testing/server-import-forever.js', import.meta.url));

test('an import whose caller is killed keeps nothing', async () => {
  using folder = new TemporaryFolder();
  const database = folder.write('movies.json', '{"movies": []}');
  await using server = await startServer(['--database', database]);
  await using importer = new RunningProcess(process.execPath, [IMPORTER, server.address]);
  await importer.printed(/^1000$/m);
  await importer.kill();
  await server.program.printed(/ImportMovies (CANCELLED|INVALID_ARGUMENT)/);
  expect(readFileSync(database, 'utf8')).toBe('{"movies": []}');
});
