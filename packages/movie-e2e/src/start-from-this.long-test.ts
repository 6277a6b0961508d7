import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { RunningProcess, run, runBuf } from 'test-kit';
import { followPage, pageText } from './testing/page-edits.js';
import { brokenLinks, missingPaths } from './testing/page-links.js';
import { RepositoryCopy } from './testing/repository-copy.js';

const PAGE = 'start-from-this.md';
const OWN = 'A repository of your own';

test('what is left after the page is a repository that builds, checks, tests and serves the reader’s service', async () => {
  using copy = await RepositoryCopy.make({ withTests: true });
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
  expect(await copy.type('test:long', '--listTests')).toContain('grpc-host');
  expect(await copy.type('start')).not.toContain('movie');
  expect(JSON.parse(await copy.read('package.json'))).toMatchObject({ name: 'books', description: 'Lends books' });
  expect(await deadLinks(copy)).toEqual([]);

  expect(await copy.type('new-service', 'book.v1.ShelfService')).not.toContain('docs/');
  await copy.type('check');
  const main = copy.path('packages/movie-server/dist/main.js');
  await using server = new RunningProcess(process.execPath, [main], { env: { PORT: '0' } });
  const [, address = ''] = await server.printed(/Listening on (\S+:\d+)/);
  const call = async (path: string) => {
    const url = `http://${address}/book.v1.${path}`;
    return await runBuf(['curl', '--protocol', 'grpc', '--http2-prior-knowledge', '--data', '{"id": "7"}', url]);
  };
  expect(JSON.parse((await call('LendingService/GetLending')).stdout)).toEqual({ id: '7', text: 'Ann has it.' });
  expect(JSON.parse((await call('ShelfService/GetShelf')).stderr)).toMatchObject({ code: 'unimplemented' });

  const url = `http://${address}/book.v1.LendingService/GetLending`;
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: '{"id": "7"}' });
  expect(await answer.json()).toEqual({ id: '7', text: 'Ann has it.' });
  const { info, paths } = await (await fetch(`http://${address}/openapi.json`)).json();
  expect({ title: info.title, paths: Object.keys(paths) }).toMatchObject({
    title: 'Books',
    paths: expect.arrayContaining(['/book.v1.LendingService/GetLending']),
  });

  for (const [port, why] of [
    [address.slice(address.lastIndexOf(':') + 1), 'listen EADDRINUSE: address already in use'],
    ['abc', 'options.port should be >= 0 and < 65536'],
  ] as const) {
    const { code, stdout, stderr } = await run(process.execPath, [main], { env: { PORT: port } });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).msg),
    ).toEqual([expect.stringContaining(`The server can't listen on port ${port}: ${why}`)]);
  }
  expect(await server.kill('SIGTERM')).toMatchObject({ code: 0, stdout: expect.stringContaining('Stopped.') });
});

/** What the pages of a repository name, and it doesn't have. */
async function deadLinks(copy: RepositoryCopy): Promise<string[]> {
  const folders = ['.', ...readdirSync(copy.path('packages')).map((name) => `packages/${name}`)];
  const pages = folders.flatMap((folder) =>
    readdirSync(copy.path(folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  );
  expect(pages).toContain('packages/grpc-host/README.md');
  const root = copy.path('.');
  const read = pages.map(async (page) => [page, await copy.read(page)] as const);
  return (await Promise.all(read)).flatMap(([page, text]) =>
    [...brokenLinks(root, page, text), ...missingPaths(root, text)].map((link) => `${page}: ${link}`),
  );
}
