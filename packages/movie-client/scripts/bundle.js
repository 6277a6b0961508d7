// Writes the program into few files, as it is built now. `movie` runs them until anything is built again.
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { BUNDLE, bundleName, currentBundle } from '../dist/bundle.js';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const name = bundleName();
if (name === undefined) throw new Error('Nothing is built yet: `pnpm build`.');
if (currentBundle() === undefined) {
  const old = (await readdir(dist)).filter((file) => file.startsWith(BUNDLE));
  const made = await mkdtemp(join(dist, BUNDLE));
  const bundle = await rolldown({ input: join(dist, 'run-program.js'), platform: 'node' });
  await bundle.write({ dir: made, format: 'esm' });
  // All at once: a program that starts meanwhile finds it whole or not at all.
  await rename(made, join(dist, name));
  for (const folder of old) await rm(join(dist, folder), { recursive: true });
}
