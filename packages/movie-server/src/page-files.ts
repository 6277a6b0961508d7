import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StaticFile, StaticFiles } from 'grpc-host';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** What is at `/` until there is a page. */
const NOT_BUILT = {
  body: 'The page is not built. Run "pnpm build" and start the server again.\n',
  contentType: 'text/plain; charset=utf-8',
};

/** The files of the page, `packages/movie-web`, as they were built. */
export async function pageFiles(): Promise<StaticFiles> {
  const index = fileURLToPath(import.meta.resolve('movie-web/page/index.html'));
  const folder = join(index, '..');
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return new Map(await Promise.all(paths.map((path) => load(folder, path))));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    return new Map([['/', NOT_BUILT]]);
  }
}

async function load(folder: string, path: string): Promise<[string, StaticFile]> {
  const name = relative(folder, path).split(sep).join('/');
  const contentType = CONTENT_TYPES[extname(path)] ?? 'application/octet-stream';
  const body = await readFile(path);
  // Vite puts a hash of what is in it into the name of everything but the page itself.
  return name === 'index.html' ? ['/', { body, contentType }] : [`/${name}`, { body, contentType, immutable: true }];
}
