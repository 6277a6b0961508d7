import { mkdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { RunningProcess, run, runBuf } from 'test-kit';
import { followPage, pageText } from './testing/page-edits.js';
import { RepositoryCopy } from './testing/repository-copy.js';

const PAGE = 'start-from-this.md';
const OWN = 'A repository of your own';

test('what is left after the page is a repository that builds, checks, tests and serves the reader’s service', async () => {
  using copy = await RepositoryCopy.make();
  await copy.type('new-service', 'book.v1.LendingService');
  await followPage(copy, PAGE, 'A call of your own in five minutes');

  const [, commands = ''] = /^```sh\n(.*?)^```$/ms.exec(pageText(PAGE, OWN)) ?? [];
  expect(await run('sh', ['-e', '-c', commands], { cwd: copy.path('.') })).toMatchObject({ code: 0, stderr: '' });
  mkdirSync(copy.path('packages/movie-server/src/testing'));
  await followPage(copy, PAGE, OWN);
  await copy.type('generate');
  await copy.type('build');
  expect(await copy.type('check')).not.toContain('movie-v1');
  expect(await copy.type('test', 'lending-v1')).toMatch(/^Tests: +2 passed, 2 total$/m);
  expect(await copy.type('start')).not.toContain('movie');

  await copy.type('new-service', 'book.v1.ShelfService');
  await copy.type('check');
  const main = copy.path('packages/movie-server/dist/main.js');
  await using server = new RunningProcess(process.execPath, [main], { env: { PORT: '0' } });
  const [, address] = await server.printed(/Listening on (\S+:\d+)/);
  const call = async (path: string) => {
    const url = `http://${address}/book.v1.${path}`;
    return await runBuf(['curl', '--protocol', 'grpc', '--http2-prior-knowledge', '--data', '{"id": "7"}', url]);
  };
  expect(JSON.parse((await call('LendingService/GetLending')).stdout)).toEqual({ id: '7', text: 'Ann has it.' });
  expect(JSON.parse((await call('ShelfService/GetShelf')).stderr)).toMatchObject({ code: 'unimplemented' });
});
