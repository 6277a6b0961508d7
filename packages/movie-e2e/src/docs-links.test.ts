import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { brokenLinks, missingPaths } from './testing/page-links.js';
import { repository } from './testing/repository.js';

const PAGES = [
  '.',
  'docs',
  'docs/fr',
  ...readdirSync(join(repository, 'packages')).map((name) => `packages/${name}`),
].flatMap((folder) =>
  readdirSync(join(repository, folder))
    .filter(isPage)
    .map((name) => join(folder, name)),
);

test.each(PAGES)('%s names only files and sections that exist', (page) => {
  const text = readFileSync(join(repository, page), 'utf8');
  expect([...brokenLinks(repository, page, text), ...missingPaths(repository, text)]).toEqual([]);
});

test('links and paths are checked', () => {
  const text = '[a](gone.md) [b](README.md#gone) [c](#gone) `packages/gone` `movie-server/src/gone.ts`';
  expect(brokenLinks(repository, 'README.md', text)).toEqual(['gone.md', 'README.md#gone', '#gone']);
  expect(missingPaths(repository, text)).toEqual(['packages/gone', 'movie-server/src/gone.ts']);
});

function isPage(name: string): boolean {
  return name.endsWith('.md');
}
