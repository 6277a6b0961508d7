import { expect, test } from '@jest/globals';
import { RunningProcess } from 'test-kit';
import { CatalogProcess } from './testing/catalog-process.js';
import { repository } from './testing/repository.js';

// As `pnpm start web` does.
const DEVELOP = 'packages/movie-web/scripts/develop.js';

test('the development server serves the page from its sources, and passes its calls to a running server', async () => {
  await using server = await CatalogProcess.start([{ id: 'up', title: 'Up' }]);
  const env = { MOVIE_SERVER: `http://${server.address}`, NO_COLOR: '1' };
  await using development = new RunningProcess(process.execPath, [DEVELOP], { cwd: repository, env });
  const [, url] = await development.printed(/(http:\/\/localhost:\d+)\//);
  const page = await fetch(`${url}/`);
  expect(await page.text()).toContain('/@vite/client');
  const script = await fetch(`${url}/src/main.tsx`);
  expect(await script.text()).toContain('sourceMappingURL');
  // A write, as the page's own origin.
  const answer = await fetch(`${url}/movie.v1.MovieService/DeleteMovie`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: String(url) },
    body: '{"id": "up"}',
  });
  const body = { revision: expect.any(String) };
  expect({ status: answer.status, body: await answer.json() }).toEqual({ status: 200, body });
});
