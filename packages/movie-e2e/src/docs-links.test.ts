import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
const PAGES = [
  '.',
  'docs',
  'docs/fr',
  ...readdirSync(join(REPOSITORY, 'packages')).map((name) => `packages/${name}`),
].flatMap((folder) =>
  readdirSync(join(REPOSITORY, folder))
    .filter(isPage)
    .map((name) => join(folder, name)),
);

test.each(PAGES)('%s names only files and sections that exist', (page) => {
  const text = readFileSync(join(REPOSITORY, page), 'utf8');
  expect([...brokenLinks(page, text), ...missingPaths(text)]).toEqual([]);
});

test('links and paths are checked', () => {
  const text = '[a](gone.md) [b](README.md#gone) [c](#gone) `packages/gone` `movie-server/src/gone.ts`';
  expect(brokenLinks('README.md', text)).toEqual(['gone.md', 'README.md#gone', '#gone']);
  expect(missingPaths(text)).toEqual(['packages/gone', 'movie-server/src/gone.ts']);
});

function isPage(name: string): boolean {
  return name.endsWith('.md');
}

/** The relative links of a page whose file or section doesn't exist. */
function brokenLinks(page: string, text: string): string[] {
  const links = [...text.matchAll(/\]\((?!\w+:)([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    const [path = '', section] = link.split('#');
    const file = join(REPOSITORY, path === '' ? page : join(dirname(page), decodeURI(path)));
    if (!existsSync(file)) return true;
    return section !== undefined && !sectionsOf(readFileSync(file, 'utf8')).includes(section);
  });
}

/** The sections of a page, by the names that GitHub gives their links. */
function sectionsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The paths of packages that a page names, such as `packages/movie-proto` or `grpc-host/src/call.ts`. */
function missingPaths(text: string): string[] {
  const paths = [...text.matchAll(/\b(?:packages\/|(?:(?:grpc|movie)-[a-z]+|test-kit)\/src\/)[a-z0-9][\w./-]*/g)].map(
    ([path]) => path.replace(/\.+$/, ''),
  );
  // A page may have a reader make files: their whole text is there, below their names.
  const made = [...text.matchAll(/^\*\*`([^`\n]+)`\*\*\n\n```(?!diff)/gm)].map(([, path = '']) => path);
  const full = (path: string) => join(REPOSITORY, path.startsWith('packages/') ? path : `packages/${path}`);
  return paths.filter((path) => !made.some((file) => file.startsWith(path)) && !existsSync(full(path)));
}
