import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { RunningCommand } from 'movie-client/testing';
import { CatalogServer } from './testing/catalog-server.js';
import { replayPage } from './testing/replay-page.js';
import { repository } from './testing/repository.js';

const read = (file: string) => readFileSync(join(repository, file), 'utf8');

/** A text with the same time, and the same database in names of writes, wherever it is from. */
function same(text: string): string {
  return text.replace(/^\d\d:\d\d:\d\d/gm, 'TIME').replace(/\b(\d+)-[0-9a-f]{8}\b(?!-)/g, '$1-DATABASE');
}

test('the session of docs/session.md goes as it says', async () => {
  const page = read('docs/session.md');
  const { movies } = JSON.parse(read('databases/movies.json'));
  await using server = await CatalogServer.start(movies);
  await using watch = new RunningCommand(['watch'], { address: server.address, columns: 100 });
  await watch.printed(/Watching/);
  expect(same(await replayPage(page, server))).toBe(same(page));

  await watch.printed(/deleted/);
  const { stdout, stderr } = await watch.interrupt();
  const [, watched = ''] = /```console watch\n\$ movie watch\n(.*?)```/s.exec(page) ?? [];
  expect(same(stderr + stdout)).toBe(same(watched));
});

test('docs/your-own-catalog.md makes a catalog of a spreadsheet as it says', async () => {
  const page = read('docs/your-own-catalog.md');
  await using server = await CatalogServer.start([]);
  server.folder.write('films.csv', read('databases/films.csv'));
  await using watch = new RunningCommand(['watch'], { address: server.address, columns: 100 });
  await watch.printed(/Watching/);
  expect(same(await replayPage(page, server))).toBe(same(page));

  await watch.printed(/3\.6 → not rated/);
  const { stdout, stderr } = await watch.interrupt();
  const [, started = ''] = /```console watch\n\$ movie watch\n(.*?)```/s.exec(page) ?? [];
  const [, watched = ''] = /```console watched\n(.*?)```/s.exec(page) ?? [];
  expect(same(stderr + stdout)).toBe(same(started + watched));
});
