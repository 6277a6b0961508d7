import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { watchFile } from './file-watch.js';
import { EventLog } from './testing/event-log.js';
import { removeTemporaryFolders, temporaryFolder } from './testing/temporary-folder.js';

afterEach(removeTemporaryFolders);

function newFile(): string {
  const path = join(temporaryFolder(), 'movies.json');
  writeFileSync(path, '');
  return path;
}

/** How long it takes until the file is looked at after something is done, in milliseconds. */
async function timeToLook(path: string, act: () => void): Promise<number> {
  const looks = new EventLog<'look'>();
  const stop = watchFile(path, () => looks.add('look'));
  const begun = performance.now();
  act();
  await looks.first(() => true);
  stop();
  return performance.now() - begun;
}

test('a file is looked at as soon as it is written or replaced', async () => {
  const path = newFile();
  expect(await timeToLook(path, () => writeFileSync(path, 'changed'))).toBeLessThan(450);
  writeFileSync(`${path}.new`, 'new');
  expect(await timeToLook(path, () => renameSync(`${path}.new`, path))).toBeLessThan(450);
});

test('a file is looked at within a second though nothing tells of a change', async () => {
  const time = await timeToLook(newFile(), () => undefined);
  expect(time).toBeGreaterThan(450);
  expect(time).toBeLessThan(1_000);
});
