import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { openJsonFile } from '../stores/json-file.js';
import { removeTemporaryFolders, temporaryFolder } from '../stores/testing/temporary-folder.js';
import { bufCurl } from './testing/buf-curl.js';
import { closeServers, startServer } from './testing/catalog-server.js';

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));
const EXAMPLE = /```console\n\$ buf curl -d '([^\n]*)' \$SERVICE\/(\w+)\n(.*?)```/gs;

afterEach(closeServers);
afterEach(removeTemporaryFolders);

test('the examples of docs/catalog.md answer what the page says', async () => {
  const database = join(temporaryFolder(), 'movies.json');
  copyFileSync(join(REPOSITORY, 'databases/movies.json'), database);
  const { port } = await startServer({ store: openJsonFile(database) });
  const examples = [...readFileSync(join(REPOSITORY, 'docs/catalog.md'), 'utf8').matchAll(EXAMPLE)];
  expect(examples).toHaveLength(6);
  for (const [, request = '', method = '', answer] of examples) {
    expect(await bufCurl(port, method, '-d', request)).toEqual({ exitCode: 0, stdout: answer, stderr: '' });
  }
});
