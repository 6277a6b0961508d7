import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The relative links of a page whose file or section doesn't exist. */
export function brokenLinks(root: string, page: string, text: string): string[] {
  const prose = text.replace(/^```.*?^```$/gms, '');
  const links = [...prose.matchAll(/\]\((?!\w+:)([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    const [path = '', section] = link.split('#');
    const file = join(root, path === '' ? page : join(dirname(page), decodeURI(path)));
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
export function missingPaths(root: string, text: string): string[] {
  const paths = [...text.matchAll(/\b(?:packages\/|(?:(?:grpc|movie)-[a-z]+|test-kit)\/src\/)[a-z0-9][\w./-]*/g)].map(
    ([path]) => path.replace(/\.+$/, ''),
  );
  // A page may have a reader make files: their whole text is there, below their names.
  const made = [...text.matchAll(/^\*\*`([^`\n]+)`\*\*\n\n```(?!diff)/gm)].map(([, path = '']) => path);
  const full = (path: string) => join(root, path.startsWith('packages/') ? path : `packages/${path}`);
  return paths.filter((path) => !made.some((file) => file.startsWith(path)) && !existsSync(full(path)));
}
