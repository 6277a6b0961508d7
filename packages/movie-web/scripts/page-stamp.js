// Whether the page was built from the sources as they are.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const stamp = join(root, 'dist/page.sha256');

/** What the page is made of, besides the packages that the lock file names. */
const SOURCES = [
  'index.html',
  'package.json',
  'src',
  'vite.config.js',
  '../grpc-proto/src/gen/google',
  '../movie-files/src',
  '../movie-proto/src/gen/web',
  '../movie-proto/src/web.ts',
  '../../pnpm-lock.yaml',
];

/**
 * @param {string} path of a file or a folder
 * @returns {Promise<string[]>} the files in it, in a fixed order
 */
async function filesIn(path) {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (!entries) return [path];
  const files = entries.filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name));
  return files.map((entry) => join(entry.parentPath, entry.name)).sort();
}

/** @returns {Promise<string>} a hash of all sources and their names */
async function hashSources() {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of await filesIn(join(root, source))) {
      const bytes = await readFile(file);
      hash.update(`${relative(root, file)}\0${bytes.length}\0`).update(bytes);
    }
  }
  return hash.digest('hex');
}

/** @returns {Promise<boolean>} whether the page that was built last is that of the sources */
export async function isPageCurrent() {
  const built = await readFile(stamp, 'utf8').catch(() => '');
  return built === (await hashSources());
}

/**
 * Builds the page.
 *
 * @param {() => Promise<unknown>} build
 */
export async function stampPage(build) {
  // Of the sources before the build: what is saved meanwhile may not be in it.
  const hash = await hashSources();
  await build();
  await mkdir(join(root, 'dist'), { recursive: true });
  await writeFile(stamp, hash);
}
