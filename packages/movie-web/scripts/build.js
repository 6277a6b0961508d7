// Builds the page, unless it was built from the sources as they are. The server serves what this writes.
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

const hash = await hashSources();
const built = await readFile(stamp, 'utf8').catch(() => '');
if (built !== hash) {
  // Loaded only now: it takes longer than everything above.
  const { build } = await import('vite');
  await build({ configFile: join(root, 'vite.config.js'), logLevel: 'warn' });
  await mkdir(join(root, 'dist'), { recursive: true });
  await writeFile(stamp, hash);
}
