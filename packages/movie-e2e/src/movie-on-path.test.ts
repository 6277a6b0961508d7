import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { run, TemporaryFolder } from 'test-kit';
import { CatalogProcess } from './testing/catalog-process.js';
import { repository } from './testing/repository.js';

test('install:movie puts movie on the path, and it works in any folder', async () => {
  await using server = await CatalogProcess.start([{ id: 'a', title: 'A', rating: 1 }]);
  using home = new TemporaryFolder();
  const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(repository, 'package.json'), 'utf8'),
  );
  const [build, ...install] = scripts['install:movie']?.split(' && ') ?? [];
  // The tests are built already.
  expect(build).toBe('tsc -b');
  const prefix = home.file('global');
  const installed = await run('sh', ['-c', install.join(' && ')], {
    cwd: repository,
    // It is a link, which needs no registry.
    env: { HOME: home.path, NPM_CONFIG_PREFIX: prefix, NPM_CONFIG_OFFLINE: 'true' },
  });
  expect(installed).toMatchObject({ code: 0 });
  const coverage = home.file('coverage');
  const env = {
    PATH: [join(prefix, 'bin'), process.env['PATH']].join(delimiter),
    MOVIE_ADDRESS: server.address,
    // Node writes there which files it has run.
    NODE_V8_COVERAGE: coverage,
  };
  const listed = await run('sh', ['-c', 'movie list'], { cwd: home.path, env });
  expect(listed).toEqual({ code: 0, stdout: 'a\tA\t1\t\t\t\t\n', stderr: '' });
  const [written = ''] = readdirSync(coverage);
  const { result }: { readonly result: readonly { readonly url: string }[] } = JSON.parse(
    readFileSync(join(coverage, written), 'utf8'),
  );
  const loaded = result.map(({ url }) => url);
  expect(loaded).toContainEqual(expect.stringMatching(/\/bundle-[^/]+\/run-program\.js$/));
  // The bundle is all there is of it.
  const few = /\/movie-client\/dist\/(main\.js|bundle\.js|bundle-[^/]+\/[^/]+)$/;
  expect(loaded.filter((url) => url.startsWith('file:') && !few.test(url))).toEqual([]);
});
